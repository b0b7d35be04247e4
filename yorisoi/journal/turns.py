"""Workers that write to one SQLite file wait for each other here: woken as soon as it is their turn.

SQLite itself looks again after 1, 2, 5, 10, 15 … 100 ms whether the other one is done; with short transactions most of
that is waiting for nothing. Whoever does not come by here is kept apart by SQLite as ever: this lock only saves time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import connection


@contextmanager
def one_writer() -> Iterator[None]:
    """Let only one process at a time write, where the database is a SQLite file.

    Within a transaction it is too late: whoever holds the file must not wait for somebody who waits for the file.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    handle = _handle(os.getpid())
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


@cache
def _handle(_process: int) -> int:
    """Open the file that is locked, in each process anew: a lock belongs to who opened it."""
    return os.open(settings.DATA / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
