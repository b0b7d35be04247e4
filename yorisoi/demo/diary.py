"""The diary: everything that happens in the demo, put down story by story and lived in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yorisoi.journal import clock


class Diary:
    """Beats with their moments. `live` lets them happen, each at its moment."""

    def __init__(self) -> None:
        self._beats: list[tuple[datetime, int, str, Callable[[], object]]] = []

    def put(self, moment: datetime, beat: Callable[[], object], *, about: str = "") -> None:
        """Put something down for a moment. Of the same moment the first one put down comes first."""
        self._beats.append((moment, len(self._beats), about, beat))

    def live(self) -> None:
        """Let everything happen, earliest first."""
        for moment, _n, about, beat in sorted(self._beats, key=lambda row: row[:2]):
            try:
                with clock.at(moment):
                    beat()
            except Exception as error:
                error.add_note(f"demo: {about}")
                raise
