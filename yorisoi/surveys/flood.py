"""Guessing at random at a class's cards slows that class's words down, whoever guesses and from however many addresses.

`reports.guessing` stops whoever knows two of three words. A machine that knows none could try so many that in a window
of two weeks it would meet some child's card. A class has `BURST` wrong tries, and one more every `EVERY` seconds: more
than forty children ever need, and some 15,000 a day of 8,600,000,000 for a machine. While they are used up the words
of this class rest; the cards' QR codes open as ever. Kept in memory, for each worker by itself.
"""

from __future__ import annotations

import threading

BURST = 300
EVERY = 6.0  # seconds


class Flood:
    """Wrong tries of late, by class."""

    def __init__(self) -> None:
        self._full_at: dict[int, float] = {}  # class → when all its tries will be there again
        self._lock = threading.Lock()

    def rest(self, class_id: int, now: float) -> float:
        """Return for how many seconds no words of this class are looked up, 0.0 when they may be."""
        return max(0.0, self._full_at.get(class_id, now) - now - (BURST - 1) * EVERY)

    def wrong(self, class_id: int, now: float) -> None:
        """Count words that are on no card of this class."""
        with self._lock:
            self._full_at = {each: full for each, full in self._full_at.items() if full > now}
            self._full_at[class_id] = self._full_at.get(class_id, now) + EVERY

    def forget(self) -> None:
        """Forget all (tests)."""
        with self._lock:
            self._full_at.clear()


FLOOD = Flood()
