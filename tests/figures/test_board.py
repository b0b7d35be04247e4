"""What 市教委 is shown of all schools: sums, nothing small, nothing that tells a small number by subtraction."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import play
from tests.asking import queries, refused, text
from tests.conftest import People, build_school
from tests.figures.test_counting import PAST, PHASES
from tests.figures.test_views import board_officer, sheets
from tests.figures.years import Builder, Child, Matter, Year
from tests.policy.test_subtraction import Known, Vector
from tests.properties.effort import lives
from yorisoi.figures.asked import board_asked, month_ends
from yorisoi.figures.counting import ALL, MISSING, TOTAL, Figures, Key
from yorisoi.figures.hiding import SUBMITTED, hidden_in, numbers, shown_to_board
from yorisoi.figures.scope import Scope, last_day
from yorisoi.figures.submitting import submit_month
from yorisoi.journal.models import Event
from yorisoi.policy.subtraction import is_small
from yorisoi.schools.calendar import today

PAGES = ("board_survey", "board_survey_file")


def matters(n: int, *, grade: int = 3, sex: str = "male", found: int | None = None, state: str = "") -> tuple[Any, ...]:
    """So many cases of one child each."""
    return tuple(Matter((Child(sex, grade, found=found),), state or "responding") for _each in range(n))


def put(people: Any, *told: Matter) -> None:
    """Last year at one school."""
    Builder(people.school, people.principal, PAST, last_day(PAST)).put(Year(tuple(told)))


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school."""
    return People(other_school)


def test_who_may_see_all_schools_together(people: Any, client_for: Any, make_staff: Any) -> None:
    officer = client_for(board_officer(make_staff))
    for name in PAGES:
        url = reverse(f"figures:{name}")
        assert officer.get(url).status_code == 200
        assert officer.post(url).status_code == 405
        for person in (people.principal, people.homeroom):
            refused(client_for, url, post=False, stranger=None, wrong=person, other=None)
    assert Event.objects.filter(event="view.figures_board_survey", school_id=people.school.pk).count() == 1


@pytest.mark.requirement("R7")
def test_the_sums_over_all_schools_and_no_way_to_a_case(
    people: Any, other: People, client_for: Any, make_staff: Any
) -> None:
    put(people, *matters(6), *matters(2, grade=4, sex="female"))
    put(other, *matters(9), *matters(7, grade=4, sex="female"), *matters(8, grade=5, sex="female"))
    client = client_for(board_officer(make_staff))
    url = reverse("figures:board_survey")
    page = text(client.get(url, {"year": PAST}))
    assert "<dd>32 <small>" in page
    for where in ("/figures/behind/", "/figures/school/", "/cases/", people.school.name, other.school.name):
        assert where not in page
    assert reverse("oversight:board_home") in page
    book = sheets(client.get(reverse("figures:board_survey_file"), {"year": PAST}).content)["いじめ"]
    third = next(row for row in book if row[2] == "3年")
    assert third[3:6] == [15.0, 0.0, 15.0]
    before = queries(client, f"{url}?year={PAST}")
    put(People(build_school("minami", "見本市立南小学校")), *matters(9))
    assert queries(client, f"{url}?year={PAST}") == before


def test_an_officer_of_one_school_sees_its_sums_and_an_empty_city_is_told_so(
    people: Any, other: People, client_for: Any, make_staff: Any
) -> None:
    put(people, *matters(6))
    put(other, *matters(30))
    bound = make_staff(people.school, "board_officer")
    assert "<dd>6 <small>" in text(client_for(bound).get(reverse("figures:board_survey"), {"year": PAST}))


@pytest.mark.requirement("R7")
def test_less_than_five_in_all_is_a_page_without_a_number_of_children(
    people: Any, client_for: Any, make_staff: Any
) -> None:
    put(people, *matters(3, found=5))
    client = client_for(board_officer(make_staff))
    found = shown_to_board(Scope(PAST, last_day(PAST), None))
    assert {key for key, n in found.of.items() if n and key[0] not in {"9", "10"}} <= found.hidden
    page = text(client.get(reverse("figures:board_survey"), {"year": PAST}))
    assert page.partition('id="t2"')[2].partition("</table>")[0].count("少数") == 4
    book = sheets(client.get(reverse("figures:board_survey_file"), {"year": PAST}).content)["いじめ"]
    row = next(row for row in book if row[2] == "3年")
    assert row[3:7] == ["少数"] * 4


@pytest.mark.requirement("R7")
def test_what_one_school_submitted_does_not_tell_the_others_numbers(people: Any, other: People) -> None:
    """Two here, in the third grade; twenty there. Once those are submitted, the sum of 22 would say two."""
    put(people, *matters(2), *matters(9, grade=5))
    put(other, *matters(20), *matters(9, grade=1, sex="female"))
    scope, cell = Scope(PAST, last_day(PAST), None), ("1", "3", TOTAL)
    assert cell not in shown_to_board(scope).hidden
    submit_month(school=other.school, month=date(PAST + 1, 3, 1), by=other.principal, token=secrets.token_hex(8))
    found = shown_to_board(scope)
    assert {cell, ("1", "3", "male")} <= found.hidden
    assert ALL not in found.hidden
    assert found.hidden & {("1", str(grade), "male") for grade in (1, 5)}  # one more, or the column would tell
    earlier = Scope(PAST, date(PAST, 9, 30), None)  # a month that nobody submitted, of a year of which one is known
    assert cell in shown_to_board(earlier).hidden


def test_only_ends_of_months_can_be_asked_for(people: Any, make_staff: Any) -> None:
    put(people, *matters(1))
    officer = board_officer(make_staff)
    for asked, day in (
        ("", date(PAST + 1, 3, 31)), ("2999-01-01", date(PAST + 1, 3, 31)), (f"{PAST}-05-20", date(PAST, 4, 30)),
        (f"{PAST}-05-31", date(PAST, 5, 31)), (f"{PAST}-04-03", date(PAST, 4, 30)), ("x", date(PAST + 1, 3, 31)),
    ):  # fmt: skip
        assert board_asked(officer, {"year": str(PAST), "day": asked})[0].day == day
    assert len(month_ends(PAST)) == 12
    assert all(day < today() for day in month_ends(PAST + 1))
    assert board_asked(officer, {})[0].day < today()


GRADES, SEXES = ("1", "2", "no_grade"), ("male", "female", MISSING)
STATES, FOUND, POLICE = ("resolved", "watched", "open", "other"), ("1", "2", MISSING), ("1", "0", MISSING)
Atom = tuple[str, ...]  # what a child counts as in one table
Kind = tuple[Atom, Atom, Atom, Atom]
ATOMS: tuple[Atom, ...] = (
    *(("1", grade, sex) for grade in GRADES for sex in SEXES), *(("2", one) for one in STATES),
    *(("3", one) for one in FOUND), *(("8", one) for one in POLICE),
)  # fmt: skip
one_of = [st.sampled_from([atom for atom in ATOMS if atom[0] == table]) for table in "1238"]
school = st.lists(st.tuples(st.tuples(*one_of), st.integers(1, 7)), max_size=5).map(
    lambda rows: [kind for kind, times in rows for _each in range(times)]
)


def cells_of(atom: Atom) -> set[Key]:
    """Every cell of a table that such a child counts in."""
    table, name = atom[:2]
    if table == "1":
        found = {("1", name, atom[2]), ("1", name, TOTAL), ("1", TOTAL, atom[2]), ALL}
        return found | ({("1", MISSING, "")} if name == "no_grade" or atom[2] == MISSING else set())
    if table == "2":
        return {("2", "working" if name in {"watched", "open"} else name, "")} | (
            {("2", "watched", "")} if name == "watched" else set()
        )
    return set() if atom == ("8", "0") else {(table, name, "")}


def figures_of(children: list[Kind]) -> Figures:
    """Count these children."""
    return Figures(of=Counter(key for kind in children for atom in kind for key in cells_of(atom)), total=len(children))


def seen_of() -> list[Key]:
    """The cells that a page has: of children without a class there is only the sum."""
    every = {key for atom in ATOMS for key in cells_of(atom)}
    return sorted(key for key in every if key[1] != "no_grade" or key[2] == TOTAL)


def vector(key: Key, *sides: int) -> Vector:
    """A cell as a sum of atoms: of the schools that submitted (0), of the others (1), or of both."""
    return {(side, atom): 1 for side in sides for atom in ATOMS if key in cells_of(atom)}


def nobody(key: Key, side: int) -> list[Vector]:
    """That each atom of a cell is nought."""
    return [{(side, atom): 1} for atom in ATOMS if key in cells_of(atom)]


def held(everybody: Figures, mine: Figures, hidden: frozenset[Key]) -> Known:
    """What the officer holds: every shown sum, every cell of the schools that submitted; that each table has every
    child once; and that of nobody there is nobody of any kind."""
    rows: list[Vector] = []
    for table, side in product("238", (0, 1)):
        rows.append({(side, atom): 1 if atom[0] == "1" else -1 for atom in ATOMS if atom[0] in {"1", table}})
    for key in seen_of():
        if key not in hidden:
            rows += [vector(key, 0, 1), *(nobody(key, 0) + nobody(key, 1) if not everybody.of[key] else [])]
        if key[0] in SUBMITTED:
            rows += [vector(key, 0), *(nobody(key, 0) if not mine.of[key] else [])]
            rows += nobody(key, 1) if key not in hidden and everybody.of[key] == mine.of[key] else []
    return Known(rows)


@pytest.mark.requirement("R7")
@settings(deadline=None, max_examples=lives(60), phases=PHASES)
@given(st.lists(school, min_size=2, max_size=3), st.integers(0, 2))
def test_nothing_small_can_be_worked_out_from_all_that_an_officer_sees(schools: list[list[Kind]], known: int) -> None:
    """Unknown is how many children of each kind there are at the schools that did not submit. No small cell, over all
    schools or over those, follows from all sums together."""
    mine, others = [one for each in schools[:known] for one in each], [one for each in schools[known:] for one in each]
    everybody, rest = figures_of(mine + others), figures_of(others)
    if is_small(everybody.total):
        return  # then nothing is shown: above
    hidden = hidden_in(everybody, [numbers(rest, SUBMITTED)])
    known_to_officer = held(everybody, figures_of(mine), hidden)
    for key in seen_of():
        submitted = key[0] in SUBMITTED
        if is_small((rest if submitted else everybody).of[key]):
            assert not known_to_officer.tells(vector(key, *((1,) if submitted else (0, 1)))), key


def test_a_month_submitted_before_it_is_over_says_so_and_the_whole_one_may_follow(
    people: Any, client_for: Any, make_staff: Any
) -> None:
    month = today().replace(day=1)
    part = submit_month(school=people.school, month=month, by=people.principal, token=secrets.token_hex(8))
    client, officer = client_for(people.principal), client_for(board_officer(make_staff))
    page = text(client.get(reverse("figures:month"), {"month": f"{month:%Y-%m}"}))
    assert "月の途中の数です" in page
    assert "もう一度提出する" in page
    assert "月の途中" in text(officer.get(reverse("figures:board_months")))
    assert "月の途中で提出された数です" in text(officer.get(reverse("figures:board_month", args=[part.pk])))
    file = sheets(officer.get(reverse("figures:board_file", args=[part.pk])).content)["月例報告"]
    assert any("月の途中で提出された数" in str(row[0]) for row in file)
    with play.move_on(31):
        assert "月が終わったので" in text(client.get(reverse("figures:month"), {"month": f"{month:%Y-%m}"}))
        whole = submit_month(school=people.school, month=month, by=people.principal, token=secrets.token_hex(8))
        assert (part.part_way, whole.part_way) == (True, False)
        assert "月の途中の数だけです" not in text(client.get(reverse("figures:month"), {"month": f"{month:%Y-%m}"}))
