"""Small numbers in tables that go beyond those who know the children: who is one of three can be recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
K = TypeVar("K")


def hide_small(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Return the counts with None for those from 1 to 4; a single hidden one takes the next smallest along.

    Else the sum beside the cells would tell it. Nought is shown: of nobody, nobody is recognised.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALL}
    if len(small) == 1:
        rest = sorted(
            ((count, place, key) for place, (key, count) in enumerate(counts.items()) if count and key not in small),
            key=lambda one: one[:2],
        )
        small |= {key for _count, _place, key in rest[:1]}
    return {key: None if key in small else count for key, count in counts.items()}
