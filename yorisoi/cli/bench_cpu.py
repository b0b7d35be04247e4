"""Whose processor time a run takes: the server's, the database's, the senders'. Read from /proc, where there is one."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
_PARENT, _TIMES = 1, slice(11, 15)  # of what follows the name in /proc/…/stat; user, system, and of children that ended


def _stat(pid: int | str) -> list[str]:
    """Return the fields behind a process's name, or [] where there is none."""
    with suppress(OSError):
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return []


def children(pid: int) -> list[int]:
    """Return all processes that this one has started, and those that they have."""
    of = defaultdict(list)
    for entry in PROC.glob("[0-9]*"):
        if fields := _stat(entry.name):
            of[int(fields[_PARENT])].append(int(entry.name))
    found, left = [], [pid]
    while left:
        found += (more := of[left.pop()])
        left += more
    return found


def backends(url: str) -> list[int]:
    """Return the processes of a PostgreSQL on this machine: of its connections and its own."""
    import psycopg

    with psycopg.connect(url) as server:
        pids = server.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
    return [pid for (pid,) in pids if "postgres" in _named(pid)]


def _named(pid: int) -> str:
    with suppress(OSError):
        return (PROC / str(pid) / "comm").read_text()
    return ""


def _seconds(pids: Iterable[int]) -> float:
    """Return the processor time that these have taken so far."""
    ticks = sum(int(each) for pid in pids for each in _stat(pid)[_TIMES])
    return ticks / os.sysconf("SC_CLK_TCK")


class Spent:
    """Seconds of the processor since it was made, by who took them."""

    def __init__(self, url: str) -> None:
        """url: of the PostgreSQL beside, "" where the database is in the server."""
        self._url = url
        self._before = self._now()

    def _now(self) -> dict[str, float]:
        own = os.times()
        return {
            "server": _seconds(children(os.getpid())),
            "database": _seconds(backends(self._url)) if self._url else 0.0,
            "senders": own.user + own.system,
        }

    def since(self) -> dict[str, float]:
        """Return who has taken how much."""
        return {name: max(0.0, now - self._before[name]) for name, now in self._now().items()}
