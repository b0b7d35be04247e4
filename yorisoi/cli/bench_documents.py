"""`yorisoi bench documents`: a record sheet and a long chronology, from the database to the finished file."""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from yorisoi.cli.refusing import Refused

LINES = 1800
AIMS = {
    "record sheet": 100.0,
    "record sheet, Excel": 100.0,
    f"chronology, {LINES:,} lines": 2000.0,
}  # ms of one core, p50


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], positive: Any) -> None:
    """Add `bench documents` (and the part of it that runs in a process of its own)."""
    documents = commands.add_parser("documents", help="記録票と長い経過記録を作る時間")
    documents.add_argument("--repeat", type=positive, default=10, metavar="R", help="1つの書類を作る回数")
    documents.add_argument("--json", action="store_true", help="JSON で出す")
    documents.set_defaults(func=documents_command)
    one = commands.add_parser("documents-once", help=argparse.SUPPRESS)
    one.add_argument("--repeat", type=positive, required=True)
    one.set_defaults(func=once_command)


def documents_command(args: argparse.Namespace) -> int:
    """Measure and print the table. Returns 1 when an aim is missed."""
    from yorisoi.cli.bench import apart

    result = apart("documents-once", "--repeat", str(args.repeat))
    print(json.dumps(result, ensure_ascii=False, indent=2) if args.json else table(result))
    return 1 if any(row["cpu"] > AIMS[name] for name, row in result["documents"].items()) else 0


def table(result: dict[str, Any]) -> str:
    """Return the table: for each document p50 and p95 of reading, making, and both, its pages, and the memory."""
    lines = ["  ".join(f"{key} {value}" for key, value in result["machine"].items())]
    lines.append("read: データベースから中身まで（番号と日誌も）。make: 中身からファイルまで。毎回、中身が違う。")
    lines.append("目標は CPU の時間で見る。ほかの仕事が動いている機械では、待つ時間が加わる。")
    for name, row in result["documents"].items():
        lines.append(
            f"{name:<24} CPU {row['cpu']:7.1f} ms (aim {AIMS[name]:,.0f})   p50 {row['p50']:7.1f} ms   "
            f"p95 {row['p95']:7.1f} ms   read {row['read']:6.1f} ms   make {row['make']:6.1f} ms   "
            f"{row['kilobytes']:,} kB"
        )
    lines.append(f"most memory {result['memory_mb']:,} MB")
    return "\n".join(lines)


def once_command(args: argparse.Namespace) -> int:
    """Make the data in the database that the environment names, measure, print JSON. Only for `bench documents`."""
    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench documents` から使います。", "Run `yorisoi bench documents` instead.")
    print(json.dumps(measure(repeat=args.repeat), ensure_ascii=False))
    return 0


def measure(*, repeat: int) -> dict[str, Any]:
    """Make a case with a usual record and one of 1,800 lines, and both documents of each so many times."""
    from django.core.management import call_command

    from yorisoi.cli.bench_data import make_data
    from yorisoi.cli.bench_pages import _quantile, machine

    call_command("migrate", interactive=False, verbosity=0)
    made = make_data(4)
    usual, long = list(made.school.cases.order_by("number")[:2])
    _lengthen(long, made.homeroom)
    wanted: dict[str, tuple[Any, str, str]] = {
        "record sheet": (usual, "record_first", "pdf"),
        "record sheet, Excel": (usual, "record_first", "xlsx"),
        f"chronology, {LINES:,} lines": (long, "chronology", "pdf"),
    }
    times: dict[str, list[tuple[float, float, int, float]]] = {name: [] for name in wanted}
    for turn in range(repeat + 1):
        for name, (case, kind, form) in wanted.items():
            _differ(case, made.homeroom, turn)  # typst remembers what it has laid out: each time something is new
            spent = _timed(case, made.principal, kind, form)
            if turn:  # the first turn reads the fonts
                times[name].append(spent)
    found = {}
    for name, rows in times.items():
        both = [row[0] + row[1] for row in rows]
        found[name] = {
            "p50": _quantile(both, 0.5),
            "cpu": _quantile([row[3] for row in rows], 0.5),
            "p95": _quantile(both, 0.95),
            "read": _quantile([row[0] for row in rows], 0.5),
            "make": _quantile([row[1] for row in rows], 0.5),
            "kilobytes": rows[-1][2] // 1000,
        }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"machine": machine(), "documents": found, "memory_mb": memory}


def _timed(case: Any, by: Any, kind: str, form: str) -> tuple[float, float, int, float]:
    from yorisoi.documents.actions import file_of, make_of_case

    clock: Callable[[], float] = time.perf_counter
    before, worked = clock(), time.process_time()
    row = make_of_case(case=case, by=by, kind=kind, form=form)
    read = clock()
    size = len(file_of(row))
    return (read - before) * 1000, (clock() - read) * 1000, size, (time.process_time() - worked) * 1000


def _lengthen(case: Any, by: Any) -> None:
    """Give a case as many lines of the record as the chronology is to have."""
    from yorisoi.cases.models import Entry
    from yorisoi.cli.bench_data import WORDS
    from yorisoi.journal import clock

    now, rows = clock.now(), []
    for n in range(LINES):
        at = now - timedelta(hours=6 * (LINES - n))
        kind = ("observation", "note", "care")[n % 3]
        row = Entry(case=case, kind=kind, code="staff" if kind == "care" else "", occurred_at=at, recorded_at=at, by=by)
        row.put("body", {"words": f"{n}: {WORDS[: 40 + n % 60]}"})
        rows.append(row)
    Entry.objects.bulk_create(rows, batch_size=500)


def _differ(case: Any, by: Any, turn: int) -> None:
    """Write an early line, so that everything after it moves on the paper."""
    from yorisoi.cases.models import Entry
    from yorisoi.journal import clock

    at = clock.now() - timedelta(days=900 + turn)
    row = Entry(case=case, kind="note", occurred_at=at, recorded_at=at, by=by)
    row.put("body", {"words": f"{turn} 回目\n" * (turn % 7 + 1)})
    row.save(force_insert=True)
