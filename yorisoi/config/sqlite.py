"""Put a sound SQLite under Django before Django looks for one.

SQLite 3.7.0–3.51.2 can damage a database in WAL mode when two connections write and checkpoint at
once; the PyPI package `pysqlite3` carries a later one. Where it is missing, the system's is used
only if it is new enough, or if `YORISOI_ALLOW_OLD_SQLITE=1` says that the risk is known.
"""

from __future__ import annotations

import os
import sys

SOUND = (3, 51, 3)


def use_sound_sqlite() -> tuple[int, ...]:
    """Make `sqlite3` mean a sound SQLite; return its version. Raise RuntimeError if there is none."""
    try:
        import pysqlite3

        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    except ImportError:
        pass
    import sqlite3

    if sqlite3.sqlite_version_info < SOUND and os.environ.get("YORISOI_ALLOW_OLD_SQLITE") != "1":
        raise RuntimeError(
            f"SQLite {sqlite3.sqlite_version} can lose data in WAL mode; install pysqlite3 (SQLite 3.51.3 or later)."
        )
    return sqlite3.sqlite_version_info
