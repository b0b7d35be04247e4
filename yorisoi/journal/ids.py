"""Row ids: UUIDs that sort in the order of writing (version 7, RFC 9562), and numbers that tell nothing at all."""

from __future__ import annotations

import secrets
import threading
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, 12 bits of the part below, 62 random bits."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    below = rest * 4096 // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | below << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


_turn = threading.Lock()
_last = 0


def silent_id() -> int:
    """Return an id for rows whose id stands in addresses and forms: it holds a time and chance, and so no count.

    Ids of one process rise, so that rows of one moment keep their order; at most 18 digits.
    """
    global _last
    with _turn:
        drawn = time.time_ns() // 10_000 << 12 | secrets.randbits(12)
        _last = max(drawn, _last + 1 + secrets.randbelow(256))
        return _last
