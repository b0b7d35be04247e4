"""Running numbers without gaps, one row per school, kind and year."""

from __future__ import annotations

from django.db import connection

from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Counter, School


def next_number(school: School, kind: str, year: int | None = None) -> tuple[int, int]:
    """Take the next number of this kind; return (school year, number). Must run in a transaction.

    The UPDATE locks the row until the transaction ends, so that two at once never get one number.
    """
    year = year or school_year(today())
    number = _step(school, kind, year)
    if number is None:
        Counter.objects.get_or_create(school=school, kind=kind, year=year)
        number = _step(school, kind, year)
    if number is None:
        raise RuntimeError(f"no counter of {kind} in {year}")
    return year, number


def _step(school: School, kind: str, year: int) -> int | None:
    """Count one on and return the new number, in one statement; None where nothing has been counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE schools_counter SET last = last + 1"
            " WHERE school_id = %s AND kind = %s AND year = %s RETURNING last",
            [school.pk, kind, year],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def whole(text: str) -> int | None:
    """Return the whole number that this text writes in the digits 0-9, or None: `isdigit` also takes ² and ①."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
