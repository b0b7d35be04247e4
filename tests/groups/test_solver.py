"""The solver by its properties: everybody once, sizes even, pairs apart whenever that can be."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.effort import lives
from yorisoi.groups.balance import Kid, balance, of_chance
from yorisoi.groups.solver import solve
from yorisoi.groups.solving import deal

KIDS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.sampled_from(["male", "female"])), min_size=3, max_size=8
)


def can_be(children: int, groups: int, pairs: set[tuple[int, int]]) -> bool:
    """Try every way there is."""
    low, left = divmod(children, groups)
    sizes = sorted([low] * (groups - left) + [low + 1] * left)
    return any(
        sorted(where.count(g) for g in range(groups)) == sizes and all(where[a] != where[b] for a, b in pairs)
        for where in product(range(groups), repeat=children)
    )


@pytest.mark.requirement("P2")
@settings(max_examples=lives(12), deadline=None)
@given(st.data())
def test_everybody_once_sizes_even_and_pairs_apart_whenever_they_can_be(data: Any) -> None:
    kids = data.draw(KIDS)
    groups = data.draw(st.integers(2, 3))
    every = [(a, b) for a in range(len(kids)) for b in range(a)]
    pairs = data.draw(st.sets(st.sampled_from(every), max_size=8))
    problem = {"pupils": kids, "groups": groups, "apart": [list(p) for p in pairs], "seed": 3, "seconds": 4}
    found = solve(problem)
    if found["outcome"] == "made":
        where = found["groups"]
        assert len(where) == len(kids)
        sizes = [where.count(group) for group in range(groups)]
        assert sum(sizes) == len(kids)
        assert max(sizes) - min(sizes) <= 1
        assert all(where[a] != where[b] for a, b in pairs)
        assert solve(problem) == found  # the same seed, the same groups
    else:
        assert found["outcome"] == "infeasible"
        assert not can_be(len(kids), groups, pairs)
        best = solve({**problem, "wish": True})
        assert best["outcome"] == "made"


@pytest.mark.requirement("P2")
def test_a_school_is_even_beside_a_lot_and_the_solver_keeps_its_limits() -> None:
    kids = [(1 + n % 6, n % 12, "male" if n % 5 < 3 else "female") for n in range(120)]
    pairs = [(0, 12), (0, 24), (1, 13), (5, 6)]
    found = deal(kids, 10, pairs, seed=1)
    assert found.outcome == "made"
    assert found.memory_mb < 400
    assert all(found.groups[a] != found.groups[b] for a, b in pairs)
    rows = [[Kid(*kid) for kid, group in zip(kids, found.groups, strict=True) if group == g] for g in range(10)]
    ours, chance = balance(rows), of_chance([Kid(*kid) for kid in kids], 10, 1)
    assert [ours.of[name].out for name in ("grade", "sex", "class")] == [0, 0, 0]
    assert ours.of["grade"].spread == 0
    assert min(chance.of[name].out for name in ("grade", "sex", "class")) > 5
    assert ours.mates < chance.mates


def test_a_solver_that_breaks_is_late_and_no_more() -> None:
    assert deal([(1, 1, "male")] * 3, 0, [], seed=1).outcome == "late"
