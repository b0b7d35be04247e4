"""The clocks and figures that 市教委 sees: counts and days, small cells hidden, schools in the order of their names."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import play
from tests.asking import queries, text
from tests.conftest import People, build_school
from tests.oversight.conftest import submitted
from yorisoi.cases.models import BoardCopy
from yorisoi.duties.models import Duty
from yorisoi.figures.submitting import submit_month
from yorisoi.journal import clock
from yorisoi.oversight.queries_missed import figures, missed, schools_of, undecided, with_months
from yorisoi.policy.small import SMALL, hide_small, shown_sum
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School

HOME = reverse("oversight:board_home")
counts = st.dictionaries(st.integers(0, 30), st.integers(0, 12), max_size=8)


@given(counts, st.sets(st.integers(0, 30)))
def test_small_cells_are_hidden_and_no_sum_tells_them(column: dict[int, int], known: set[int]) -> None:
    """known: the schools whose exact numbers the reader holds; what they take away must not tell the others'."""
    shown = hide_small(column, known)
    assert shown.keys() == column.keys()
    for key, count in column.items():
        if 0 < count < SMALL:
            assert shown[key] is None
        elif shown[key] is not None:
            assert shown[key] == count
    hidden = {key for key, count in shown.items() if count is None}
    total = shown_sum(column, shown, known)
    assert total is None or not 0 < total < SMALL
    for out in (hidden, hidden - known):  # by the page alone, and with what the reader knows besides
        if total is not None and out:  # whoever subtracts learns the sum of several, and no small one
            rest = total - sum(column[key] for key in column if key not in out)
            assert len(out) > 1
            assert rest == sum(column[key] for key in out) >= SMALL
    if total is None:  # only where nothing is left that could be hidden instead
        assert {key for key in column if column[key] and key not in known} <= hidden


def test_a_sum_under_five_is_hidden_whatever_the_reader_knows() -> None:
    """None in one school and four in the other, whose month is submitted."""
    column = {1: 0, 2: 4}
    for known in (set(), {2}, {1, 2}):
        shown = hide_small(column, known)
        assert shown == {1: 0, 2: None}
        assert shown_sum(column, shown, known) is None


@pytest.mark.requirement("R7")
def test_missed_duties_are_counted_and_only_a_submitted_case_has_a_number(
    people: Any, officer: Any, client_for: Any
) -> None:
    with play.move_on(-3):
        known, unknown = play.opened(people), play.opened(people)
    assert not BoardCopy.objects.exists()
    lines, count = missed(schools_of(officer))
    assert count == sum(line.count for line in lines) > 0
    assert {(line.case, line.copy) for line in lines} == {("", None)}
    play.write(known, people.vice_principal, "board_report", code="first", words="報告")
    told, again = missed(schools_of(officer))
    assert again == count
    assert {line.case for line in told} == {"", known.label}
    assert {line.copy for line in told if line.case} == {BoardCopy.objects.get().pk}
    home = text(client_for(officer).get(HOME))
    assert known.label in home
    assert unknown.label not in home
    same_day = Duty.objects.filter(case=unknown, clock="committee").first()
    assert same_day is not None
    assert all(line.day < clock.now().date() for line in lines)


def test_what_was_done_late_is_shown_for_a_week_and_then_no_more(people: Any, officer: Any) -> None:
    with play.move_on(-4):
        play.opened(people)
    open_still = Duty.objects.filter(due_at__lt=clock.now(), done_at__isnull=True, dropped_at__isnull=True)
    open_still.update(done_at=clock.now(), done_by=people.principal)
    lines, _count = missed(schools_of(officer))
    assert lines
    assert not any(line.open for line in lines)
    with play.move_on(8):
        assert missed(schools_of(officer)) == ([], 0)


def test_undecided_reports_stand_in_bands_by_age(people: Any, other: Any, officer: Any) -> None:
    for days in (0, 1, 3, 4, 7, 8, 40):
        with play.move_on(-days):
            play.report(people)
    play.report(other)
    play.opened(other)  # decided
    found = {one.school.slug: one.counts for one in undecided(schools_of(officer))}
    assert found == {"nishi": (1, 2, 2, 2), "higashi": (1, 0, 0, 0)}


def test_figures_hide_what_is_small_and_rank_nobody(people: Any, other: Any, officer: Any, client_for: Any) -> None:
    for _each in range(3):
        play.report(people)
    for _each in range(7):
        play.report(other)
    School.objects.filter(pk=people.school.pk).update(code="B100000000001")
    School.objects.filter(pk=other.school.pk).update(code="B100000000002")
    lines, sums = figures(schools_of(officer))
    assert [one.school.slug for one in lines] == ["nishi", "higashi"]  # by number, whatever the counts
    assert [one.counts[0] for one in lines] == [None, None]  # the sum would tell the small one
    assert sums == (10, 0, 0)
    School.objects.filter(pk=people.school.pk).update(code="B100000000003")
    assert [one.school.slug for one in figures(schools_of(officer))[0]] == ["higashi", "nishi"]
    home = text(client_for(officer).get(HOME))
    table = home.partition('id="figures-h"')[2]
    assert table.count("少数") >= 2
    assert Counter(re.findall(r">(\d+)<", table.partition("</table>")[0]))["3"] == 0


@pytest.mark.requirement("R7")
def test_a_month_that_a_school_submitted_does_not_tell_the_other_schools_number(
    people: Any, other: Any, officer: Any
) -> None:
    """Three reports here, seven there, twenty in a third: once one is known, it protects the small one no more."""
    third = People(build_school("minami", "見本市立南小学校"))
    for here, n in ((people, 3), (other, 7), (third, 20)):
        for _each in range(n):
            play.report(here)
    before = {one.school.slug: one.counts[0] for one in figures(schools_of(officer))[0]}
    assert before == {"nishi": None, "higashi": None, "minami": 20}
    month = today().replace(day=1)
    submit_month(school=other.school, month=month, by=other.principal, token="a" * 32)
    known = with_months(schools_of(officer))
    assert known == {other.school.pk}
    lines, sums = figures(schools_of(officer), known)
    assert {one.school.slug: one.counts[0] for one in lines} == {"nishi": None, "higashi": 7, "minami": None}
    assert sums[0] == 30
    submit_month(school=third.school, month=month, by=third.principal, token="b" * 32)
    lines, sums = figures(schools_of(officer), with_months(schools_of(officer)))
    assert {one.school.slug: one.counts[0] for one in lines} == {"nishi": None, "higashi": 7, "minami": 20}
    assert sums[0] is None  # nothing is left to hide beside it


def test_home_asks_the_same_number_of_queries_however_much_there_is(
    people: Any, other: Any, officer: Any, client_for: Any
) -> None:
    with play.move_on(-2):
        submitted(people)
        play.report(other)
    client = client_for(officer)
    queries(client, HOME)
    before = queries(client, HOME)
    with play.move_on(-2):
        for each in (people, other, people):
            submitted(each)
            play.report(each)
    assert Report.objects.count() == 8
    assert queries(client, HOME) == before
    assert before < 45


def test_done_late_and_still_open_are_told_apart(people: Any, officer: Any, client_for: Any) -> None:
    with play.move_on(-2):
        play.report(people)
    first = Duty.objects.filter(name="leave_memo").get()
    play.leave_memo(report=first.report, by=people.guidance_head, words="おくれて書いたメモ")
    found = {line.text: line.open for line in missed(schools_of(officer))[0]}
    assert {False, True} == set(found.values())
    assert timedelta(days=1) < clock.now() - first.due_at
