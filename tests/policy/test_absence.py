"""Absence as the policy counts it, and the school's calendar: without a database, against plain words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.absence import ABSENCES, APART, KINDS, Count, reached, second_ground, streaks
from yorisoi.policy.edition import edition, names
from yorisoi.policy.school_days import CLOSED, OPEN, SchoolCalendar, Span

RULE = edition("mihon-nishi").absence
START = date(2026, 4, 6)
KNOWN = st.lists(st.sampled_from([*KINDS, "present", "present", "illness", "illness"]), max_size=80).map(
    lambda kinds: [(START + timedelta(days=n), kind) for n, kind in enumerate(kinds)]
)


def plain_rows(kinds: list[str]) -> list[int]:
    """The lengths of rows, in the plainest way: take out what is apart, then split at every day that was none."""
    signs = "".join("x" if kind in ABSENCES else "." for kind in kinds if kind not in APART)
    return [len(part) for part in signs.split(".") if part]


@given(KNOWN)
def test_rows_are_as_anybody_would_count_them(known: list[tuple[date, str]]) -> None:
    assert [len(row) for row in streaks(known)] == plain_rows([kind for _day, kind in known])


@pytest.mark.requirement("S2")
@given(KNOWN, st.booleans())
def test_every_count_that_is_reached_warns_and_no_other(known: list[tuple[date, str]], in_case: bool) -> None:
    found = reached(known, RULE, in_case=in_case)
    total = sum(kind in ABSENCES for _day, kind in known)
    in_year = {*RULE.in_year, *(RULE.case_in_year if in_case else ())}
    assert {one.amount for one in found if one.count == Count.YEAR} == {n for n in in_year if total >= n}
    for amount in {*RULE.in_a_row, *(RULE.case_in_a_row if in_case else ())}:
        rows = [one for one in found if (one.count, one.amount) == (Count.ROW, amount)]
        assert len(rows) == sum(length >= amount for length in plain_rows([kind for _day, kind in known]))
    assert all(one.since <= one.on <= one.until for one in found)
    assert in_case or not any(one.sooner for one in found)


@pytest.mark.requirement("S2")
@given(KNOWN, st.booleans())
def test_the_second_ground_waits_for_thirty_days_only_without_suspicion(
    known: list[tuple[date, str]], suspected: bool
) -> None:
    kinds = [kind for _day, kind in known]
    total = sum(kind in ABSENCES for kind in kinds)
    sooner = suspected or "bullying" in kinds
    wanted = total >= 30 or (sooner and (total >= 15 or any(row >= 7 for row in plain_rows(kinds))))
    assert (second_ground(known, RULE, suspected=suspected) is not None) is wanted


@pytest.mark.requirement("S2")
def test_what_is_no_absence_neither_counts_nor_ends_a_row() -> None:
    kinds = ["illness", "mourning", "suspended", "illness", "late", "nurse", "room", "illness"]
    known = [(START + timedelta(days=n), kind) for n, kind in enumerate(kinds)]
    assert [len(row) for row in streaks(known)] == [2, 1]
    assert reached(known, RULE) == []


@pytest.mark.parametrize("name", names())
def test_no_edition_waits_longer_than_the_national_yardstick(name: str) -> None:
    rule = edition(name).absence
    assert rule.serious_in_year <= 30
    assert max(rule.in_year) <= 30
    assert min(rule.in_year) < 30
    assert {"absence.warning", "absence.sooner", "absence.record", "serious.absence"} <= set(edition(name).clauses)


def test_the_schools_own_days_come_before_weekends_and_holidays() -> None:
    calendar = SchoolCalendar(
        [
            Span(date(2026, 7, 21), date(2026, 8, 27), CLOSED, "夏休み"),
            Span(date(2026, 8, 5), date(2026, 8, 5), OPEN, "登校日"),
            Span(date(2026, 5, 30), date(2026, 5, 30), OPEN, "運動会"),
            Span(date(2026, 6, 1), date(2026, 6, 1), CLOSED, "運動会の振替"),
        ]
    )
    assert calendar.is_school_day(date(2026, 5, 30))  # a Saturday
    assert calendar.why_closed(date(2026, 6, 1)) == "運動会の振替"
    assert calendar.is_school_day(date(2026, 8, 5))
    assert calendar.why_closed(date(2026, 8, 6)) == "夏休み"
    assert calendar.why_closed(date(2026, 5, 6)) == "振替休日" or "憲法記念日" in calendar.why_closed(date(2026, 5, 6))
    assert calendar.why_closed(date(2026, 5, 31)) == "日曜日"
    assert calendar.before(date(2026, 6, 2)) == date(2026, 5, 30)
    assert calendar.after(date(2026, 5, 30)) == date(2026, 6, 2)
    assert len(calendar.days(date(2026, 7, 20), date(2026, 8, 31))) == 3  # 登校日, 8/28, 8/31


@given(st.dates(date(2026, 4, 1), date(2027, 3, 31)), st.integers(0, 40))
def test_of_two_settings_the_later_one_stands(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    closed = Span(first, last, CLOSED, "休み")
    assert SchoolCalendar([closed]).days(first, last) == []
    assert SchoolCalendar([closed, Span(first, first, OPEN, "登校日")]).days(first, last) == [first]
    assert SchoolCalendar([Span(first, first, OPEN, "登校日"), closed]).days(first, last) == []
