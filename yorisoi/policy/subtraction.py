"""Which cells of a table to hide, so that no small one can be worked out by subtraction of those that are shown.

A table here is cells and what is known of their sums: `Sum(whole, parts)` says that the parts come to the whole. A cell
that is hidden can be told all the same where it is the only hidden one of a sum, or where several sums together leave
one way only. So others are hidden with it until the shown ones leave every small cell open (complementary
suppression). That is decided by elimination over all sums at once, not sum by sum.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from yorisoi.policy.small import SMALL

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[K]):
    """The parts come to the whole. A part that no page shows is a cell like the others, hidden from the start."""

    whole: K
    parts: tuple[K, ...]

    @property
    def cells(self) -> tuple[K, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def is_small(count: int) -> bool:
    """Say whether a count is one that people can be recognised by."""
    return 0 < count < SMALL


def hide(
    tables: Sequence[Mapping[K, int]], sums: Sequence[Sum[K]], *, unseen: Collection[K] = (), open_: Collection[K] = ()
) -> frozenset[K]:
    """Return the cells to hide, `unseen` among them.

    tables: the same cells counted over everything, and over whatever is left when others take away what they know;
    a cell is small if it is in any of them. open_: cells that are known anyway and are never hidden.
    """
    known = set(open_)
    cells = {key for table in tables for key in table} - known
    hidden = set(unseen) | {key for key in cells if any(is_small(table.get(key, 0)) for table in tables)}
    while (beside := _giving_away(sums, hidden, known, tables)) is not None:
        more = _next(beside, hidden | known, tables[0]) or _next(sums, hidden | known, tables[0])
        if more is None:
            break  # every cell of every sum is hidden
        hidden.add(more)
    return frozenset(hidden)


def _giving_away(
    sums: Sequence[Sum[K]], hidden: set[K], known: Collection[K], tables: Sequence[Mapping[K, int]]
) -> list[Sum[K]] | None:
    """Return the sums in which something more must be hidden, the first that are found; None where all is well."""
    for table in tables:
        nobody: set[K] = _nobody(sums, hidden, table)
        open_ = hidden - nobody
        small = {key for key in open_ if is_small(table.get(key, 0)) and key not in known}
        for one in sums:
            if _tells(_hidden_of(one, open_), small, table):
                return [one]
        for row in derivable(sums, open_):
            if _tells(row, small, table):
                return [one for one in sums if any(key in row for key in one.cells)]
    return None


def _nobody(sums: Sequence[Sum[K]], hidden: Collection[K], table: Mapping[K, int]) -> set[K]:
    """Return the hidden cells that are known to be nought, for so is a whole of theirs."""
    found: set[K] = set()
    before = -1
    while len(found) > before:
        before = len(found)
        for one in sums:
            if not table.get(one.whole, 0) and (one.whole not in hidden or one.whole in found):
                found |= {key for key in one.parts if key in hidden}
    return found


def _hidden_of(one: Sum[K], hidden: Collection[K]) -> dict[K, Fraction]:
    row = {key: Fraction(1) for key in one.parts if key in hidden}
    return {**row, one.whole: Fraction(-1)} if one.whole in hidden else row


def _tells(row: Mapping[K, Fraction], small: Collection[K], table: Mapping[K, int]) -> bool:
    """Say whether this combination of hidden cells, which the shown ones tell, gives a small one away.

    It does where it is of one cell, or where it says of several that they are few together.
    """
    if not any(key in small for key in row):
        return False
    if len(row) == 1:
        return True
    return len(set(row.values())) == 1 and is_small(sum(table.get(key, 0) for key in row))


def derivable(sums: Sequence[Sum[K]], hidden: Collection[K]) -> list[dict[K, Fraction]]:
    """Return what the shown cells tell of the hidden ones, reduced: a cell that they tell has a row of its own."""
    return _reduced([row for one in sums if (row := _hidden_of(one, hidden))])


def _reduced(rows: Sequence[dict[K, Fraction]]) -> list[dict[K, Fraction]]:
    """Return the rows in reduced echelon form: a cell that they determine has a row of its own."""
    done: dict[K, dict[K, Fraction]] = {}
    for each in rows:
        row = dict(each)
        for key in list(row):
            if key in done and key in row:
                _take(row, done[key], row[key])
        if not row:
            continue
        pivot = next(iter(row))
        row = {key: value / row[pivot] for key, value in row.items()}
        for other in done.values():
            if pivot in other:
                _take(other, row, other[pivot])
        done[pivot] = row
    return list(done.values())


def _take(row: dict[K, Fraction], other: Mapping[K, Fraction], times: Fraction) -> None:
    for key, value in other.items():
        rest = row.get(key, Fraction(0)) - times * value
        if rest:
            row[key] = rest
        else:
            row.pop(key, None)


def _next(sums: Sequence[Sum[K]], taken: Collection[K], counts: Mapping[K, int]) -> K | None:
    """Return the smallest cell of these sums that is shown and not nought; a whole only if no part is left."""
    wholes = {one.whole for one in sums}
    free = list(dict.fromkeys(key for one in sums for key in one.cells if key not in taken))
    parts = [key for key in free if counts.get(key) and key not in wholes]
    chosen = parts or [key for key in free if counts.get(key)] or free
    return min(chosen, key=lambda key: counts.get(key, 0), default=None)
