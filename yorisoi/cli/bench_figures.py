"""`yorisoi bench figures`: every national table for a school, a city, a prefecture, beside the same by hand in SQL."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yorisoi.cli.refusing import Refused

SIZES = {"school": (1, 300), "city": (50, 300), "prefecture": (500, 300)}  # schools, cases in each
AIMS = {"school": 50.0, "city": 500.0, "prefecture": 5000.0}  # ms on PostgreSQL, p50
RATIO = 2.0


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], positive: Any) -> None:
    """Add `bench figures` (and the part of it that runs in a process of its own)."""
    figures = commands.add_parser("figures", help="国の調査のすべての表を数える時間（学校・市・県）")
    figures.add_argument("--only", choices=("sqlite", "postgres"), help="このデータベースだけ")
    figures.add_argument("--sizes", default=",".join(SIZES), help="school,city,prefecture のうち")
    figures.add_argument("--repeat", type=positive, default=5, metavar="R", help="1つの大きさを数える回数")
    figures.add_argument("--json", action="store_true", help="JSON で出す")
    figures.set_defaults(func=figures_command)
    one = commands.add_parser("figures-once", help=argparse.SUPPRESS)
    one.add_argument("--sizes", required=True)
    one.add_argument("--repeat", type=positive, required=True)
    one.set_defaults(func=once_command)


def once_command(args: argparse.Namespace) -> int:
    """Make the data in the database that the environment names, measure, print JSON. Only for `bench figures`."""
    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench figures` から使います。", "Run `yorisoi bench figures` instead.")
    print(json.dumps(measure(_sizes(args.sizes), args.repeat), ensure_ascii=False))
    return 0


def _sizes(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(SIZES):
        raise Refused(f"大きさがありません: {'、'.join(unknown)}", "There is no such size.")
    return [name for name in SIZES if name in names]


def figures_command(args: argparse.Namespace) -> int:
    """Measure and print the table. Returns 1 when numbers differ or, on PostgreSQL, an aim is missed."""
    from yorisoi.cli.bench_reports import postgres

    _sizes(args.sizes)
    results = []
    if args.only != "postgres":
        results.append(_apart("", args))
    if args.only != "sqlite":
        with postgres() as url:
            if url:
                results.append(_apart(url, args))
            elif args.only:
                raise Refused("PostgreSQL がありません。", "There is no PostgreSQL: set DATABASE_URL.")
    wrong = findings(results)
    if args.json:
        print(json.dumps({"results": results, "findings": wrong}, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(map(table, results)))
        print("\n".join(wrong) or "数はすべて手書きのSQLと同じで、目標のうちにあります。")
    return 1 if wrong else 0


def _apart(url: str, args: argparse.Namespace) -> dict[str, Any]:
    from yorisoi.cli.bench_reports import environment

    with tempfile.TemporaryDirectory(prefix="yorisoi-bench-", dir=os.environ.get("YORISOI_BENCH_DIR")) as folder:
        ours = environment(Path(folder) / "data", url)
        words = ["bench", "figures-once", "--sizes", args.sizes, "--repeat", str(args.repeat)]
        ran = subprocess.run([sys.executable, "-m", "yorisoi", *words], env=ours, capture_output=True, text=True)  # noqa: S603
        if ran.returncode:
            raise Refused(f"測れませんでした:\n{ran.stderr[-3000:]}", "It could not be measured.")
        measured: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
        return measured


def findings(results: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each size whose numbers differ, and on PostgreSQL for each aim that is missed."""
    found = []
    for result in results:
        for name, row in result["sizes"].items():
            where = f"{result['database']}, {name}"
            if row["differ"]:
                found.append(f"{where}: 手書きのSQLと数が違います（{'、'.join(row['differ'][:5])}）")
            if result["database"] == "postgresql" and row["p50"] > AIMS[name]:
                found.append(f"{where}: {row['p50']:.0f} ms（目標 {AIMS[name]:.0f} ms）")
            if result["database"] == "postgresql" and row["ratio"] > RATIO:
                found.append(f"{where}: 手書きのSQLの {row['ratio']:.2f} 倍（目標 {RATIO:.0f} 倍まで）")
    return found


def table(result: dict[str, Any]) -> str:
    """Return the table of one database."""
    lines = ["  ".join(f"{key} {value}" for key, value in result["machine"].items())]
    lines.append("ours: 11の表すべて。by hand: 同じ数を手書きのSQLで、同じ回に交互に。ratio: p50 の比。")
    lines.append(
        "size        schools    cases   queries   ours p50 ms   p95 ms   by hand p50 ms   ratio   Python peak MB"
    )
    for name, row in result["sizes"].items():
        lines.append(
            f"{name:<11} {row['schools']:>7,}  {row['cases']:>7,}  {row['queries']:>8}  {row['p50']:>12.1f}  "
            f"{row['p95']:>7.1f}  {row['hand']:>15.1f}  {row['ratio']:>6.2f}  {row['peak_mb']:>15.1f}"
        )
    lines.append(f"most memory of the process {result['memory_mb']:,} MB (with the making of the data)")
    return "\n".join(lines)


def measure(sizes: list[str], repeat: int) -> dict[str, Any]:
    """Make schools up to the largest size, and count each size so many times: ours and by hand in turn."""
    from django.core.management import call_command
    from django.db import connection

    from yorisoi.cli.bench_figures_data import make_schools
    from yorisoi.cli.bench_pages import machine

    call_command("migrate", interactive=False, verbosity=0)
    made: list[int] = []
    found: dict[str, Any] = {}
    for name in sizes:
        schools, cases = SIZES[name]
        made += make_schools(len(made), schools, cases)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found[name] = _counted(tuple(made[:schools]), cases, repeat)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"machine": machine(), "database": connection.vendor, "sizes": found, "memory_mb": memory}


def _counted(ids: tuple[int, ...], cases: int, repeat: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yorisoi.cli.bench_figures_sql import by_hand
    from yorisoi.cli.bench_pages import _quantile
    from yorisoi.figures.counting import figures
    from yorisoi.figures.scope import Scope, usual_day
    from yorisoi.schools.calendar import school_year, today

    year = school_year(today())
    scope = Scope(year, usual_day(year), ids)
    with CaptureQueriesContext(connection) as seen:
        ours = figures(scope)
    told, again = {key: n for key, n in ours.of.items() if n}, by_hand(scope)
    differ = sorted("/".join(key) for key in told.keys() | again.keys() if told.get(key) != again.get(key))
    times: list[float] = []
    hand: list[float] = []
    for _turn in range(repeat * (4 if len(ids) == 1 else 1)):  # what is short is measured more often
        times.append(_ms(lambda: figures(scope)))
        hand.append(_ms(lambda: by_hand(scope)))
    tracemalloc.start()
    figures(scope)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    p50, by_hand_p50 = _quantile(times, 0.5), _quantile(hand, 0.5)
    return {
        "schools": len(ids), "cases": len(ids) * cases, "queries": len(seen), "differ": differ, "p50": p50,
        "p95": _quantile(times, 0.95), "hand": by_hand_p50, "ratio": p50 / by_hand_p50, "peak_mb": peak,
    }  # fmt: skip


def _ms(work: Callable[[], Any]) -> float:
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000
