"""Two committees that finalise at once, each in a connection of its own, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.browser.serving import ROOT
from tests.template import put_tables
from yorisoi.cli.bench_reports import environment, postgres


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_committees_finalise_at_once(
    database: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if database == "sqlite":
        put_tables(tmp_path_factory, tmp_path)
    with postgres() if database == "postgres" else nullcontext("") as url:
        if database == "postgres" and not url:
            pytest.skip("there is no PostgreSQL here")
        ran = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("two_committees.py"))],
            cwd=ROOT,
            env={**environment(tmp_path, url), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    turns = len(told["same_meeting"])
    assert told["same_meeting"] == [["Finalised", "done"]] * turns  # one minutes, and the other is told
    assert told["events"] == [1] * turns
    assert told["same_case"] == [["NoSuchMove", "done"]] * turns  # one decision, and the other is told
    assert told["steps"] == [1] * turns
    assert told["two_cases"] == [["done", "done"]] * turns
    assert told["gapless"]
