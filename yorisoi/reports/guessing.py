"""Wrong codes slow down by what is guessed, never by who guesses: a whole school sits behind one address.

Three of the six words in their places are a neighbourhood. Whoever knows some of the words of a code and tries the
rest stays in one; two children who mistype never meet in one. A neighbourhood with more than `FREE` wrong tries rests:
seconds at first, twice as long with each further try. Nothing waits meanwhile: a try within the rest is answered at
once and looks nothing up, so that no thread is held. Kept in memory as keyed hashes, for each worker by itself.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import combinations

SAME = 3  # words in their places that make two codes neighbours
FREE = 5  # wrong tries before a neighbourhood rests: somebody who copies their own slip of paper
FIRST, LONGEST = 2.0, 300.0  # seconds of rest
FORGOTTEN = 6 * 3600.0  # seconds without a try
MOST = 200_000  # neighbourhoods kept


class Tries:
    """Wrong tries of late, by neighbourhood. same: so many words in their places make two codes neighbours."""

    def __init__(self, same: int = SAME) -> None:
        self._same = same
        self._key = secrets.token_bytes(16)
        self._tries: OrderedDict[bytes, tuple[int, float]] = OrderedDict()  # how many, when last
        self._lock = threading.Lock()

    def rest(self, code: Sequence[str], now: float) -> float:
        """Return for how many seconds yet no code near this one is looked up, 0.0 when it may be. now: in seconds."""
        with self._lock:
            return max((self._rest(near, now) for near in self._neighbourhoods(code)), default=0.0)

    def wrong(self, code: Sequence[str], now: float) -> None:
        """Count a code that belongs to nothing."""
        with self._lock:
            for near in self._neighbourhoods(code):
                count, last = self._tries.pop(near, (0, now))
                self._tries[near] = ((count if now - last < FORGOTTEN else 0) + 1, now)
            while len(self._tries) > MOST:
                self._tries.popitem(last=False)

    def forget(self) -> None:
        """Forget all (tests)."""
        with self._lock:
            self._tries.clear()

    def _rest(self, near: bytes, now: float) -> float:
        count, last = self._tries.get(near, (0, now))
        if count < FREE or now - last >= FORGOTTEN:
            return 0.0
        return max(0.0, last + min(LONGEST, FIRST * 2.0 ** min(count - FREE, 20)) - now)

    def _neighbourhoods(self, code: Sequence[str]) -> list[bytes]:
        placed = [f"{place}{word}" for place, word in enumerate(code)]
        return [
            hashlib.blake2b(" ".join(some).encode(), digest_size=8, key=self._key).digest()
            for some in combinations(placed, self._same)
        ]


TRIES = Tries()
