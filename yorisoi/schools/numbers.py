"""Running numbers without gaps, one row per school, kind and year."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Counter, School


def next_number(school: School, kind: str, year: int | None = None) -> tuple[int, int]:
    """Take the next number of this kind; return (school year, number). Must run in a transaction.

    The UPDATE locks the row until the transaction ends, so that two at once never get one number.
    """
    year = year or school_year(today())
    Counter.objects.get_or_create(school=school, kind=kind, year=year)
    Counter.objects.filter(school=school, kind=kind, year=year).update(last=F("last") + 1)
    return year, Counter.objects.values_list("last", flat=True).get(school=school, kind=kind, year=year)


def whole(text: str) -> int | None:
    """Return the whole number that this text writes in the digits 0-9, or None: `isdigit` also takes ² and ①."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids that these texts write; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
