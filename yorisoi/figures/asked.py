"""What a page of figures was asked for: which year, as of which day, which month. What makes no sense is the usual."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Min

from yorisoi.cases.models import Case
from yorisoi.figures.month import latest_month, year_of
from yorisoi.figures.scope import Scope, cases_of_eyes, last_day, scope_of, usual_day
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Staff


def years_of(scope: Scope) -> list[int]:
    """Return the school years from the first in which anything was recognised here to this one, the latest first."""
    rows = Case.objects.filter(recognised_at__isnull=False)
    rows = rows if scope.school_ids is None else rows.filter(school__in=scope.school_ids)
    rows = rows if scope.staff is None else rows.filter(cases_of_eyes(scope.staff))
    earliest = rows.aggregate(at=Min("recognised_at"))["at"]
    latest = school_year(today())
    return list(range(latest, min(latest, school_year(day_of(earliest))) - 1 if earliest else latest - 1, -1))


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


def month_ends(year: int) -> list[date]:
    """Return the last days of the months of a school year that are over, the latest first."""
    after = [date(year + (n > 12), (n - 1) % 12 + 1, 1) for n in range(5, 17)]
    return [first - timedelta(days=1) for first in reversed(after) if first <= today()]


def board_asked(staff: Staff, asked: Any) -> tuple[Scope, list[int], list[date]]:
    """Return what 市教委 is shown, and the years and days to choose from: of its schools together, at a month's end.

    Any other day is the month's end before it: two days side by side would tell of one child (docs/decisions/0030).
    """
    schools = None if staff.school_id is None else (staff.school_id,)
    latest = year_of(latest_month())
    years = [year for year in years_of(Scope(latest, today(), schools)) if year <= latest] or [latest]
    year = next((one for one in years if str(one) == asked.get("year", "")), latest)
    days, wanted = month_ends(year), _day(asked.get("day", ""))
    day = next((one for one in days if wanted is not None and one <= wanted), days[0] if wanted is None else days[-1])
    if wanted is not None and not date(year, 4, 1) <= wanted <= last_day(year):
        day = days[0]
    return Scope(year, day, schools), years, days


def month_asked(asked: Any) -> date:
    """Return the first day of the month asked for: the one before this where none is named, never one to come."""
    day = _day(f"{asked.get('month', '')}-01")
    return day if day is not None and date(2000, 4, 1) <= day <= today() else latest_month()


def months_to_choose(scope: Scope) -> list[date]:
    """Return the months of a school year up to today."""
    return Scope(scope.year, min(last_day(scope.year), today()), scope.school_ids).months()


__all__ = ["board_asked", "month_asked", "month_ends", "months_to_choose", "scope_asked", "year_of"]
