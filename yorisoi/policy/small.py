"""Small numbers in tables that go beyond those who know the children: who is one of three can be recognised."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

SMALL = 5
K = TypeVar("K", bound=Hashable)


def hide_small(counts: Mapping[K, int], known: Collection[K] = ()) -> dict[K, int | None]:
    """Return the counts with None for those from 1 to 4, and for as many more that the sum beside them tells none.

    What the sum tells is how many the hidden ones are together; so they are at least two and come to five or more, if
    there are so many: the next smallest are hidden with them. Nought is shown: of nobody, nobody is recognised.
    known: whose counts the reader has from elsewhere; those protect nobody, and are hidden like others if small.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALL}
    more = [key for key, count in counts.items() if count and key not in hidden and key not in known]
    for key in sorted(more, key=lambda key: counts[key]):
        if not _told(counts, hidden, known):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in counts.items()}


def shown_sum(counts: Mapping[K, int], shown: Mapping[K, int | None], known: Collection[K] = ()) -> int | None:
    """Return the sum, None where it is small itself or would tell a hidden cell: of one alone, or of few together."""
    whole = sum(counts.values())
    hidden = {key for key, count in shown.items() if count is None}
    return None if 0 < whole < SMALL or _told(counts, hidden, known) else whole


def _told(counts: Mapping[K, int], hidden: Collection[K], known: Collection[K]) -> bool:
    """Say whether the sum gives a hidden cell away: to whoever sees this page, or whoever knows some cells besides."""
    every = [counts[key] for key in hidden]
    mine = [counts[key] for key in hidden if key not in known]
    return any(bool(out) and _tell(out) for out in (every, mine))


def _tell(hidden: Collection[int]) -> bool:
    """Say whether the sum of these gives one of them away."""
    return len(hidden) == 1 or sum(hidden) < SMALL


def hide_beside_sum(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Return the counts with None for small ones, for a row beside which its sum is always told, to everybody.

    Two hidden cells that are 1 and 1 are told by the 2 that the sum leaves for them; so is one of which only one number
    would fit, for somebody who knows this rule. Then every cell with anybody in it is hidden.
    """
    hidden = _small_ones(counts)
    if hidden and not _in_doubt(counts, hidden):
        hidden = {key for key, count in counts.items() if count}
    return {key: None if key in hidden else count for key, count in counts.items()}


def may_follow(shown: Iterable[int], count: int) -> bool:
    """Say whether a number may be told after others of the same growing thing: each apart from it by nobody or by many.

    「38人」 in June and 「40人」 in July tell of two people.
    """
    return not 0 < count < SMALL and all(not 0 < abs(count - one) < SMALL for one in shown)


def _small_ones(counts: Mapping[K, int]) -> set[K]:
    small = {key for key, count in counts.items() if 0 < count < SMALL}
    if len(small) == 1:
        rest = sorted(
            ((count, place, key) for place, (key, count) in enumerate(counts.items()) if count and key not in small),
            key=lambda one: one[:2],
        )
        small |= {key for _count, _place, key in rest[:1]}
    return small


def _in_doubt(counts: Mapping[K, int], hidden: set[K]) -> bool:
    """Say whether each small cell could as well be one more or one less, and the page would look the same."""
    if sum(counts[key] for key in hidden) <= SMALL:
        return False
    small = [key for key in hidden if counts[key] < SMALL]
    return all(
        any(_same(counts, hidden, key, other, step) for other in hidden - {key} for step in (1, -1)) for key in small
    )


def _same(counts: Mapping[K, int], hidden: set[K], key: K, other: K, step: int) -> bool:
    moved = {**counts, key: counts[key] + step, other: counts[other] - step}
    stays = (moved[other] < SMALL) == (counts[other] < SMALL)
    return 0 < moved[key] < SMALL and moved[other] > 0 and stays and _small_ones(moved) == hidden
