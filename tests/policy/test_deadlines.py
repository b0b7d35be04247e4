"""When things fall due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.deadlines import TOKYO, add_months, after_school_days, due, is_weekday, local_day, school_days
from yorisoi.policy.edition_types import Clock

pytestmark = pytest.mark.requirement("R3", "R4")


def clock(kind: str, amount: int = 0) -> Clock:
    return Clock("test", kind, amount, "response.memo", "school")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC))
days = st.dates(date(2020, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("kind", "amount", "start", "end"),
    [
        ("same_day", 0, "2026-06-03 15:40", "2026-06-03 23:59:59"),
        ("same_day", 0, "2026-05-03 23:59", "2026-05-03 23:59:59"),  # a Sunday and a holiday: the same day all the same
        ("hours", 1, "2026-06-03 23:30", "2026-06-04 00:30"),
        ("school_days", 1, "2026-06-05 16:00", "2026-06-08 23:59:59"),  # Friday to Monday
        ("school_days", 1, "2026-05-01 16:00", "2026-05-07 23:59:59"),  # over the holidays of May, 5/6 in lieu
        ("school_days", 2, "2026-09-18 09:00", "2026-09-25 23:59:59"),  # 9/21, 9/22 (between two), 9/23
        ("days", 14, "2026-06-03 09:00", "2026-06-17 23:59:59"),
        ("months", 3, "2026-11-30 09:00", "2027-02-28 23:59:59"),
    ],
)
def test_due(kind: str, amount: int, start: str, end: str) -> None:
    assert due(clock(kind, amount), at(start)) == at(end)


def test_the_day_is_that_of_tokyo_wherever_the_moment_was_written() -> None:
    evening_in_london = datetime(2026, 6, 2, 16, 30, tzinfo=UTC)  # half past one in the morning of the 3rd
    assert local_day(evening_in_london) == date(2026, 6, 3)
    assert due(clock("same_day"), evening_in_london) == at("2026-06-03 23:59:59")


def test_a_set_clock_takes_the_date_of_the_meeting_and_wants_one() -> None:
    assert due(clock("set"), at("2026-06-03 09:00"), date(2026, 6, 8)) == at("2026-06-08 23:59:59")
    with pytest.raises(ValueError, match="needs the date"):
        due(clock("set"), at("2026-06-03 09:00"))


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(clock("same_day"), datetime(2026, 6, 3, 9, 0))


def test_closures_of_the_school_are_no_school_days() -> None:
    summer = school_days(lambda day: date(2026, 7, 21) <= day <= date(2026, 8, 31))
    assert due(clock("school_days", 1), at("2026-07-17 10:00"), is_school_day=summer) == at("2026-09-01 23:59:59")


def test_a_calendar_without_school_days_is_found_out() -> None:
    with pytest.raises(ValueError, match="no school day"):
        after_school_days(date(2026, 6, 3), 1, lambda day: False)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 6, 5), 3, date(2026, 9, 5)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_add_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(days, st.integers(0, 60))
def test_months_never_pass_the_month_meant(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(moments, st.integers(1, 30))
def test_school_days_end_on_a_school_day_with_as_many_between(start: datetime, amount: int) -> None:
    end = local_day(due(clock("school_days", amount), start))
    first = local_day(start)
    between = [first + timedelta(days=n) for n in range(1, (end - first).days + 1)]
    assert is_weekday(end)
    assert sum(is_weekday(day) for day in between) == amount


@given(moments, st.sampled_from(["same_day", "hours", "school_days", "days", "months"]), st.integers(1, 24))
def test_no_clock_runs_out_before_it_starts_and_the_zone_of_the_start_does_not_matter(
    start: datetime, kind: str, amount: int
) -> None:
    end = due(clock(kind, amount), start)
    assert end > start - timedelta(seconds=1)
    assert end.tzinfo is TOKYO
    assert end == due(clock(kind, amount), start.astimezone(timezone(timedelta(hours=-7))))


@given(moments, moments, st.sampled_from(["same_day", "hours", "school_days", "days", "months"]), st.integers(1, 24))
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, kind: str, amount: int) -> None:
    first, second = sorted((one, other))
    assert due(clock(kind, amount), first) <= due(clock(kind, amount), second)
