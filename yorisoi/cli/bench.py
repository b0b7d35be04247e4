"""`yorisoi bench …`: what pages and reports cost, on data made for it and thrown away afterwards."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from yorisoi.cli import bench_documents, bench_figures, bench_groups, bench_reports, bench_search, bench_survey
from yorisoi.cli.refusing import Refused

SIZES = (10, 1000)
REPEAT = 40
NARROW, WIDE = 22, 47  # columns of the table
SECRET = (
    "YORISOI_DATA",
    "YORISOI_DEMO",
    "YORISOI_DEBUG",
    "YORISOI_HTTPS",
    "YORISOI_HOSTS",
    "EMAIL_URL",
    "DATABASE_URL",
)


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench pages` (and the part of it that runs in a process of its own) to the command line."""
    bench = subparsers.add_parser("bench", help="速さを測る (measure pages and reports)")
    commands = bench.add_subparsers(required=True)
    pages = commands.add_parser("pages", help="事案が少ないときと多いときの、問い合わせの数と時間")
    pages.add_argument("--cases", type=_sizes, default=SIZES, metavar="N,M", help="事案の数（少ない方,多い方）")
    pages.add_argument("--repeat", type=_positive, default=REPEAT, metavar="R", help="1つの画面を開く回数")
    pages.add_argument("--processor", action="store_true", help="時計でなくプロセッサの時間で（ほかの仕事もあるとき）")
    pages.add_argument("--json", action="store_true", help="JSON で出す")
    pages.set_defaults(func=pages_command)
    one = commands.add_parser("one-size", help=argparse.SUPPRESS)
    one.add_argument("--cases", type=_positive, required=True)
    one.add_argument("--repeat", type=_positive, required=True)
    one.add_argument("--processor", action="store_true")
    one.set_defaults(func=one_size_command)
    bench_search.add_parser(commands, _positive, _sizes)
    bench_reports.add_parser(commands)
    bench_documents.add_parser(commands, _positive)
    bench_survey.add_parser(commands)
    bench_figures.add_parser(commands, _positive)
    bench_groups.add_parser(commands)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("1 以上の数にしてください")
    return number


def _sizes(text: str) -> tuple[int, ...]:
    numbers = tuple(_positive(part) for part in text.split(","))
    if len(numbers) < 2:
        raise argparse.ArgumentTypeError("2つ以上の数を , で区切ってください")
    return numbers


def one_size_command(args: argparse.Namespace) -> int:
    """Make the data in the database that the environment names, measure, print JSON. Only for `bench pages`."""
    from yorisoi.cli.bench_pages import measure

    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench pages` から使います。", "Run `yorisoi bench pages` instead.")
    print(json.dumps(measure(cases=args.cases, repeat=args.repeat, processor=args.processor)))
    return 0


def pages_command(args: argparse.Namespace) -> int:
    """Measure every page at every size and print the table. Returns 1 when a page's queries grow, or it fails."""
    results = [_measured(cases, args.repeat, processor=args.processor) for cases in args.cases]
    wrong = findings(results)
    if args.json:
        print(json.dumps({"sizes": results, "findings": wrong}, ensure_ascii=False, indent=2))
    else:
        print(table(results))
        print("\n".join(wrong) or "どの画面も、問い合わせの数は事案の数によりません。")
    return 1 if wrong else 0


def findings(results: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each page that asks more of the database when there is more in it, or does not answer."""
    found = []
    for name in results[0]["pages"]:
        rows = [result["pages"][name] for result in results]
        counts = [row.get("queries") for row in rows]
        if None in counts:
            said = "; ".join(row["failed"] for row in rows if "failed" in row)
            found.append(f"{name}: 開けません（{said}）")
        elif len(set(counts)) > 1:
            found.append(f"{name}: 問い合わせの数が変わります（{' → '.join(map(str, counts))}）")
    return found


def table(results: list[dict[str, Any]]) -> str:
    """Return the table: for each page and size its queries, p50 and p95 (and × trivial p50), and its weight."""
    facts = results[0]["machine"]
    lines = ["  ".join(f"{key} {value}" for key, value in facts.items())]
    lines.append("× は、同じ回に交互に測った、何もしない Django のページの p50 を1としたもの。")
    titles = "".join(f"{result['cases']:,} cases".rjust(WIDE) for result in results)
    lines += [
        "page".ljust(NARROW) + titles,
        " " * NARROW + "queries    p50 ms (×)    p95 ms (×)     kB".rjust(WIDE) * len(results),
    ]
    for name in results[0]["pages"]:
        lines.append(_row(name, [_cell(result["pages"][name]) for result in results]))
    lines.append(_row("(trivial view)", ["p50 {p50:.2f}  p95 {p95:.2f}".format(**r["trivial"]) for r in results]))
    if "trivial_signed_in" in results[0]:
        said = ["p50 {p50:.2f}  p95 {p95:.2f}".format(**r["trivial_signed_in"]) for r in results]
        lines.append(_row("(the same, signed in)", said))
        worst = [max(page.get("p50_signed_in_ratio", 0) for page in r["pages"].values()) for r in results]
        lines.append(_row("(worst × signed in)", [f"{each:.1f}" for each in worst]))
    lines.append(_row("(data made in)", [f"{result['made_in']:.1f} s" for result in results]))
    return "\n".join(lines)


def _row(name: str, cells: list[str]) -> str:
    wide = sum(2 if ord(each) > 0x2E7F else 1 for each in name)  # Japanese letters take two columns
    return name + " " * (NARROW - wide) + "".join(cell.rjust(WIDE) for cell in cells)


def _cell(row: dict[str, Any]) -> str:
    if "failed" in row:
        return "—"
    p50, p95 = f"{row['p50']:.1f} ({row['p50_ratio']:.1f})", f"{row['p95']:.1f} ({row['p95_ratio']:.1f})"
    return f"{row['queries']:>3}  {p50:>12}  {p95:>12}  {row['kilobytes']:>5.1f}"


def _measured(cases: int, repeat: int, *, processor: bool) -> dict[str, Any]:
    more = ["--processor"] if processor else []
    return apart("one-size", "--cases", str(cases), "--repeat", str(repeat), *more)


def apart(*command: str) -> dict[str, Any]:
    """Measure in a process with a data folder (and where DATABASE_URL is set, a database) of its own."""
    with tempfile.TemporaryDirectory(prefix="yorisoi-bench-") as data, scratch_database() as url:
        ours = {key: value for key, value in os.environ.items() if key not in SECRET}
        ours |= {"YORISOI_DATA": str(Path(data) / "data"), "YORISOI_BENCH": "1", "PYTHONWARNINGS": "ignore"}
        if url:
            ours["DATABASE_URL"] = url
        words = [sys.executable, "-m", "yorisoi", "bench", *command]
        ran = subprocess.run(words, env=ours, capture_output=True, text=True)  # noqa: S603 (our own command line)
        if ran.returncode:
            raise Refused(f"測れませんでした:\n{ran.stderr[-3000:]}", "It could not be measured.")
        measured: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
        return measured


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database beside the one that DATABASE_URL names and drop it afterwards; "" where there is no such URL."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield ""
        return
    import psycopg
    from psycopg import sql

    name = f"yorisoi_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
