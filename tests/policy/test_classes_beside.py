"""From all that is shown of a question, of the school and of its classes, no small number is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.policy.test_subtraction import determined
from yorisoi.policy.classes_beside import Place, Table, hidden_places
from yorisoi.policy.small import SMALL
from yorisoi.policy.subtraction import Sum

pytestmark = pytest.mark.requirement("E1")
Grid = list[list[int]]


def table_of(grid: Grid) -> Table:
    """Classes × answers; every child gave one of them."""
    classes = {n + 1: {f"a{m}": count for m, count in enumerate(row)} for n, row in enumerate(grid)}
    return Table(classes, {n: sum(row.values()) for n, row in classes.items()})


def rows_that_fit(table: Table, class_id: int, hidden: frozenset[Place]) -> Iterator[tuple[int, ...]]:
    """Every row of counts that a class could have, as far as its own shown numbers say."""
    codes = list(table.school)
    fixed = [None if (class_id, code) in hidden else table.classes[class_id][code] for code in codes]
    most = table.answered[class_id]
    choices = [range(most + 1) if one is None else (one,) for one in fixed]
    return (row for row in itertools.product(*choices) if sum(row) == most)


def worlds(table: Table, hidden: frozenset[Place]) -> list[tuple[tuple[int, ...], ...]]:
    """Every table that fits all shown numbers: found by trying, with nothing of the product's reasoning."""
    codes, classes = list(table.school), list(table.classes)
    school = [None if (None, code) in hidden else table.school[code] for code in codes]
    return [
        rows
        for rows in itertools.product(*(list(rows_that_fit(table, one, hidden)) for one in classes))
        if all(n is None or n == sum(row[m] for row in rows) for m, n in enumerate(school))
    ]


def tells_nothing(grid: Grid) -> frozenset[Place]:
    """Hold every small cell against every table that fits."""
    table = table_of(grid)
    hidden = hidden_places(table)
    fits = worlds(table, hidden)
    for m, code in enumerate(table.school):
        for n, class_id in enumerate(table.classes):
            if 0 < table.classes[class_id][code] < SMALL:
                assert (class_id, code) in hidden
                assert len({rows[n][m] for rows in fits}) > 1
        if 0 < table.school[code] < SMALL:
            assert (None, code) in hidden
            assert len({sum(row[m] for row in rows) for rows in fits}) > 1
    return hidden


grids = st.tuples(st.integers(1, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 7), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@settings(deadline=None, max_examples=60)
@given(grids)
@example([[6, 0], [5, 5], [3, 1]])
@example([[6, 0], [1, 0]])  # everybody says the same, so does the only child of a class
@example([[1, 6], [1, 6], [1, 6]])  # three ones under a sum
@example([[4, 6], [4, 6], [4, 6]])
def test_no_small_number_is_told_by_all_shown_ones(grid: Grid) -> None:
    tells_nothing(grid)


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(st.integers(2, 8), st.integers(2, 5)).flatmap(
        lambda size: st.lists(
            st.lists(st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 25)), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )
)
def test_nor_by_any_addition_and_subtraction_in_a_whole_school(grid: Grid) -> None:
    table = table_of(grid)
    hidden = set(hidden_places(table))
    codes, classes = list(table.school), list(table.classes)
    sums: list[Sum[object]] = [Sum((None, code), tuple((one, code) for one in classes)) for code in codes]
    sums += [Sum(("all", one), tuple((one, code) for code in codes)) for one in classes]
    for place in table.places():
        if 0 < table.count(place) < SMALL:
            assert place in hidden
            assert not determined(sums, hidden, place)
    for one in sums:  # nor are several known to be few together
        out = sum(table.count(key) for key in one.parts if key in hidden)  # type: ignore[arg-type]
        whole = one.whole[0] if isinstance(one.whole, tuple) else None
        many = table.answered[one.whole[1]] >= SMALL if whole == "all" else one.whole not in hidden  # type: ignore[index]
        assert not many or not 0 < out < SMALL


def test_the_round_in_which_it_was_found() -> None:
    """6, 10 and 4 answers; the whole school 14 and 6: the class of four is not told by taking away."""
    hidden = tells_nothing([[6, 0], [5, 5], [3, 1]])
    assert {(3, "a0"), (3, "a1")} <= hidden
    assert (None, "a0") not in hidden  # the school keeps its numbers as long as the classes can hide
    assert (None, "a1") not in hidden


def test_one_in_each_of_seven_classes_is_not_told_by_their_seven() -> None:
    table = table_of([[1, 0, 24]] * 7 + [[0, 0, 25]] * 5)
    hidden = hidden_places(table)
    assert (None, "a0") not in hidden
    assert all((n, "a0") in hidden for n in range(1, 13))  # noughts too: else each star were a one
    assert (None, "a1") not in hidden  # of nobody, nobody is recognised
    assert (1, "a1") not in hidden


def test_what_a_class_was_not_offered_hides_nothing() -> None:
    table = Table({1: {"x": 6}, 2: {"x": 6, "y": 3, "z": 8}}, {1: 6, 2: 17})
    hidden = hidden_places(table)
    assert (2, "y") in hidden
    assert (2, "z") in hidden
