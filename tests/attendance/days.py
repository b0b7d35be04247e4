"""A school year in which there is room: what the tests of attendance share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from yorisoi.attendance.models import AbsenceWarning
from yorisoi.attendance.queries import last_step
from yorisoi.attendance.taking import Change, Taken, take_class_day
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.school_days import calendar_of


def now_at(day: date, at: time = time(8, 30)) -> Any:
    """Set the clock to this day."""
    return clock.at(datetime.combine(day, at, TOKYO))


@contextmanager
def in_march() -> Iterator[date]:
    """Let it be a school day at the end of this school year, so that a year of days lies behind."""
    day = date(school_year(today()) + 1, 3, 19)
    with now_at(day):
        yield day


def school_days(school: School, count: int) -> list[date]:
    """Return the last school days up to today, oldest first."""
    return calendar_of(school).days(date(school_year(today()), 4, 1), today())[-count:]


def take(people: Any, day: date, kinds: dict[int, str] | None = None, *, by: Staff | None = None) -> Taken:
    """Take the class 3年1組 on this day; everybody else is present or as before."""
    changes = {pupil: Change(kind, None) for pupil, kind in (kinds or {}).items()}
    return take_class_day(school_class=people.class31, day=day, by=by or people.homeroom, changes=changes)


def absent(people: Any, pupil: Any, count: int, kind: str = "illness") -> list[date]:
    """Let this child be away on so many school days in a row up to today."""
    days = school_days(people.school, count)
    for day in days:
        take(people, day, {pupil.pk: kind})
    return days


def warned(pupil: Any) -> list[tuple[str, int, str]]:
    """Return (count, amount, last step) of each warning of this child."""
    rows = AbsenceWarning.objects.filter(pupil=pupil).annotate(last=last_step()).order_by("count", "amount", "since")
    return [(row.count, row.amount, row.state) for row in rows]
