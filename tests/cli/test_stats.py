"""`yorisoi stats export`: the survey's numbers as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.figures.test_counting import KNOWN, PAST
from tests.figures.years import Builder
from yorisoi.cli.main import main
from yorisoi.figures.scope import last_day
from yorisoi.journal.models import Event


def number(rows: list[dict[str, Any]], table: str, line: str, column: str = "件", school: str = "nishi") -> int:
    """Return one number."""
    fit = [
        row
        for row in rows
        if (row["school"], row["table"], row["line"], row["column"]) == (school, table, line, column)
    ]
    return int(fit[0]["number"])


@pytest.mark.requirement("R7")
def test_the_tables_as_csv_and_json(people: Any, other_school: Any, capsys: Any, tmp_path: Path) -> None:
    Builder(people.school, people.principal, PAST, last_day(PAST)).put(KNOWN)
    assert main(["stats", "export", "--format", "json", "--year", str(PAST)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["school"] for row in rows} == {"nishi", "higashi"}
    assert number(rows, "1", "計", "計") == 8
    assert number(rows, "3", "本人からの訴え") == 2
    assert number(rows, "3", "未回答", "") == 4
    assert number(rows, "1", "計", "計", "higashi") == 0
    assert Event.objects.filter(event="view.figures_exported").count() == 2
    file = tmp_path / "year.csv"
    words = ["stats", "export", "--year", str(PAST), "--school", "nishi", "--output", str(file), "--together"]
    assert main(words) == 0
    read = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert number(read, "1", "計", "計", "*") == 8
    assert not [cell for row in read for cell in row.values() if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("words", [["--school", "nowhere"], ["--year", "1999"], ["--year", "3000"]])
def test_what_cannot_be_exported_is_said(people: Any, words: list[str]) -> None:
    assert main(["stats", "export", *words]) == 1


def test_the_sums_are_those_of_sql_by_hand(people: Any) -> None:
    """What `bench figures` holds its times against counts the same."""
    from yorisoi.cli.bench_figures_data import make_schools
    from yorisoi.cli.bench_figures_sql import by_hand
    from yorisoi.figures.counting import figures
    from yorisoi.figures.scope import Scope, usual_day

    year = PAST + 1
    scope = Scope(year, usual_day(year), tuple(make_schools(0, 2, 30)))
    found = figures(scope)
    assert found.total == 60
    assert {key: n for key, n in found.of.items() if n} == by_hand(scope)
