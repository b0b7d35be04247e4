"""Small numbers in tables that go beyond those who know the children: who is one of three can be recognised."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

SMALL = 5
K = TypeVar("K", bound=Hashable)


def hide_small(counts: Mapping[K, int], known: Collection[K] = ()) -> dict[K, int | None]:
    """Return the counts with None for those from 1 to 4, and for as many more that the sum beside them tells none.

    What the sum tells is how many the hidden ones are together; so they are at least two and come to five or more, if
    there are so many: the next smallest are hidden with them. Nought is shown: of nobody, nobody is recognised.
    known: whose counts the reader has from elsewhere; those protect nobody.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALL}
    mine = [count for key, count in counts.items() if key in hidden and key not in known]
    more = [key for key, count in counts.items() if count and key not in hidden and key not in known]
    for key in sorted(more, key=lambda key: counts[key]):
        if not mine or not _tell(mine):
            break
        hidden.add(key)
        mine.append(counts[key])
    return {key: None if key in hidden else count for key, count in counts.items()}


def shown_sum(counts: Mapping[K, int], shown: Mapping[K, int | None], known: Collection[K] = ()) -> int | None:
    """Return the sum, None where it would tell a hidden cell: of one alone, or of so few that each is small."""
    out = [counts[key] for key, count in shown.items() if count is None and key not in known]
    return None if out and _tell(out) else sum(counts.values())


def _tell(hidden: Collection[int]) -> bool:
    """Say whether the sum of these gives one of them away."""
    return len(hidden) == 1 or sum(hidden) < SMALL
