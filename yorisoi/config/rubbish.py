"""How a process that has loaded everything looks for rubbish: the server, and whoever measures as the server does."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """Leave what is loaded now: looking through it for rubbish again and again took a fifth of every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
