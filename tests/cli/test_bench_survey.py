"""`yorisoi bench survey`: a class, a school and a city through the real server, none refused, none lost, none twice."""

from __future__ import annotations

import json

import pytest

from yorisoi.cli.bench_survey import findings, table
from yorisoi.cli.main import main


@pytest.mark.requirement("S2")
def test_answers_are_measured_and_all_of_them_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Short enough for a test: the figures that are kept are taken with the command's own numbers."""
    words = ["bench", "survey", "--schools", "1", "--children", "40", "--volleys", "1", "--minutes", "0.01"]
    code = main([*words, "--only", "sqlite", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert code == 0
    (result,) = told["results"]
    assert [run["accepted"] for run in result["runs"]] == [40] * 9
    assert result["first_page"] < 100_000
    assert all(rate > 0 for rate in result["raw"].values())
    assert "FULL" in table(told["results"])


def test_what_was_refused_lost_or_doubled_is_told() -> None:
    run = {"name": "40", "errors": 2, "said": ["503"], "lost": 3, "doubled": 4}
    refused, lost, doubled = findings([{"database": "sqlite", "runs": [run]}])
    assert "2件" in refused
    assert "3件" in lost
    assert "4件" in doubled
