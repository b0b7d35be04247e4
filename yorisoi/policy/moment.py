"""What time it is. The demo, the tests and a drill live by `at(moment)`; nobody else sets the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("yorisoi_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _set.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were this (aware) moment: for demo data, tests and the requests of a drill."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
