"""What is the same for the length of a mere look at a page, and so is read once in it.

    with look():                        # around a request that writes nothing of the kind (`schools.middleware`)
        SHUT_OUT.rows(case=case.pk)     # asks the database
        SHUT_OUT.rows(case=case.pk)     # does not

Only queries that say so are kept (`Fixed(…, in_look=True)`): who is shut out, who holds a post, who stands in for whom.
Outside of a look, and whenever somebody writes, each is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_seen: ContextVar[dict[Any, list[Any]] | None] = ContextVar("seen_in_look", default=None)


@contextmanager
def look() -> Iterator[None]:
    """Keep what is read in here until it ends."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def seen() -> dict[Any, list[Any]] | None:
    """Return what this look has read; None outside of one."""
    return _seen.get()
