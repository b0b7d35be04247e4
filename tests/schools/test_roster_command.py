"""`yorisoi roster import`: a preview unless told, counts and line numbers but no names."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from yorisoi.cli.roster import add_parsers, run_import
from yorisoi.journal.models import Event
from yorisoi.schools.models import Pupil, School


def parsed(*words: str) -> argparse.Namespace:
    """Parse a command line."""
    parser = argparse.ArgumentParser()
    add_parsers(parser.add_subparsers())
    return parser.parse_args(["roster", "import", *words])


def test_preview_then_import(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "meibo.csv"
    file.write_text("学年,組,番号,氏名\n1,1,1,髙﨑 光\n1,1,2,=危険\n", encoding="utf-8")
    assert run_import(parsed(str(file), "--school", "nishi")) == 1
    assert Pupil.objects.count() == 0
    shown = capsys.readouterr().out
    assert "新しい子ども: 1" in shown
    assert "3行目" in shown
    assert "危険" not in shown
    assert run_import(parsed(str(file), "--school", "nishi", "--apply")) == 1
    assert Pupil.objects.get().name == "髙﨑 光"
    assert Event.objects.get(event="roster.import").actor_post == "operator"


def test_refusals_are_sentences(school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b\n")
    assert run_import(parsed(str(file), "--school", "none")) == 2
    assert run_import(parsed(str(file), "--school", "nishi")) == 2
    assert run_import(parsed(str(tmp_path / "missing"), "--school", "nishi")) == 2
    assert capsys.readouterr().err.count("\n") == 3
