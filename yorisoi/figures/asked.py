"""What a page of figures was asked for: which year, as of which day, which month. What makes no sense is the usual."""

from __future__ import annotations

from datetime import date
from typing import Any

from yorisoi.figures.counting import years_of
from yorisoi.figures.month import latest_month, year_of
from yorisoi.figures.scope import Scope, last_day, scope_of, usual_day
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Staff


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.isascii() else None
    except ValueError:
        return None


def scope_asked(staff: Staff, asked: Any) -> tuple[Scope, list[int]]:
    """Return what is to be counted, and the years there are to choose from.

    Usually the last school year until the end of May, when its survey is filled in; then this year.
    """
    now = today()
    years = years_of(scope_of(staff))
    usual = school_year(now) - (1 if now.month in {4, 5} and school_year(now) - 1 in years else 0)
    year = next((one for one in years if str(one) == asked.get("year", "")), usual)
    day = _day(asked.get("day", ""))
    if day is None or not date(year, 4, 1) <= day <= now:
        day = usual_day(year)
    return scope_of(staff, year, day), years


def month_asked(asked: Any) -> date:
    """Return the first day of the month asked for: the one before this where none is named, never one to come."""
    day = _day(f"{asked.get('month', '')}-01")
    return day if day is not None and date(2000, 4, 1) <= day <= today() else latest_month()


def months_to_choose(scope: Scope) -> list[date]:
    """Return the months of a school year up to today."""
    return Scope(scope.year, min(last_day(scope.year), today()), scope.school_ids).months()


__all__ = ["month_asked", "months_to_choose", "scope_asked", "year_of"]
