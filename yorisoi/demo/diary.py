"""The diary: everything that happens in the demo, put down story by story and lived in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yorisoi.journal import clock


class Diary:
    """Beats with their moments. `live` lets them happen, each at its moment."""

    def __init__(self) -> None:
        self._beats: list[tuple[datetime, int, Callable[[], None]]] = []

    def put(self, moment: datetime, beat: Callable[[], None]) -> None:
        """Put something down for a moment. Of the same moment the first one put down comes first."""
        self._beats.append((moment, len(self._beats), beat))

    def first(self) -> datetime:
        """Return the first moment."""
        return min(moment for moment, _n, _beat in self._beats)

    def live(self) -> None:
        """Let everything happen, earliest first."""
        for moment, _n, beat in sorted(self._beats, key=lambda row: row[:2]):
            with clock.at(moment):
                beat()
