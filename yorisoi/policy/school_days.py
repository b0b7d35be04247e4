"""The school's calendar: which days are school days, and why another is none. Pure: spans in, days out.

Weekdays are school days that are no national holiday; what the school itself has set comes before that: long
holidays, closures, days with lessons on a Saturday, days exchanged. Of two settings of one day the later one stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday
from django.utils.translation import gettext as _

CLOSED, OPEN = "closed", "open"


@dataclass(frozen=True, slots=True)
class Span:
    """One setting of the school: from the first to the last day, closed or open, and what people call it."""

    first: date
    last: date
    kind: str
    name: str


class SchoolCalendar:
    """A school's days. spans: in the order in which they were set."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = tuple(reversed(tuple(spans)))

    def span(self, day: date) -> Span | None:
        """Return what the school has set for this day, or None."""
        return next((span for span in self._spans if span.first <= day <= span.last), None)

    def is_school_day(self, day: date) -> bool:
        """Say whether children come on this day."""
        if (span := self.span(day)) is not None:
            # a long holiday with lessons set open as a whole does not bring children in on its Sundays
            return span.kind == OPEN and (span.first == span.last or _plain(day))
        return _plain(day)

    def why_closed(self, day: date) -> str:
        """Return why no children come on this day, "" when they do."""
        if self.is_school_day(day):
            return ""
        span = self.span(day)
        if span is not None and span.kind == CLOSED:
            return span.name or _("休業日")
        return jpholiday.is_holiday_name(day) or (_("土曜日") if day.weekday() == 5 else _("日曜日"))

    def days(self, first: date, last: date) -> list[date]:
        """Return the school days from the first to the last day, both counted."""
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in every if self.is_school_day(day)]

    def before(self, day: date, most: int = 60) -> date | None:
        """Return the school day before this one, None if there is none within so many days."""
        back = (day - timedelta(days=n) for n in range(1, most + 1))
        return next((one for one in back if self.is_school_day(one)), None)

    def after(self, day: date, most: int = 60) -> date | None:
        """Return the next school day after this one, None if there is none within so many days."""
        ahead = (day + timedelta(days=n) for n in range(1, most + 1))
        return next((one for one in ahead if self.is_school_day(one)), None)


def _plain(day: date) -> bool:
    return day.weekday() < 5 and not jpholiday.is_holiday(day)
