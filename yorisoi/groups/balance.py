"""How even a grouping is, in numbers that can be laid beside those of a random one. No database, no names."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

DRAWS = 20  # random groupings that are averaged


@dataclass(frozen=True, slots=True)
class Kid:
    """A child as the balance sees it."""

    grade: int
    school_class: int
    sex: str


Groups = Sequence[Sequence[Kid]]
DIMENSIONS: tuple[tuple[str, Callable[[Kid], Any]], ...] = (
    ("grade", lambda kid: kid.grade),
    ("sex", lambda kid: kid.sex),
    ("class", lambda kid: kid.school_class),
)


@dataclass(frozen=True, slots=True)
class Even:
    """spread: the most that two groups differ by. out: children beyond what an even share allows, on average or all."""

    spread: float
    out: float


@dataclass(frozen=True, slots=True)
class Balance:
    """A grouping in numbers. mates: how many of a child's own class are in its group: on average, and at most."""

    sizes: tuple[int, int]
    of: dict[str, Even]
    mates: float
    most_mates: float


def even(counts: Sequence[int]) -> Even:
    """Return how even one thing is over the groups: its number in each."""
    low, left = divmod(sum(counts), len(counts))
    high = low + (left > 0)
    return Even(max(counts) - min(counts), sum(max(0, n - high) for n in counts))


def balance(groups: Groups) -> Balance:
    """Return the balance of a grouping; of each dimension the worst spread, and all who are beyond an even share."""
    found: dict[str, Even] = {}
    for name, key in DIMENSIONS:
        counted = [Counter(map(key, group)) for group in groups]
        values = sorted({value for one in counted for value in one}, key=str)
        rows = [even([one[value] for one in counted]) for value in values]
        found[name] = Even(max((row.spread for row in rows), default=0), sum(row.out for row in rows))
    classes = [Counter(kid.school_class for kid in group) for group in groups]
    mates = [n - 1 for one in classes for n in one.values() for _kid in range(n)]
    sizes = [len(group) for group in groups]
    average = sum(mates) / len(mates) if mates else 0.0
    return Balance((min(sizes), max(sizes)), found, average, max(mates, default=0))


def by_chance(kids: Sequence[Kid], groups: int, seed: int) -> list[list[Kid]]:
    """Return a random grouping of even sizes."""
    turn = list(kids)
    random.Random(seed).shuffle(turn)  # noqa: S311 (a lot, not a secret)
    return [turn[n::groups] for n in range(groups)]


def of_chance(kids: Sequence[Kid], groups: int, seed: int) -> Balance:
    """Return the average balance of random groupings of the same children."""
    return average([balance(by_chance(kids, groups, seed + n)) for n in range(DRAWS)])


def average(rows: Iterable[Balance]) -> Balance:
    """Return the average of several balances; of the sizes the least and the most."""
    known = list(rows)
    n = len(known)
    of = {
        name: Even(sum(row.of[name].spread for row in known) / n, sum(row.of[name].out for row in known) / n)
        for name, _key in DIMENSIONS
    }
    sizes = min(row.sizes[0] for row in known), max(row.sizes[1] for row in known)
    return Balance(sizes, of, sum(row.mates for row in known) / n, sum(row.most_mates for row in known) / n)
