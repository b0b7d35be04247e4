"""Row ids: UUIDs that sort in the order of writing (version 7, RFC 9562), and numbers that tell nothing at all."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, 12 bits of the part below, 62 random bits."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    below = rest * 4096 // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | below << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def silent_id() -> int:
    """Return an id for rows whose id stands in addresses and forms: random, so that none seems to be missing."""
    return 10**15 + secrets.randbelow(2**53 - 10**15)
