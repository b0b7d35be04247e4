"""When something falls due: pure dates in, dates out, by the calendar of Asia/Tokyo.

"The same day" is the same calendar day, also on a holiday; days and months follow the Civil Code (the first day is
not counted, a month without that day ends on its last day); school days are weekdays that are no holidays, less the
days on which the school is closed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from yorisoi.policy.edition_types import Clock

TOKYO = ZoneInfo("Asia/Tokyo")
LONGEST_CLOSURE = 366  # days without one school day after which a calendar must be wrong

SchoolDay = Callable[[date], bool]


def local_day(moment: datetime) -> date:
    """Return the calendar day in Asia/Tokyo. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no calendar day")
    return moment.astimezone(TOKYO).date()


def end_of_day(day: date) -> datetime:
    """Return 23:59:59 of this day in Asia/Tokyo."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=TOKYO)


def add_months(day: date, months: int) -> date:
    """Return the day so many months later, the last of the month where there is no such day (11/30 + 3 = 2/28)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def never_closed(_day: date) -> bool:
    """Say that the school has no closures of its own."""
    return False


def school_days(closed: Callable[[date], bool] = never_closed) -> SchoolDay:
    """Return a predicate for school days: weekdays, no national holidays, not `closed` (long breaks, 振替 …)."""

    def is_school_day(day: date) -> bool:
        return day.weekday() < 5 and not jpholiday.is_holiday(day) and not closed(day)

    return is_school_day


is_weekday = school_days()


def after_school_days(day: date, amount: int, is_school_day: SchoolDay = is_weekday) -> date:
    """Return the `amount`-th school day after this day (the day itself when 0). Raises ValueError if none comes."""
    left, idle = amount, 0
    while left > 0:
        day += timedelta(days=1)
        if is_school_day(day):
            left, idle = left - 1, 0
        elif (idle := idle + 1) > LONGEST_CLOSURE:
            raise ValueError("the school calendar has no school day in a whole year")
    return day


def due(clock: Clock, start: datetime, set_date: date | None = None, is_school_day: SchoolDay = is_weekday) -> datetime:
    """Return the aware moment (Asia/Tokyo) at which this clock runs out, counted from `start`.

    Hours run to the minute; every other clock runs to the end of its day. A `set` clock needs the date that the
    meeting set. Raises ValueError for a naive start or a missing date.
    """
    today = local_day(start)
    if clock.kind == "hours":
        return start.astimezone(TOKYO) + timedelta(hours=clock.amount)
    if clock.kind == "same_day":
        return end_of_day(today)
    if clock.kind == "school_days":
        return end_of_day(after_school_days(today, clock.amount, is_school_day))
    if clock.kind == "days":
        return end_of_day(today + timedelta(days=clock.amount))
    if clock.kind == "months":
        return end_of_day(add_months(today, clock.amount))
    if set_date is None:
        raise ValueError(f"the clock {clock.name!r} needs the date that the meeting set")
    return end_of_day(set_date)
