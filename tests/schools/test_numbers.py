"""Numbers that betray neither order nor count."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import play
from yorisoi.duties.models import Duty
from yorisoi.journal.models import DataKey, Event, SearchText
from yorisoi.meetings.models import AgendaItem
from yorisoi.reports.models import Report
from yorisoi.schools.models import Counter
from yorisoi.schools.numbers import label_of, mixed, next_number, number_key


def test_the_first_ten_thousand_are_all_different_and_four_digits_long() -> None:
    shown = [mixed(count, b"k" * 32) for count in range(1, 10_001)]
    assert sorted(shown) == list(range(10_000))
    assert all(len(label_of(2026, number)) == len("2026-0000") for number in shown)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(10_001, 1_000_000), st.integers(10_001, 1_000_000))
def test_beyond_that_they_grow_by_a_digit_and_still_never_meet(key: bytes, one: int, other: int) -> None:
    shown = mixed(one, key)
    assert (10_000 if one <= 100_000 else 100_000) <= shown < (100_000 if one <= 100_000 else 1_000_000)
    assert (shown == mixed(other, key)) == (one == other)


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_neighbours_in_the_count_are_no_neighbours_in_the_number(key: bytes) -> None:
    shown = [mixed(count, key) for count in range(1, 201)]
    steps = [after - before for before, after in itertools.pairwise(shown)]
    assert sum(step == 1 for step in steps) <= 3
    rising = sum(step > 0 for step in steps)
    assert 60 <= rising <= 140  # order of coming is not order of numbers


@pytest.mark.django_db
@pytest.mark.requirement("R2")
def test_schools_kinds_and_years_are_mixed_apart(school: Any, other_school: Any) -> None:
    keys = {
        number_key(one.pk, kind, year)
        for one in (school, other_school)
        for kind in ("report", "case")
        for year in (1, 2)
    }
    assert len(keys) == 8


@pytest.mark.django_db
def test_a_number_given_before_is_passed_over(people: Any) -> None:
    report = play.report(people)
    with transaction.atomic():
        counter = Counter.objects.get(school=people.school, kind="report", year=report.year)
        ahead = mixed(counter.last + 1, number_key(people.school.pk, "report", report.year))
    other = play.report(people)
    assert other.number == ahead
    Counter.objects.filter(pk=counter.pk).update(last=0)  # as if the numbers of before stood in the way
    with transaction.atomic():
        _year, number = next_number(people.school, "report", report.year)
    assert number not in {report.number, other.number}
    assert Report.objects.filter(year=report.year, number=number).count() == 0


@pytest.mark.django_db
@pytest.mark.requirement("R1", "R2")
def test_a_report_whose_number_is_taken_comes_in_once_under_another(people: Any) -> None:
    first, second = play.report(people), play.report(people)
    Counter.objects.filter(school=people.school, kind="report").update(last=0)
    third = play.report(people)
    assert Report.objects.count() == len({row.number for row in (first, second, third)}) == 3
    assert Duty.objects.filter(report=third).count() == Duty.objects.filter(report=first).count() > 0
    assert Event.objects.filter(event="report.received", about_id=str(third.pk)).count() == 1
    assert SearchText.objects.count() == DataKey.objects.count() == 3  # of the first try nothing is left


@pytest.mark.django_db
def test_ids_in_addresses_tell_nothing(people: Any) -> None:
    play.opened(people)
    play.opened(people)
    ids = list(AgendaItem.objects.order_by("meeting__convened_at").values_list("pk", flat=True))
    assert all(pk >= 10**15 for pk in ids)
    assert all(len(str(pk)) <= 18 for pk in ids)
