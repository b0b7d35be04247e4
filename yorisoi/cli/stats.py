"""`yorisoi stats export`: the national survey's tables as CSV or JSON, for a board's own programs."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from yorisoi.cli.refusing import Refused


def add_parsers(subparsers: Any) -> None:
    """Add `stats` and its sub-commands."""
    stats = subparsers.add_parser("stats", help="統計 figures")
    commands = stats.add_subparsers(dest="stats_command", required=True)
    export = commands.add_parser("export", help="国の調査の表を書き出す export the national survey's tables")
    export.add_argument("--format", choices=("csv", "json"), default="csv")
    export.add_argument("--year", type=int, help="年度（始まる年）。なければ今の年度")
    export.add_argument("--day", type=_day, help="いつの時点か（YYYY-MM-DD）。なければ年度末か今日")
    export.add_argument("--school", action="append", metavar="SLUG", help="学校（くり返せる）。なければ全校")
    export.add_argument("--together", action="store_true", help="学校ごとでなく、合わせた数にする")
    export.add_argument("--output", type=Path, help="書き出すファイル。なければ画面に")
    export.set_defaults(func=export_command)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("YYYY-MM-DD で書いてください") from None


def export_command(args: argparse.Namespace) -> int:
    """Write the tables of each school, or of all together. Numbers only. Raises Refused."""
    from django.db import transaction

    from yorisoi.figures.exporting import as_csv, as_json, rows_of
    from yorisoi.figures.scope import Scope, usual_day
    from yorisoi.journal.actions import journal
    from yorisoi.journal.actors import NamedActor
    from yorisoi.schools.calendar import school_year, today
    from yorisoi.schools.models import School

    schools = list(School.objects.filter(slug__in=args.school) if args.school else School.objects.all())
    schools.sort(key=lambda one: one.slug)
    if unknown := set(args.school or ()) - {one.slug for one in schools}:
        raise Refused(f"学校がありません: {'、'.join(sorted(unknown))}", "There is no such school.")
    year = args.year or school_year(today())
    if not 2000 <= year <= school_year(today()):
        raise Refused(f"{year}年度は、まだ数えられません。", "That school year cannot be counted.")
    day = args.day or usual_day(year)
    ids = tuple(one.pk for one in schools)
    rows = rows_of(Scope(year, day, ids), None) if args.together else []
    for one in [] if args.together else schools:
        rows += rows_of(Scope(year, day, (one.pk,)), one)
    with transaction.atomic():
        for one in schools:
            by = NamedActor("system", "operator")
            journal(by=by, school_id=one.pk, event="view.figures_exported", year=year, day=day.isoformat())
    if args.output:
        written = as_csv(rows) if args.format == "csv" else as_json(rows)
        coding = "utf-8-sig" if args.format == "csv" else "utf-8"  # without the mark Excel reads no Japanese
        args.output.write_bytes(written.encode(coding))
        return 0
    sys.stdout.write(as_csv(rows).replace("\r\n", "\n") if args.format == "csv" else as_json(rows))
    return 0
