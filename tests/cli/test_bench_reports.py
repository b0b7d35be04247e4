"""`yorisoi bench reports`: whole reports through the real server, none refused, none lost, none twice."""

from __future__ import annotations

import json

import pytest

from yorisoi.cli.bench_reports import findings, table
from yorisoi.cli.main import main


def test_reports_are_measured_and_all_of_them_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Short enough for a test: the figures that are kept are taken with the command's own numbers."""
    words = ["bench", "reports", "--clients", "2", "--seconds", "0.5", "--only", "sqlite", "--json"]
    code = main(words)
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert code == 0
    (result,) = told["results"]
    assert result["accepted"] == result["written"] > 0
    assert {run["kind"] for run in result["runs"]} == {"whole", "post"}
    assert all(rate > 0 for rate in result["raw"].values())
    assert "FULL" in table(told["results"])


def test_what_was_refused_or_lost_is_told() -> None:
    run = {"clients": 40, "errors": 2}
    refused, lost = findings([{"database": "sqlite", "runs": [run], "accepted": 9, "written": 8}])
    assert "2件" in refused
    assert "9件" in lost
    assert "8件" in lost
