"""`yorisoi bench pages`: it measures every page, and says so when one asks more the more there is."""

from __future__ import annotations

import json

import pytest

from yorisoi.cli.bench import findings, table
from yorisoi.cli.main import main


def test_pages_are_measured_and_their_queries_do_not_grow(capsys: pytest.CaptureFixture[str]) -> None:
    """Small enough for a test; the figures of the README are taken at 10 and 1,000 cases."""
    code = main(["bench", "pages", "--cases", "3,6", "--repeat", "2", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    assert code == 0
    few, many = told["sizes"]
    assert {"my duties", "board of cases", "case", "inbox", "child, first step"} <= set(few["pages"])
    assert few["pages"].keys() == many["pages"].keys()
    assert "case" in table(told["sizes"])


def test_growing_queries_and_pages_that_do_not_open_are_told() -> None:
    def size(queries: int) -> dict[str, object]:
        return {"pages": {"calm": {"queries": 9}, "growing": {"queries": queries}, "gone": {"failed": "404"}}}

    growing, gone = findings([size(9), size(90)])
    assert growing.startswith("growing:")
    assert "9 → 90" in growing
    assert "404" in gone
