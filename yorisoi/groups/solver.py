"""Deals children into groups: equal sizes, grades, classes and sexes evenly, some pairs never together.

A process of its own (`python -I solver.py` with the problem as JSON on its input): it knows no names and no reasons,
only numbers, and takes its limits before it begins. Children of one class and sex are alike to the balance, so the
model counts them by kind, and only those with a pair are told apart; that is what makes 600 children a small problem.

Hard: each child once, sizes differ by at most one, every pair apart. The rest has weights. The same problem with the
same seed has the same answer, unless the time runs out.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import highspy

Kind = tuple[int, int, str]  # grade, class, sex
Pair = tuple[int, int]
MEMORY = 1024 * 1024 * 1024  # bytes of address space; measured: 150 MB resident for 600 children and 120 pairs
CPU = 60  # seconds, the last of all limits
FIRST = 0.75  # of the time for the balance without pairs; what is left of it goes to the pairs
ROUNDS = 1500  # exchanges that are tried before the pairs are given to the solver
TILT = 0.001  # each place costs a little, by chance: of many ways that are as good one is best, and is found at once
BROKEN = 100_000.0  # what a pair that is together costs where pairs are wishes
# what is counted in each group, and what one child too many or too few costs; None: may not be
FAMILIES: tuple[tuple[Callable[[Kind], Any], float | None], ...] = (
    (lambda _kind: 0, None),
    (lambda kind: kind[0], 100.0),
    (lambda kind: kind[2], 30.0),
    (lambda kind: kind[:2], 10.0),
    (lambda kind: (kind[0], kind[2]), 5.0),
)


class _Model:
    """The counts of each kind in each group, as a mixed-integer programme."""

    def __init__(self, kinds: list[tuple[Kind, int]], groups: int, seed: int, seconds: float) -> None:
        self.kinds, self.groups, self.width = kinds, groups, 0
        self.solver = highspy.Highs()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False, "threads": 1, "parallel": "off", "random_seed": seed % 2**31,
            "time_limit": seconds, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5,
        }  # fmt: skip
        for name, value in options.items():
            self.solver.setOptionValue(name, value)
        tilt = random.Random(seed)  # noqa: S311 (a seed, so that it can be done again)
        for _kind, count in kinds:
            for _group in range(groups):
                self._column(float(count), TILT * tilt.random(), whole=True)
        self._balance()

    def _column(self, most: float, cost: float, *, whole: bool = False) -> int:
        self.solver.addCol(cost, 0.0, most, 0, [], [])
        if whole:
            self.solver.changeColIntegrality(self.width, highspy.HighsVarType.kInteger)
        self.width += 1
        return self.width - 1

    def at(self, kind: int, group: int) -> int:
        """Return the column that counts this kind in this group."""
        return kind * self.groups + group

    def _row(self, low: float, high: float, columns: list[int], values: list[float]) -> None:
        self.solver.addRow(low, high, len(columns), columns, values)

    def _balance(self) -> None:
        every = range(self.groups)
        for n, (_kind, count) in enumerate(self.kinds):
            self._row(count, count, [self.at(n, group) for group in every], [1.0] * self.groups)
        for family, cost in FAMILIES:
            members: dict[Any, list[int]] = defaultdict(list)
            for n, (kind, _count) in enumerate(self.kinds):
                members[family(kind)].append(n)
            for rows in members.values():
                low, left = divmod(sum(self.kinds[n][1] for n in rows), self.groups)
                for group in every:
                    columns, values = [self.at(n, group) for n in rows], [1.0] * len(rows)
                    if cost is not None:
                        over, under = self._column(highspy.kHighsInf, cost), self._column(highspy.kHighsInf, cost)
                        columns, values = [*columns, over, under], [*values, -1.0, 1.0]
                    self._row(low, low + (left > 0), columns, values)

    def part(self, first: int, second: int, *, wish: bool) -> None:
        """Keep two kinds of one child each in different groups; as a wish: if it can be."""
        broken = [self._column(1.0, BROKEN)] if wish else []
        for group in range(self.groups):
            columns = [self.at(first, group), self.at(second, group), *broken]
            self._row(-highspy.kHighsInf, 1.0, columns, [1.0, 1.0, *(-1.0 for _one in broken)])

    def solve(self) -> tuple[str, list[list[int]]]:
        """Return what became of it (made, infeasible, late) and how many of each kind go into each group."""
        self.solver.run()
        status, found = self.solver.getModelStatus(), self.solver.getInfo().primal_solution_status
        if status == highspy.HighsModelStatus.kInfeasible:
            return "infeasible", []
        if found != highspy.SolutionStatus.kSolutionStatusFeasible:
            return "late", []
        values = self.solver.getSolution().col_value
        rows = [[round(values[self.at(n, g)]) for g in range(self.groups)] for n in range(len(self.kinds))]
        return "made", rows


def _deal(kinds: Iterable[list[int]], rows: list[list[int]], chance: random.Random, total: int) -> list[int]:
    """Give each child a group by the counts of its kind; who of a kind goes where is chance."""
    where = [0] * total
    for children, counts in zip(kinds, rows, strict=True):
        turn = list(children)
        chance.shuffle(turn)
        for group, count in enumerate(counts):
            for _n in range(count):
                where[turn.pop()] = group
    return where


def _exchange(
    where: list[int], alike: dict[Kind, list[int]], pupils: list[Kind], pairs: list[Pair], chance: Any
) -> bool:
    """Exchange children who are alike until every pair is apart; the balance stays as it is. Says whether it is."""
    near: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        near[first].add(second)
        near[second].add(first)

    def wrong(child: int, group: int) -> int:
        return sum(where[other] == group for other in near[child])

    for _round in range(ROUNDS):
        together = [pair for pair in pairs if where[pair[0]] == where[pair[1]]]
        if not together:
            return True
        child = chance.choice(chance.choice(together))
        best: tuple[int, int] | None = None
        turn = [one for one in alike[pupils[child]] if where[one] != where[child]]
        chance.shuffle(turn)
        for one in turn:
            here, there = where[child], where[one]
            change = wrong(child, there) + wrong(one, here) - wrong(child, here) - wrong(one, there)
            change += 2 * (one in near[child])  # they part from each other, and pass by each other
            if best is None or change < best[0]:
                best = change, one
        if best is None:
            if not any(where[one] != where[c] for pair in together for c in pair for one in alike[pupils[c]]):
                return False
            continue
        where[child], where[best[1]] = where[best[1]], where[child]
    return all(where[first] != where[second] for first, second in pairs)


def solve(problem: dict[str, Any]) -> dict[str, Any]:
    """Deal the children. Returns {"outcome": made | infeasible | late, "groups": the group of each child}.

    problem: pupils [[grade, class, sex], …], groups (how many), apart [[i, j], …], seed, seconds; wish: pairs may be
    together if they must, but as few as can be.
    """
    pupils: list[Kind] = [(int(g), int(c), str(s)) for g, c, s in problem["pupils"]]
    groups, seed, seconds = int(problem["groups"]), int(problem["seed"]), float(problem["seconds"])
    pairs = sorted({(min(a, b), max(a, b)) for a, b in problem["apart"]})
    chance = random.Random(seed)  # noqa: S311 (a seed, so that it can be done again)
    alike: dict[Kind, list[int]] = defaultdict(list)
    for child, kind in enumerate(pupils):
        alike[kind].append(child)
    kinds = sorted(alike)
    began = time.monotonic()
    model = _Model([(kind, len(alike[kind])) for kind in kinds], groups, seed, FIRST * seconds)
    outcome, rows = model.solve()
    if outcome == "made":
        where = _deal((alike[kind] for kind in kinds), rows, chance, len(pupils))
        if _exchange(where, alike, pupils, pairs, chance):
            return {"outcome": "made", "groups": where}
    left = max(seconds - (time.monotonic() - began), seconds * (1 - FIRST))
    single = {child for pair in pairs for child in pair}
    apart: list[tuple[Kind, list[int]]] = []
    for kind in kinds:
        apart += [(kind, [child]) for child in alike[kind] if child in single]
        if rest := [child for child in alike[kind] if child not in single]:
            apart.append((kind, rest))
    place = {children[0]: n for n, (_kind, children) in enumerate(apart) if children[0] in single}
    model = _Model([(kind, len(children)) for kind, children in apart], groups, seed, left)
    for first, second in pairs:
        model.part(place[first], place[second], wish=bool(problem.get("wish")))
    outcome, rows = model.solve()
    if outcome != "made":
        return {"outcome": outcome, "groups": []}
    return {"outcome": "made", "groups": _deal((children for _k, children in apart), rows, chance, len(pupils))}


def most_memory() -> int:
    """Return the most memory that this program has held, in MB.

    Linux counts into `ru_maxrss` what the process held before this program was loaded; so it is asked otherwise.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)


def main() -> None:
    """Read the problem, take the limits, answer."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the solver prints is no answer
    problem = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)
    found = solve(problem)
    found["memory_mb"] = most_memory()
    answer.write(json.dumps(found).encode())
    answer.flush()


if __name__ == "__main__":
    main()
