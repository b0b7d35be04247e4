"""Row ids: UUIDs that sort in the order of writing (version 7, RFC 9562), and numbers that tell nothing at all."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_turn = threading.Lock()
_last = 0
_last_tick = 0


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, 12 bits of the part below, 62 random bits.

    Ids of one process rise, also where two fall on one tick of the clock or the clock is put back.
    """
    global _last_tick
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _turn:
        tick = max(milliseconds << 12 | rest * 4096 // 1_000_000, _last_tick + 1)
        _last_tick = tick
    high = (tick >> 12 & 0xFFFFFFFFFFFF) << 16 | 0x7 << 12 | tick & 0xFFF
    return uuid.UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62))


def silent_id() -> int:
    """Return an id for rows whose id stands in addresses and forms: it holds a time and chance, and so no count.

    Ids of one process rise, so that rows of one moment keep their order; at most 18 digits.
    """
    global _last
    with _turn:
        drawn = time.time_ns() // 10_000 << 12 | secrets.randbits(12)
        _last = max(drawn, _last + 1 + secrets.randbelow(256))
        return _last
