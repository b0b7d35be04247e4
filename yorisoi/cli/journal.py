"""`yorisoi journal verify`: recompute the journal and say where it does not agree with itself."""

from __future__ import annotations

import argparse
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found. `first` is the number of the first line that does not agree."""

    lines: int
    wrong: int
    first: int | None
    first_at: str
    triggers_missing: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.wrong and not self.triggers_missing


def verify(school_id: int | None = None) -> Verdict:
    """Recompute every line's leaf hash (of one school, or of all) and look for the guarding triggers."""
    from yorisoi.cli.guards import missing
    from yorisoi.journal.actions import leaf_hash
    from yorisoi.journal.models import Event

    rows = Event.objects.order_by("id")
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    lines = wrong = 0
    first: int | None = None
    first_at = ""
    for row in rows.iterator(chunk_size=2000):
        lines += 1
        if leaf_hash(row) != bytes(row.leaf):
            wrong += 1
            if first is None:
                first, first_at = row.pk, row.at.isoformat()
    return Verdict(lines, wrong, first, first_at, tuple(missing()))


def verify_command(args: argparse.Namespace) -> int:
    """Print the verdict in plain sentences; exit code 1 if anything does not agree."""
    from yorisoi.schools.models import School

    school_id = None
    if args.school:
        school_id = School.objects.values_list("pk", flat=True).filter(slug=args.school).first()
        if school_id is None:
            print(f"学校 {args.school} はありません。")
            return 2
    verdict = verify(school_id)
    if verdict.first is not None:
        print(f"記録の {verdict.first} 行目（{verdict.first_at}）が、書かれたときのものと一致しません。")
        print(f"一致しない行は、{verdict.lines} 行のうち {verdict.wrong} 行です。")
    for name in verdict.triggers_missing:
        print(f"書き換えを断るしかけ {name} が、データベースにないか、変えられています。")
    if verdict.sound:
        print(f"記録 {verdict.lines} 行は、すべて書かれたときのままです。書き換えを断るしかけもそろっています。")
    return 0 if verdict.sound else 1


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `yorisoi journal …`."""
    group = commands.add_parser("journal", help="記録 (the journal)").add_subparsers(metavar="ACTION", required=True)
    check = group.add_parser("verify", help="記録が書き換えられていないかを調べる (recompute and compare every line)")
    check.add_argument("--school", metavar="SLUG", help="一つの学校だけ (one school only)")
    check.set_defaults(func=verify_command)
