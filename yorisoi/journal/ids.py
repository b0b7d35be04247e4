"""Row ids that sort in the order of writing (UUID version 7, RFC 9562), so that equal times keep their order."""

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
