"""`yorisoi roster import FILE --school SLUG [--apply]`: the name list from the command line, a preview unless told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sized
from pathlib import Path
from typing import Any


def add_parsers(subparsers: Any) -> None:
    """Add `roster` and its sub-commands."""
    roster = subparsers.add_parser("roster", help="名簿 name list")
    commands = roster.add_subparsers(dest="roster_command", required=True)
    load = commands.add_parser("import", help="名簿のファイルを確かめる・取り込む preview or import a name list")
    load.add_argument("file", type=Path)
    load.add_argument("--school", required=True, metavar="SLUG")
    load.add_argument("--year", type=int, help="年度 school year (this one)")
    load.add_argument("--apply", action="store_true", help="取り込む import; without it nothing is written")
    load.set_defaults(func=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Preview or import a file; 0 when every row is (or would be) taken, 1 when some are not, 2 when it cannot be."""
    from yorisoi.journal.actors import NamedActor
    from yorisoi.schools.calendar import school_year, today
    from yorisoi.schools.importing import apply_plan, preview
    from yorisoi.schools.models import School
    from yorisoi.schools.roster import read
    from yorisoi.schools.roster_files import NotARoster

    school = School.objects.filter(slug=arguments.school).first()
    if school is None:
        return _refuse(f"学校「{arguments.school}」がありません。")
    try:
        rows = read(arguments.file.read_bytes())
    except OSError as error:
        return _refuse(f"ファイルが読めません: {error.strerror}")
    except NotARoster as error:
        return _refuse(str(error))
    year = arguments.year or school_year(today())
    if arguments.apply:
        plan = apply_plan(school=school, rows=rows, year=year, leaving=set(), by=NamedActor("system", "operator"))
    else:
        plan = preview(school, rows, year)
    counts: dict[str, Sized] = {
        "新しい子ども": plan.new,
        "組が変わる": plan.moved,
        "直す": plan.changed,
        "変わらない": plan.unchanged,
        "転出候補（画面で確かめてください）": plan.left,
        "取り込めない行": plan.problems,
    }
    for label, what in counts.items():
        print(f"{label}: {len(what)}")
    for problem in plan.problems:
        print(f"  {problem.place} {problem.text}")  # no names: output ends in log files
    if not arguments.apply:
        print("まだ取り込んでいません。取り込むには --apply を付けてください。")
    return 1 if plan.problems else 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
