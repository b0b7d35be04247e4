"""What the machine can do without us: durable commits per second of a file, and of the database alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

SIZE = 4096
FOR = 1.0  # seconds


def _rate(act: Callable[[], object]) -> float:
    act()
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < FOR:
        act()
        done += 1
    return done / (time.perf_counter() - begun)


def raw_file(folder: Path) -> float:
    """Append 4 kB to a file and wait until the disk has it, over and over."""
    path = folder / "raw"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    wait = getattr(os, "fdatasync", os.fsync)
    try:
        return _rate(lambda: (os.write(handle, b"x" * SIZE), wait(handle)))
    finally:
        os.close(handle)
        path.unlink()


def raw_sqlite(folder: Path) -> float:
    """Insert one row and commit, in WAL mode with synchronous=FULL."""
    import sqlite3

    path = folder / "raw.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB)")
        return _rate(lambda: connection.execute("INSERT INTO raw (body) VALUES (?)", (b"x" * SIZE,)))
    finally:
        connection.close()
        for each in folder.glob("raw.sqlite3*"):
            each.unlink()


def raw_postgres(url: str) -> float:
    """Insert one row and commit, with the server's own setting of synchronous_commit."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE TABLE raw (id bigserial PRIMARY KEY, body bytea)")
        try:
            return _rate(lambda: server.execute("INSERT INTO raw (body) VALUES (%s)", (b"x" * SIZE,)))
        finally:
            server.execute("DROP TABLE raw")
