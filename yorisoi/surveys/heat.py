"""A heat map as numbers for a template: rows of cells, each with its count, how dark it is, and where it stands.

Dark means many, within its row. No colour says good or bad, no row is put before another for its count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, LABEL, HEIGHT, GAP = 1000, 210, 52, 6
DARKEST = 0.45  # so that the words on it can be read in every scheme
LETTER = 12.5  # a full-width letter of the small words


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. count None: hidden. dark: 0–1. word: as much of `label` as there is room for."""

    label: str
    word: str
    count: int | None
    share: int | None
    dark: float
    x: float
    y: float
    w: float

    @property
    def middle(self) -> float:
        """Where the count stands."""
        return round(self.x + self.w / 2, 1)

    @property
    def shown(self) -> str:
        """The count, or that it is hidden."""
        return "＊" if self.count is None else str(self.count)


@dataclass(frozen=True, slots=True)
class Row:
    """One question (or round): its label in up to two lines, and its cells."""

    label: str
    lines: tuple[str, ...]
    y: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The whole picture."""

    rows: tuple[Row, ...]
    height: float
    width: int = WIDTH
    cell: int = HEIGHT


Given = tuple[str, Sequence[tuple[str, int | None]], int | None]  # label, (answer, count)s, how many answered in all


def heat(given: Iterable[Given]) -> Heat:
    """Return the picture of these rows."""
    rows = []
    for place, (label, cells, total) in enumerate(given):
        y = place * (HEIGHT + GAP)
        wide = (WIDTH - LABEL) / max(1, len(cells))
        made = tuple(
            _cell(answer, count, total, x=LABEL + n * wide, y=y, w=wide) for n, (answer, count) in enumerate(cells)
        )
        rows.append(Row(label, _broken(label), y, made))
    return Heat(tuple(rows), len(rows) * (HEIGHT + GAP))


def _cell(label: str, count: int | None, total: int | None, *, x: float, y: float, w: float) -> Cell:
    share = round(100 * count / total) if count is not None and total else None
    room = max(1, int((w - 6) / LETTER))
    word = label if _long(label) <= room else label[: max(1, room - 1)] + "…"
    dark = DARKEST * min(1.0, (count or 0) / total) if total else 0.0
    return Cell(label, word, count, share, round(dark, 3), round(x, 1), y, round(w - 3, 1))


def _long(text: str) -> float:
    return sum(1 if ord(c) > 0x2E7F else 0.55 for c in text)


def _broken(label: str) -> tuple[str, ...]:
    """Break a label into two lines at most."""
    most = 15
    if _long(label) <= most:
        return (label,)
    cut = next((n for n in range(len(label), 0, -1) if _long(label[:n]) <= most), most)
    rest = label[cut:]
    return (label[:cut], rest if _long(rest) <= most else rest[: most - 1] + "…")
