"""The school's calendar from the database: which days are school days of this school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yorisoi.journal.fixed import Fixed
from yorisoi.policy.school_days import SchoolCalendar, Span
from yorisoi.schools.calendar_models import CalendarSpan
from yorisoi.schools.models import School

_SPANS = Fixed(
    lambda school: (
        CalendarSpan.objects.filter(school_id=school, withdrawn_at__isnull=True)
        .order_by("id")
        .values_list("first", "last", "kind", "name")
    )
)


def calendar_of(school: School) -> SchoolCalendar:
    """Return the school's calendar, in one query."""
    return SchoolCalendar(Span(*row) for row in _SPANS.rows(school=school.pk))


def school_day_at(school: School) -> Callable[[date], bool]:
    """Return a predicate for this school's days; the calendar is read when it is first asked."""
    read: list[SchoolCalendar] = []

    def is_school_day(day: date) -> bool:
        if not read:
            read.append(calendar_of(school))
        return read[0].is_school_day(day)

    return is_school_day


def school_days_between(school: School, first: date, last: date) -> int:
    """Return how many school days there are from the first to the last day, both counted."""
    return len(calendar_of(school).days(first, last))
