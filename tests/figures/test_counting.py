"""The national tables come out to the digit: a known year, random years, and what stands behind a number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.conftest import build_school
from tests.figures.years import Builder, Child, Grave, Matter, Year, counts
from tests.makers import staff_maker
from tests.properties.effort import lives
from yorisoi.figures.behind import NoSuchNumber, incidents_behind, units_behind
from yorisoi.figures.counting import figures
from yorisoi.figures.present import OF_SCHOOL, tables_of
from yorisoi.figures.scope import Scope, last_day
from yorisoi.policy import national
from yorisoi.policy.national import codes_of, mask_of
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a year is read as it is: making it smaller takes minutes
PAST = school_year(today()) - 1

KNOWN = Year(
    matters=(
        Matter((Child("male", 1, found=5, consulted=("1", "6"), to_victim=("0",), to_perpetrator=("2",), police=0),)),
        Matter(
            (
                Child("female", 1, found=6, consulted=("9",), to_victim=("1", "4"), to_perpetrator=("10", "11")),
                Child("female", 6, found=6, consulted=("7",), police=1, corrected=True),
            ),
            "resolved",
            forms=(1, 8),
        ),
        Matter((Child("female", 2, left=True, moved_class=True),), "improving", forms=(2,)),
        Matter((Child("male", 3),), "improving", forms=()),
        Matter((Child("unspecified", None),), "judged", forms=(9,)),
        Matter((Child("male", 5, ended=True), Child("male", 4)), "resolved"),
        Matter((Child("male", 5),), "suspected", recognised=None),
        Matter((Child("male", 5),), "responding", merged=True),
        Matter((Child("female", 5),), "responding", recognised=-1),
        Matter((Child("female", 5),), "responding", recognised=365 + 1),
        Matter((Child("female", 5, found=1),), "responding", recognised=364, later="resolved"),
    ),
    graves=(Grave(harm=True, absence=True, lead="school", harms=("2", "3"), before=1), Grave(False, True)),
    measures=("1", "2", "12"),
    surveyed=("2", "4", "7"),
)


def scope_of(school: Any, day: date | None = None) -> Scope:
    """The whole of one school."""
    return Scope(PAST, day or last_day(PAST), (school.pk,))


def test_a_year_built_to_known_counts(people: Any) -> None:
    Builder(people.school, people.principal, PAST, last_day(PAST)).put(KNOWN)
    found = figures(scope_of(people.school))
    assert (found.total, found.incidents, found.schools, found.with_cases) == (8, 2, 1, 1)
    by_grade = {line: [found.n("1", line, c) for c in ("male", "female", "total")] for line in ("1", "2", "5", "6")}
    assert by_grade == {"1": [1, 1, 2], "2": [0, 1, 1], "5": [0, 1, 1], "6": [0, 1, 1]}
    assert [found.n("1", "total", c) for c in ("male", "female", "missing", "total")] == [3, 4, 1, 8]
    assert (found.n("1", "no_grade", "total"), found.missing("1")) == (1, 1)
    assert [found.n("2", line) for line in ("resolved", "working", "watched", "other")] == [3, 4, 2, 1]
    assert {code: found.n("3", code) for code in ("1", "5", "6", "12")} == {"1": 1, "5": 1, "6": 2, "12": 0}
    assert (found.missing("3"), found.missing("4"), found.missing("7"), found.missing("6")) == (4, 5, 6, 6)
    assert [found.n("4", code) for code in "1679"] == [1, 1, 1, 1]
    assert [found.n("5", code) for code in "1289"] == [5, 1, 2, 1]
    assert found.missing("5") == 1
    assert [found.n("7", code) for code in "14"] == [1, 1]
    assert [found.n("6", code) for code in ("2", "10", "11")] == [1, 1, 1]
    assert (found.n("8", "1"), found.missing("8")) == (1, 6)
    assert [found.n("9", code) for code in ("1", "2", "3", "12")] == [1, 1, 0, 1]
    assert [found.n("10", code) for code in ("2", "4", "7", "5")] == [1, 1, 1, 0]
    serious = ("harm", "absence", "harm2", "harm3", "lead_school", "lead_none", "before1")
    assert [found.n("11", line) for line in serious] == [1, 2, 1, 1, 1, 1, 1]
    assert found.missing("11") == 1


def test_nothing_recorded_is_a_table_of_zeros(people: Any) -> None:
    found = figures(scope_of(people.school))
    assert found.total == 0
    assert found.missing("9") == found.missing("10") == 1
    assert {cell.n for one in tables_of(found, None) for row in one.rows for cell in row.cells} == {0}


def test_other_schools_and_other_years_are_not_counted(people: Any, other_school: Any) -> None:
    Builder(other_school, people.principal, PAST, last_day(PAST)).put(KNOWN)
    Builder(people.school, people.principal, PAST - 1, last_day(PAST - 1)).put(Year((Matter(),)))
    assert figures(scope_of(people.school)).total == 0
    both = figures(Scope(PAST, last_day(PAST), (people.school.pk, other_school.pk)))
    every = figures(Scope(PAST, last_day(PAST), None))
    assert both.of == every.of
    assert (every.total, every.with_cases) == (8, 1)


def test_what_was_answered_after_the_day_counts(people: Any) -> None:
    """The school answers in April about 31 March."""
    builder = Builder(people.school, people.principal, PAST, last_day(PAST))
    builder.put(Year((Matter((Child(found=3),), recognised=10),)))
    assert figures(scope_of(people.school, date(PAST, 6, 1))).n("3", "3") == 1  # answered on day 200


def test_codes_and_masks() -> None:
    assert mask_of(("0",)) == 0
    assert codes_of(0) == ()
    for table in national.TABLES:
        codes = tuple(line.code for line in table.lines if line.code.isdigit())
        assert codes_of(mask_of(codes)) == codes
        assert len({line.code for line in table.lines}) == len(table.lines)


def several(most: int, none: bool = False) -> st.SearchStrategy[Any]:
    """Several codes, nothing answered, or 「特にない」."""
    some = st.sets(st.integers(1, most).map(str), min_size=1, max_size=3).map(lambda codes: tuple(sorted(codes)))
    return st.one_of(st.none(), some, *([st.just(("0",))] if none else []))


CHILD = st.builds(
    Child,
    sex=st.sampled_from(["male", "female", "unspecified"]),
    grade=st.one_of(st.none(), st.integers(1, 6)),
    left=st.booleans(),
    found=st.one_of(st.none(), st.integers(1, 12)),
    consulted=several(9),
    to_victim=several(8, True),
    to_perpetrator=several(16, True),
    police=st.sampled_from([None, 0, 1]),
    corrected=st.booleans(),
    ended=st.sampled_from([False, False, True]),
    moved_class=st.booleans(),
)
STATES = ["recognised", "responding", "improving", "reconsidering", "judged", "resolved"]
MATTER = st.builds(
    Matter,
    children=st.lists(CHILD, max_size=3).map(tuple),
    state=st.sampled_from(STATES),
    recognised=st.one_of(st.none(), st.integers(-20, 400)),
    forms=st.lists(st.integers(1, 9), max_size=3, unique=True).map(tuple),
    later=st.sampled_from(["", "", "responding", "resolved"]),
)
GRAVE = st.builds(
    Grave,
    harm=st.booleans(),
    absence=st.just(True),
    lead=st.sampled_from(["", "board", "school"]),
    opened=st.integers(0, 364),
    harms=several(4),
    before=st.sampled_from([None, 1, 2, 3]),
)
YEAR = st.builds(
    Year,
    matters=st.lists(MATTER, max_size=6).map(tuple),
    graves=st.lists(GRAVE, max_size=3).map(tuple),
    measures=several(12),
    surveyed=several(10),
)


class RandomYears(TestCase):
    """Whatever a year was like, the database counts what plain Python counts, and a number is what stands behind it."""

    @settings(max_examples=lives(20), deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(told=YEAR, day=st.integers(0, 364))
    def test_counted_twice(self, told: Year, day: int) -> None:
        school = build_school()
        at = date(PAST, 4, 1) + timedelta(days=day)
        principal = staff_maker(school, Post.PRINCIPAL)
        told = Year(tuple(m for m in told.matters if not m.later or (m.recognised or 0) <= day), *_rest(told))
        Builder(school, principal, PAST, at).put(told)
        scope = Scope(PAST, at, (school.pk,), principal)
        found, wanted = figures(scope), counts(told, day)
        wanted = {
            key: n for key, n in wanted.items() if key != ("8", "0", "")
        }  # 「していない」 is an answer and no line
        assert {key: n for key, n in found.of.items() if n} == wanted
        for (table, line, column), n in found.of.items():
            if table in OF_SCHOOL or not n:
                continue
            if table == "11":
                assert len(incidents_behind(scope, line)[1]) == n
            else:
                assert len(units_behind(scope, table, line, column)[1]) == n, (table, line, column)


def _rest(told: Year) -> tuple[Any, ...]:
    return told.graves, told.measures, told.surveyed


@pytest.mark.parametrize(
    ("table", "line", "column"), [("12", "1", ""), ("9", "1", ""), ("3", "13", ""), ("1", "1", "x"), ("2", "1", "")]
)
def test_there_is_nothing_behind_what_is_no_number(people: Any, table: str, line: str, column: str) -> None:
    with pytest.raises(NoSuchNumber):
        units_behind(scope_of(people.school), table, line, column)
