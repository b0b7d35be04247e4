"""On how many invented lives a property is tried."""

from __future__ import annotations

import os


def lives(many: int) -> int:
    """Return the number of examples: half of them on each database where ./test runs the property on both."""
    return max(2, many // 2) if os.environ.get("YORISOI_BOTH_DATABASES") else many
