"""`yorisoi bench search`: how long a search takes, few records against many, beside a trivial query in the same run."""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any

from yorisoi.cli.refusing import Refused

LINES_OF_A_CASE = 8
# A word in every text, a word in none, a reading of a name, one letter.
WORDS = ("ろうかで押された", "どこにもないことば", "たなか", "雪")
AIM = 150.0  # ms at 10,000 entries


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], positive: Any, sizes: Any) -> None:
    """Add `bench search` (and the part of it that runs in a process of its own)."""
    search = commands.add_parser("search", help="記録が少ないときと多いときの、検索の時間")
    search.add_argument(
        "--entries", type=sizes, default=(1000, 10_000), metavar="N,M", help="記録の数（少ない方,多い方）"
    )
    search.add_argument("--repeat", type=positive, default=20, metavar="R", help="1つのことばを探す回数")
    search.add_argument("--json", action="store_true", help="JSON で出す")
    search.set_defaults(func=search_command)
    one = commands.add_parser("search-one-size", help=argparse.SUPPRESS)
    one.add_argument("--entries", type=positive, required=True)
    one.add_argument("--repeat", type=positive, required=True)
    one.set_defaults(func=one_size_command)


def search_command(args: argparse.Namespace) -> int:
    """Measure at every size and print the table. Returns 1 when the aim is missed at 10,000 entries or fewer."""
    from yorisoi.cli.bench import apart

    results = [apart("search-one-size", "--entries", str(size), "--repeat", str(args.repeat)) for size in args.entries]
    slow = [r for r in results if r["entries"] <= 10_000 and max(w["p50"] for w in r["words"].values()) > AIM]
    print(json.dumps(results, ensure_ascii=False, indent=2) if args.json else table(results))
    return 1 if slow else 0


def table(results: list[dict[str, Any]]) -> str:
    """Return the table: for each size and word p50 and p95, and × the trivial query."""
    lines = ["  ".join(f"{key} {value}" for key, value in results[0]["machine"].items())]
    lines.append("× は、同じ回に交互に測った、1行を読むだけの問い合わせの p50 を1としたもの。")
    for result in results:
        lines.append(
            f"{result['entries']:,} entries  {result['texts']:,} texts in {result['bundles']:,} bundles, "
            f"{result['kilobytes']:,} kB  (rebuilt in {result['rebuilt_in']:.1f} s)"
        )
        for word, row in result["words"].items():
            lines.append(
                f"  {row['hits']:>6,} hits   p50 {row['p50']:6.1f} ms (×{row['ratio']:,.0f})   "
                f"p95 {row['p95']:6.1f} ms   CPU {row['cpu']:6.1f} ms   {word}"
            )
        lines.append("  trivial query   p50 {p50:.3f} ms   p95 {p95:.3f} ms".format(**result["trivial"]))
    return "\n".join(lines)


def one_size_command(args: argparse.Namespace) -> int:
    """Make the data in the database that the environment names, measure, print JSON. Only for `bench search`."""
    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench search` から使います。", "Run `yorisoi bench search` instead.")
    print(json.dumps(measure(entries=args.entries, repeat=args.repeat), ensure_ascii=False))
    return 0


def measure(*, entries: int, repeat: int) -> dict[str, Any]:
    """Make a school with so many lines, search every word `repeat` times, and the trivial query in between."""
    from django.core.management import call_command
    from django.db.models import Sum
    from django.db.models.functions import Length

    from yorisoi.cases.finding import search
    from yorisoi.cases.finding_again import rebuild
    from yorisoi.cases.models import CaseStep, Entry
    from yorisoi.cli.bench_data import make_data
    from yorisoi.cli.bench_pages import _quantile, machine
    from yorisoi.config.rubbish import look_seldom
    from yorisoi.journal.models import SearchText
    from yorisoi.reports.models import Memo, Report, ReportStep
    from yorisoi.schools.models import School

    call_command("migrate", interactive=False, verbosity=0)
    made = make_data(max(entries // LINES_OF_A_CASE, 1))
    before = time.perf_counter()
    rebuild()
    rebuilt_in = time.perf_counter() - before
    who = made.principal
    look_seldom()  # as the server does: a look through all of memory takes as long as a search, or twice
    times: dict[str, list[float]] = {word: [] for word in WORDS}
    hits: dict[str, int] = {}
    spent_cpu: dict[str, float] = {}
    trivial: list[float] = []
    for turn in range(repeat + 1):
        for word in WORDS:
            before, worked = time.perf_counter(), time.process_time()
            hits[word] = search(who, word).all
            took = (time.perf_counter() - before) * 1000
            spent_cpu[word] = (time.process_time() - worked) * 1000
            before = time.perf_counter()
            School.objects.get(pk=made.school.pk)
            if turn:  # the first turn opens the keys
                times[word].append(took)
                trivial.append((time.perf_counter() - before) * 1000)
    unit = _quantile(trivial, 0.5)
    size = SearchText.objects.aggregate(size=Sum(Length("words")))["size"] or 0
    return {
        "entries": Entry.objects.count(),
        "texts": sum(model.objects.count() for model in (Entry, CaseStep, Report, Memo, ReportStep)),
        "bundles": SearchText.objects.count(),
        "kilobytes": size // 1000,
        "rebuilt_in": rebuilt_in,
        "machine": machine(),
        "trivial": {"p50": unit, "p95": _quantile(trivial, 0.95)},
        "words": {
            word: {
                "hits": hits[word],
                "p50": _quantile(spent, 0.5),
                "p95": _quantile(spent, 0.95),
                "cpu": spent_cpu[word],
                "ratio": _quantile(spent, 0.5) / unit,
            }
            for word, spent in times.items()
        },
    }
