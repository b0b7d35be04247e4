"""Lets SQLite know how large its tables are, as PostgreSQL finds out by itself: by that it chooses its ways.

Only counts are kept, no samples of what stands in the rows. With samples SQLite plans a statement anew whenever it is
asked for another value, which takes it longer than the answer: half of what a page asks of it, and more.
"""

from __future__ import annotations

from django.db import connection

LOOKED_AT = 1000  # entries of an index: enough to tell few from many; the whole would take seconds


def learn_sizes() -> None:
    """Count anew (a quarter of a second for a school with 10,000 cases); nothing to do but in SQLite."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")  # with a limit, no samples are kept, and older ones go
        cursor.execute("ANALYZE")
