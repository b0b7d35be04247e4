"""`yorisoi search rebuild`: make the texts of reports and cases findable anew."""

from __future__ import annotations

import argparse


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `search rebuild` to the command line."""
    commands = subparsers.add_parser("search", help="検索の索引 (what can be found)").add_subparsers(required=True)
    again = commands.add_parser("rebuild", help="検索の索引を作りなおす (make it anew from the records)")
    again.set_defaults(func=rebuild_command)


def rebuild_command(_args: argparse.Namespace) -> int:
    """Make everything findable anew and say how much that was."""
    from yorisoi.cases.finding_again import rebuild

    done = rebuild()
    words = {"reports": "通報", "cases": "事案", "incidents": "重大事態", "concerns": "気がかり", "interviews": "面談"}
    said = "、".join(f"{label} {done.get(name, 0)}件" for name, label in words.items())
    print(f"検索の索引を作りなおしました: {said}")
    return 0
