"""Numbers of reports, cases and meetings: short, one of a kind, and silent about how many there are.

Counted without gaps inside; what people see is a permutation of the count under a key of the school, so that nobody
who misses one in their own list can tell that there was one. Lists go by time, never by number.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db import connection

from yorisoi.journal.keys import school_key
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Counter, School

DIGITS = 4
HOLDERS = {
    "report": "reports.Report",
    "case": "cases.Case",
    "meeting": "meetings.Meeting",
    "incident": "incidents.Incident",
}
_ROUNDS = 8


def next_number(school: School, kind: str, year: int | None = None, *, asked: bool = True) -> tuple[int, int]:
    """Take the next number of this kind; return (school year, number as shown). Must run in a transaction.

    The UPDATE locks the row until the transaction ends, so that two at once never get one number. A number that is
    taken already (given before numbers were mixed) is passed over: nothing that comes in fails for its number.
    asked: ask whether it is; a caller who does not must come again when the database refuses the number.
    """
    year = year or school_year(today())
    while True:
        count = _step(school, kind, year)
        if count is None:
            Counter.objects.get_or_create(school=school, kind=kind, year=year)
            continue
        number = mixed(count, number_key(school.pk, kind, year))
        if not (asked and is_taken(school, kind, year, number)):
            return year, number


def _step(school: School, kind: str, year: int) -> int | None:
    """Count one on and return the new count, in one statement; None where nothing has been counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE schools_counter SET last = last + 1"
            " WHERE school_id = %s AND kind = %s AND year = %s RETURNING last",
            [school.pk, kind, year],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def is_taken(school: School, kind: str, year: int, number: int) -> bool:
    """Say whether something of this kind bears this number already."""
    if kind not in HOLDERS:
        return False
    return apps.get_model(HOLDERS[kind]).objects.filter(school=school, year=year, number=number).exists()


def number_key(school_id: int, kind: str, year: int) -> bytes:
    """Return the key that mixes the numbers of one school, kind and year."""
    return hmac.digest(school_key(school_id), f"yorisoi.numbers:{kind}:{year}".encode(), "sha256")


def mixed(count: int, key: bytes) -> int:
    """Return the number shown for a count (1, 2, 3 …): four digits for the first 10,000, then five, then six …

    A permutation of each range (a Feistel network, walked until it stays within), so that no two counts meet.
    """
    if count < 1:
        raise ValueError("counts begin with 1")
    low, high = 0, 10**DIGITS
    while count > high:
        low, high = high, high * 10
    size, value = high - low, count - 1 - low
    half = ((size - 1).bit_length() + 1) // 2
    while True:
        value = _feistel(value, half, key + high.to_bytes(8, "big"))
        if value < size:
            return low + value


def _feistel(value: int, half: int, key: bytes) -> int:
    """Permute the numbers of 2 × `half` bits."""
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for turn in range(_ROUNDS):
        told = hashlib.blake2b(right.to_bytes(8, "big"), key=key, person=b"yorisoi", salt=bytes([turn]))
        left, right = right, left ^ (int.from_bytes(told.digest()[:8], "big") & mask)
    return left << half | right


def label_of(year: int, number: int) -> str:
    """Return a number as people say it: 「2026-0417」."""
    return f"{year}-{number:0{DIGITS}d}"


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
