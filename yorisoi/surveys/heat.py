"""A heat map as numbers for a template: rows of cells, each with its count, how dark it is, and where it stands.

Dark means many, within its row, in five steps that the legend names. No colour says good or bad, no row is put before
another for its count. A long row goes on in the next line, so that every word keeps room; what is no answer
(「いまは いえない」「答えなし」) stands apart, at the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, LABEL, HEIGHT, GAP = 1000, 176, 60, 5
APART, APART_GAP = 82, 12  # the width of a cell that is no answer, and what keeps it from the others
IN_LINE = 6  # so many cells at most stand in one line, if their words are long
LETTER, SIDE = 12.5, 6  # a full-width letter of the small words; the blank at a cell's sides
LABEL_LETTERS = 12
STEPS = ((0, 0.0), (5, 0.1), (25, 0.2), (50, 0.32), (101, 0.45))  # below so many %, so dark; words stay readable on it


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. count None: hidden. dark: 0–1. words: as much of `label` as there is room for, in lines."""

    label: str
    words: tuple[str, ...]
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

    @property
    def says_share(self) -> bool:
        """Whether the share stands beside the count: it is something, and there is room."""
        return bool(self.share) and self.w >= 90


@dataclass(frozen=True, slots=True)
class Row:
    """One question (or round): its label in up to two lines, how many were asked, and its cells."""

    label: str
    lines: tuple[str, ...]
    total: int | None
    y: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The whole picture."""

    rows: tuple[Row, ...]
    height: float
    width: int = WIDTH
    cell: int = HEIGHT

    @property
    def hidden(self) -> bool:
        """Whether any count is hidden."""
        return any(cell.count is None for row in self.rows for cell in row.cells)

    @property
    def darks(self) -> tuple[float, ...]:
        """How dark each step of the legend is."""
        return tuple(dark for _most, dark in STEPS)


Given = tuple[str, Sequence[tuple[str, int | None]], int | None]  # label, (answer, count)s, how many answered in all


def heat(given: Iterable[Given], *, apart: int = 0) -> Heat:
    """Return the picture of these rows. apart: so many cells at the end of each row are no answers."""
    rows: list[Row] = []
    y = 0.0
    for label, cells, total in given:
        own, rest = (cells[:-apart], cells[-apart:]) if apart else (cells, ())
        room = WIDTH - LABEL - (apart * APART + APART_GAP if apart else 0)
        made: list[Cell] = []
        lines = _shared(own)
        for n, line in enumerate(lines):
            wide = room / max(1, len(lines[0]))
            made += [_cell(*one, total, LABEL + m * wide, n * (HEIGHT + GAP), wide) for m, one in enumerate(line)]
        made += [_cell(*one, total, WIDTH - (apart - m) * APART, 0, APART) for m, one in enumerate(rest)]
        rows.append(Row(label, _lines(label, LABEL_LETTERS), total, y, tuple(made)))
        y += len(lines) * (HEIGHT + GAP) + (GAP if len(lines) > 1 else 0)
    return Heat(tuple(rows), y)


def _shared(cells: Sequence[tuple[str, int | None]]) -> list[Sequence[tuple[str, int | None]]]:
    """Share the cells of a row out over lines of about the same length."""
    if len(cells) <= IN_LINE or all(len(label) <= 3 for label, _count in cells):
        return [cells]
    lines = -(-len(cells) // IN_LINE)
    each = -(-len(cells) // lines)
    return [cells[start : start + each] for start in range(0, len(cells), each)]


def _cell(label: str, count: int | None, total: int | None, x: float, y: float, w: float) -> Cell:
    share = round(100 * count / total) if count is not None and total else None
    dark = next(dark for most, dark in STEPS[1:] if share < most) if count and share is not None else 0.0
    room = max(1, int((w - SIDE) / LETTER))
    return Cell(label, _lines(label, room), count, share, dark, round(x, 1), y, round(w - 4, 1))


def _long(text: str) -> float:
    return sum(1 if ord(c) > 0x2E7F else 0.55 for c in text)


def _lines(text: str, most: int) -> tuple[str, ...]:
    """Break a text into two lines at most, after a comma or at a blank if it can be; what is left over is cut."""
    if _long(text) <= most:
        return (text,)
    fits = [n for n in range(1, len(text)) if _long(text[:n].rstrip()) <= most] or [1]
    good = [n for n in fits if text[n - 1] in "、・ 　" or text[n] in "（("]
    cut = next((n for n in reversed(good) if _long(text[n:]) <= most), fits[-1])
    cut += text[cut] in "、。・）)"  # no line begins with these
    rest = text[cut:].strip()
    while len(rest) > 1 and _long(rest) > most:
        rest = rest[:-2] + "…" if rest.endswith("…") else rest[:-1] + "…"
    return text[:cut].rstrip(), rest
