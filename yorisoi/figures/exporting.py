"""The national tables of a school, or of all schools together, as rows for other programs. Numbers only, no names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from yorisoi.figures.counting import figures
from yorisoi.figures.present import tables_of
from yorisoi.figures.scope import Scope
from yorisoi.schools.models import School

COLUMNS = ("school", "school_code", "year", "day", "table", "title", "group", "line", "column", "number")


def rows_of(scope: Scope, school: School | None) -> list[dict[str, Any]]:
    """Return a row for each number of each table, in the survey's order; 未回答 and what is asked for are rows too."""
    who = {"school": school.slug if school else "*", "school_code": school.code if school else ""}
    base = {**who, "year": scope.year, "day": scope.day.isoformat()}
    made: list[dict[str, Any]] = []
    with override("ja"):
        for shown in tables_of(figures(scope), None):
            table = {**base, "table": shown.table.code, "title": str(shown.table.title)}
            for row in shown.rows:
                for head, cell in zip(shown.heads, row.cells, strict=True):
                    line = {"group": str(row.group), "line": str(row.label), "column": head, "number": cell.n}
                    made.append({**table, **line})
            for label, n in (("（答えるべき数）", shown.total.n), ("未回答", shown.missing.n)):
                made.append({**table, "group": "", "line": label, "column": "", "number": n})
    return made


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return the rows as CSV with CRLF, as Excel opens it. No cell is taken for a formula: none begins like one."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_json(rows: Iterable[dict[str, Any]]) -> str:
    """Return the rows as JSON."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"
