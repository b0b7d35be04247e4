"""`yorisoi bench groups`: the solver on schools made up for it, beside random groupings of the same children."""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from typing import Any

AIM = 10.0  # seconds for 600 children
SEED = 20_260_401


@dataclass(frozen=True, slots=True)
class Made:
    """A school to be dealt: children, groups, pairs to keep apart."""

    name: str
    children: int
    groups: int
    pairs: int


SCHOOLS = (
    Made("school", 300, 20, 20),
    Made("large, no pair", 600, 30, 0),
    Made("large, 40 pairs", 600, 30, 40),
    Made("large, 40 groups", 600, 40, 40),
    Made("large, 150 pairs", 600, 25, 150),
)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench groups`."""
    groups = commands.add_parser("groups", help="たてわり班を組む時間と、くじとくらべたかたより")
    groups.add_argument("--json", action="store_true", help="JSON で出す")
    groups.set_defaults(func=groups_command)


def groups_command(args: argparse.Namespace) -> int:
    """Measure and print the table. Returns 1 when the aim is missed, a pair is together, or nothing was found."""
    rows = [measure(one) for one in SCHOOLS]
    print(json.dumps(rows, ensure_ascii=False, indent=2) if args.json else table(rows))
    return 1 if any(row["seconds"] > AIM or row["together"] or row["outcome"] != "made" for row in rows) else 0


def school(one: Made) -> tuple[list[tuple[int, int, str]], list[tuple[int, int]]]:
    """Make up children (grade, class, sex) and pairs, most of them of one grade, as in life."""
    chance = random.Random(SEED)  # noqa: S311 (the same school each time)
    kids = []
    for n in range(one.children):
        grade = n * 6 // one.children + 1
        kids.append(
            (grade, grade * 10 + n % (2 + (grade + one.children // 200) % 3), chance.choice(["male", "female"]))
        )
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < one.pairs:
        first, other = chance.randrange(one.children), chance.randrange(one.children)
        if first != other and (kids[first][0] == kids[other][0] or chance.random() < 0.1):
            pairs.add((min(first, other), max(first, other)))
    return kids, sorted(pairs)


def measure(one: Made) -> dict[str, Any]:
    """Deal one school, from the start of the solver's process to its answer."""
    from yorisoi.groups.balance import Kid, balance, of_chance
    from yorisoi.groups.solving import deal

    kids, pairs = school(one)
    began = time.perf_counter()
    dealt = deal(kids, one.groups, pairs, seed=SEED)
    row: dict[str, Any] = {
        "name": one.name, "children": one.children, "groups": one.groups, "pairs": one.pairs,
        "outcome": dealt.outcome, "seconds": time.perf_counter() - began, "memory_mb": dealt.memory_mb, "together": 0,
    }  # fmt: skip
    if dealt.outcome != "made":
        return row
    row["together"] = sum(dealt.groups[first] == dealt.groups[other] for first, other in pairs)
    rows: list[list[Kid]] = [[] for _n in range(one.groups)]
    for kid, group in zip(kids, dealt.groups, strict=True):
        rows[group].append(Kid(*kid))
    ours, chance = balance(rows), of_chance([Kid(*kid) for kid in kids], one.groups, SEED)
    row["sizes"] = list(ours.sizes)
    for name in ("grade", "sex", "class"):
        row[name] = {
            "spread": [ours.of[name].spread, round(chance.of[name].spread, 1)],
            "out": [ours.of[name].out, round(chance.of[name].out, 1)],
        }
    row["mates"] = [round(ours.mates, 2), round(chance.mates, 2)]
    return row


def table(rows: list[dict[str, Any]]) -> str:
    """Return the table. out: children beyond an even share; spread: the most two groups differ by; ours / by lot."""
    lines = [
        "ours / くじ（20回の平均）。out: 均等からはみ出た子の数。spread: 二つの班の差の最大。",
        f"{'school':<18}{'groups':>7}{'sizes':>8}{'s':>7}{'MB':>5}{'together':>9}  "
        f"{'grade out':>14}{'spread':>10}  {'sex out':>12}{'spread':>10}  {'class out':>14}{'spread':>10}"
        f"  {'mates':>12}",
    ]
    for row in rows:
        line = f"{row['name']:<18}{row['groups']:>7}"
        if row["outcome"] != "made":
            lines.append(f"{line}  {row['outcome']}")
            continue
        line += (
            f"{row['sizes'][0]:>5}–{row['sizes'][1]:<2}{row['seconds']:>7.2f}{row['memory_mb']:>5}{row['together']:>9}"
        )
        for name, wide in (("grade", 14), ("sex", 12), ("class", 14)):
            line += f"  {_two(row[name]['out']):>{wide}}{_two(row[name]['spread']):>10}"
        lines.append(f"{line}  {_two(row['mates']):>12}")
    return "\n".join(lines)


def _two(pair: list[float]) -> str:
    return f"{pair[0]:g} / {pair[1]:g}"
