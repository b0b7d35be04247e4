"""`yorisoi policy …`: write the charts of the policy, and hold an edition against the Act and the national policy."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

from yorisoi.policy.chart import SHIPPED, stale, write_charts
from yorisoi.policy.edition import BadEdition, Edition, edition, load
from yorisoi.policy.lint import SEVERITY_LABELS, Finding, lint

ROOT = Path(__file__).resolve().parents[2]


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `policy chart` and `policy lint` to the command line."""
    commands = subparsers.add_parser("policy", help="方針（版）の図表と点検").add_subparsers(required=True)
    chart = commands.add_parser("chart", help="流れ図と表を docs/policy/ に書き出す")
    chart.add_argument("--check", action="store_true", help="書かずに、古くなっていないかだけを見る")
    chart.add_argument("--out", metavar="DIR", type=Path, default=ROOT / "docs" / "policy", help="書き出す先")
    chart.add_argument("--edition", default=SHIPPED, metavar="FILE|NAME", help="どの版で書くか")
    chart.set_defaults(func=chart_command)
    check = commands.add_parser("lint", help="版を法律と国の基本方針に照らす")
    check.add_argument("edition", nargs="?", default=SHIPPED, metavar="FILE|NAME", help="版のファイルまたは名前")
    check.add_argument("--json", action="store_true", help="JSON で出す")
    check.set_defaults(func=lint_command)


def chart_command(args: argparse.Namespace) -> int:
    """Write the charts, or with --check say which are stale. Returns 0, or 1 when stale or refused."""
    _labels()
    try:
        shown = _edition(getattr(args, "edition", SHIPPED))
    except BadEdition as refusal:
        return _refused(refusal)
    if args.check:
        old = stale(args.out, shown)
        for name in old:
            print(f"古くなっています：{args.out / name}")
        print("`yorisoi policy chart` で書き直してください。" if old else "図と表は新しい状態です。")
        return 1 if old else 0
    try:
        written = write_charts(shown, args.out)
    except OSError as error:
        print(f"{args.out} に書けません（{error.strerror}）。", file=sys.stderr)
        return 1
    print(f"{args.out} に {len(written)} 個のファイルを書きました。")
    return 0


def lint_command(args: argparse.Namespace) -> int:
    """Print what an edition lacks. Returns 1 when a finding is an error or the edition is refused, otherwise 0."""
    _labels()
    try:
        read = _edition(args.edition)
    except BadEdition as refusal:
        return _refused(refusal, as_json=args.json)
    findings = lint(read)
    if args.json:
        print(json.dumps([dataclasses.asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        print(f"{read.title}（{read.name}）")
        for finding in findings:
            print(_lines(finding))
        counts = {name: sum(finding.severity == name for finding in findings) for name in SEVERITY_LABELS}
        print("、".join(f"{label} {counts[name]} 件" for name, label in SEVERITY_LABELS.items()))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _lines(finding: Finding) -> str:
    article = f"〔{finding.article}〕" if finding.article else ""
    return f"{SEVERITY_LABELS[finding.severity]} {finding.check}{article} {finding.text}\n    → {finding.suggestion}"


def _edition(given: str) -> Edition:
    path = Path(given)
    return load(path) if path.suffix == ".toml" or len(path.parts) > 1 else edition(given)


def _refused(refusal: BadEdition, *, as_json: bool = False) -> int:
    if as_json:
        print(
            json.dumps(
                {"file": refusal.file, "line": refusal.line, "key": refusal.key, "reason": refusal.reason},
                ensure_ascii=False,
            )
        )
    else:
        print(f"この版は使えません。{refusal}", file=sys.stderr)
    return 1


def _labels() -> None:
    """Make translated labels available; these commands need no database, so neither the project's settings."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(LANGUAGE_CODE="ja", USE_I18N=True, TIME_ZONE="Asia/Tokyo")
    if not apps.ready:
        django.setup()
