"""SQLite knows how large its tables are, and keeps no samples of their rows: with them it plans anew for each value."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from yorisoi.journal.sizes import learn_sizes


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_sizes_are_counted_and_no_row_is_sampled(people: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as somebody may have done by hand: keeps samples where SQLite can
        learn_sizes()
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'schools_staff'")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT count(*) FROM sqlite_stat4")
            assert cursor.fetchone()[0] == 0
