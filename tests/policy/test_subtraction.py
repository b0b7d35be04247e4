"""No small cell can be worked out from the shown ones, by whatever addition and subtraction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from yorisoi.policy.subtraction import Sum, hide, is_small

Cell = tuple[str, str]


PRIME = 2**61 - 1  # sums of ones, each once or not at all: modulo so large a prime they depend on each other as ever
Vector = dict[Any, int]


class Known:
    """What follows from sums that are known: elimination, written apart from the product's."""

    def __init__(self, rows: Iterable[Vector] = ()) -> None:
        self.rows: dict[Any, Vector] = {}
        for row in rows:
            self.add(row)

    def rest(self, row: Vector) -> Vector:
        """Return what is left of a sum once everything known is taken away."""
        left = dict(row)
        while (key := next((key for key in left if key in self.rows), None)) is not None:
            times = left[key]
            for each, value in self.rows[key].items():
                left[each] = (left.get(each, 0) - times * value) % PRIME
                if not left[each]:
                    del left[each]
        return left

    def add(self, row: Vector) -> None:
        """Know one more sum."""
        left = self.rest({key: value % PRIME for key, value in row.items()})
        if left:
            pivot, value = next(iter(left.items()))
            back = pow(value, -1, PRIME)
            self.rows[pivot] = {key: each * back % PRIME for key, each in left.items()}

    def tells(self, row: Vector) -> bool:
        """Say whether this sum follows."""
        return not self.rest(row)


def determined(sums: list[Sum[Any]], hidden: set[Any], cell: Any) -> bool:
    """Say whether the sums and the shown cells determine one hidden cell."""
    rows = [{key: -1 if key == one.whole else 1 for key in one.cells if key in hidden} for one in sums]
    return Known(rows).tells({cell: 1})


grids = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=2, max_size=5
    )
)  # fmt: skip


@settings(deadline=None)
@given(grids, st.data())
def test_a_grid_with_its_sums_and_what_is_left_of_it(grid: list[list[int]], data: st.DataObject) -> None:
    rests = [[data.draw(st.integers(0, n)) for n in row] for row in grid]
    tables = [table_of(one) for one in (grid, rests)]
    sums = sums_of(len(grid), len(grid[0]))
    hidden = set(hide(tables, sums))
    for cell in tables[0]:
        if any(is_small(table[cell]) for table in tables):
            assert cell in hidden
            assert not determined(sums, hidden, cell)
    for one in sums:  # nor does a sum say of several that they are few together
        out = [key for key in one.parts if key in hidden]
        if out and one.whole not in hidden and any(is_small(table[key]) for key in out for table in tables):
            assert not any(is_small(sum(table[key] for key in out)) for table in tables)


def table_of(grid: list[list[int]]) -> dict[Cell, int]:
    """A grid with its sums: rows, columns, all."""
    found = {(str(y), str(x)): n for y, row in enumerate(grid) for x, n in enumerate(row)}
    found |= {(str(y), "all"): sum(row) for y, row in enumerate(grid)}
    found |= {("all", str(x)): sum(column) for x, column in enumerate(zip(*grid, strict=True))}
    return found | {("all", "all"): sum(map(sum, grid))}


def sums_of(high: int, wide: int) -> list[Sum[Cell]]:
    """Every sum of the grid."""
    ys, xs = [*map(str, range(high)), "all"], [*map(str, range(wide)), "all"]
    return [
        *(Sum((y, "all"), tuple((y, x) for x in xs[:-1])) for y in ys),
        *(Sum(("all", x), tuple((y, x) for y in ys[:-1])) for x in xs),
    ]


def test_three_sums_that_share_their_cells_tell_nothing_together() -> None:
    """Two hidden cells in each of three sums: each sum is open, all three together are not."""
    cells = {"a": 2, "b": 9, "c": 8, "d": 30, "ab": 11, "bc": 17, "ca": 10, "abd": 41}
    sums = [Sum("ab", ("a", "b")), Sum("bc", ("b", "c")), Sum("ca", ("c", "a")), Sum("abd", ("ab", "d"))]
    hidden = set(hide([cells], sums))
    assert "a" in hidden
    assert not determined(sums, hidden, "a")
    assert determined(sums, {"a", "b", "c"}, "a")  # which sum by sum nobody would see


def test_what_is_known_anyway_is_never_hidden_and_does_not_protect() -> None:
    sums = [Sum("all", ("a", "b", "c"))]
    assert hide([{"a": 1, "b": 6, "c": 9, "all": 16}], sums, open_=["b"]) == {"a", "c"}
    assert hide([{"a": 6, "b": 6, "all": 12}], [Sum("all", ("a", "b"))]) == frozenset()
    rest = {"a": 0, "b": 2, "all": 2}  # what is left when others take away what they know
    assert hide([{"a": 6, "b": 6, "all": 12}, rest], [Sum("all", ("a", "b"))]) == {"b", "all"}
