"""Where a deadline stands: late, today, this week, later."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from yorisoi.journal import clock
from yorisoi.schools.calendar import TOKYO, today


def edges() -> tuple[datetime, datetime, datetime]:
    """Return now, the end of today and the end of this week (Sunday), Asia/Tokyo."""
    day = today()
    midnight = datetime.combine(day + timedelta(days=1), time.min, TOKYO)
    monday = datetime.combine(day + timedelta(days=7 - day.weekday()), time.min, TOKYO)
    return clock.now(), midnight, monday


def section_of(due: datetime) -> str:
    """Return the section in which a deadline stands."""
    now, midnight, monday = edges()
    if due < now:
        return "late"
    return "today" if due < midnight else "week" if due < monday else "later"
