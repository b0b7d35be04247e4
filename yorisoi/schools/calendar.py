"""School years and local days (学年: 4/1–3/31, Asia/Tokyo)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from yorisoi.journal import clock

TOKYO = ZoneInfo("Asia/Tokyo")


def today() -> date:
    """Return the day in Asia/Tokyo."""
    return clock.now().astimezone(TOKYO).date()


def day_of(moment: datetime) -> date:
    """Return the local day of a moment."""
    return moment.astimezone(TOKYO).date()


def school_year(day: date) -> int:
    """Return the year in which this day's school year began."""
    return day.year if day.month >= 4 else day.year - 1
