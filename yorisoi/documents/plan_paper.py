"""The year's plan on paper: one A3 sheet across (PDF/UA-1); an Excel file with the same and every activity as a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from yorisoi.documents.engine import drawn_by
from yorisoi.policy.plan_types import Pillar
from yorisoi.prevention.present import StageRow
from yorisoi.prevention.queries import Shown
from yorisoi.schools.calendar import TOKYO

TEMPLATE = Path(__file__).with_name("plan.typ")
SIZES, SMALLEST = ((14, 12.5), (20, 11.0), (28, 9.5)), 8.5  # activities one below another, points
FONT = "BIZ UDPゴシック"


@dataclass(frozen=True)
class PlanPaper:
    """The plan of a year before it is printed."""

    school: str
    title: str
    year: int
    pillars: tuple[Pillar, ...]
    rows: list[StageRow]
    made_at: datetime
    made_by: str


def said(day: date) -> str:
    """Return 「6/3」."""
    return f"{day.month}/{day.day}"


def _line(one: Shown) -> dict[str, Any]:
    meta = [f"{one.days}", one.owner]
    if one.participants is not None:
        meta.append(f"{one.participants}人")
    return {
        "title": one.row.title,
        "note": one.row.note,
        "state": str(one.label),
        "code": one.state,
        "late": one.late,
        "meta": "　".join(meta),
    }


def size_of(paper: PlanPaper) -> float:
    """Return the size of the letters, in points: what hangs on the wall is read from afar, if it still is one sheet."""
    tallest = sum(max((len(cell) for _pillar, cell in row.cells), default=0) for row in paper.rows)
    return next((size for most, size in SIZES if tallest <= most), SMALLEST)


def plan_pdf(paper: PlanPaper) -> bytes:
    """Return the sheet as a PDF, A3 across. Raises NoFont."""
    made_at = paper.made_at.astimezone(TOKYO)
    data = {
        "school": paper.school,
        "title": paper.title,
        "made": f"{made_at:%Y/%m/%d %H:%M} {paper.made_by}",
        "pillars": [one.label for one in paper.pillars],
        "rows": [
            {
                "stage": row.stage.label,
                "days": f"{said(row.first)}〜{said(row.last)}",
                "terms": "・".join(term.label for term in row.terms),
                "done": f"{row.done} / {row.wanted}",
                "cells": [[_line(one) for one in cell] for _pillar, cell in row.cells],
            }
            for row in paper.rows
        ],
        "size": size_of(paper),
    }
    return drawn_by(TEMPLATE, data, paper.made_at)


def plan_xlsx(paper: PlanPaper) -> bytes:
    """Return the plan as an Excel file: the sheet as it hangs on the wall, and a list to sort. Every cell is a text."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{paper.title}", "author": paper.school, "created": paper.made_at})
    base = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    styles = {
        "title": book.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#E8E8E8"}),
        "cell": book.add_format(base),
        "day": book.add_format({**base, "num_format": "yyyy/mm/dd"}),
    }
    _wall(book.add_worksheet("計画"), paper, styles)
    _list(book.add_worksheet("一覧"), paper, styles)
    book.close()
    return out.getvalue()


def _wall(sheet: Any, paper: PlanPaper, styles: dict[str, Any]) -> None:
    sheet.set_paper(8)  # A3
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(paper.pillars), 44)
    sheet.write_string(0, 0, f"{paper.school}　{paper.title}", styles["title"])
    for column, one in enumerate(("ステージ", *(pillar.label for pillar in paper.pillars))):
        sheet.write_string(1, column, one, styles["head"])
    for at, row in enumerate(paper.rows, 2):
        terms = "・".join(term.label for term in row.terms)
        head = f"{row.stage.label}\n{said(row.first)}〜{said(row.last)}\n{terms}"
        sheet.write_string(at, 0, head, styles["head"])
        most = 3
        for column, (_pillar, cell) in enumerate(row.cells, 1):
            lines = [f"・{one.row.title}（{one.label} {one.days} {one.owner}）" for one in cell]
            sheet.write_string(at, column, "\n".join(lines), styles["cell"])
            most = max(most, sum(-(-len(line) // 24) for line in lines))
        sheet.set_row(at, min(15.0 * most + 6, 400.0))


def _list(sheet: Any, paper: PlanPaper, styles: dict[str, Any]) -> None:
    heads = (
        ("ステージ", 12), ("柱", 24), ("取組", 48), ("そえる言葉", 30), ("担当", 18), ("始まり", 12), ("終わり", 12),
        ("いま", 8), ("行った日", 12), ("参加", 8), ("記録", 8), ("ふり返り", 10),
    )  # fmt: skip
    for column, (label, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles["head"])
    sheet.freeze_panes(1, 0)
    at = 0
    for row in paper.rows:
        for pillar, cell in row.cells:
            for one in cell:
                at += 1
                texts = {0: row.stage.label, 1: pillar.label, 2: one.row.title, 3: one.row.note, 4: one.owner}
                texts |= {7: str(one.label), 11: "あり" if one.reflected else ""}
                for column, text in texts.items():
                    sheet.write_string(at, column, text, styles["cell"])
                for column, day in ((5, one.row.begins), (6, one.row.ends), (8, one.done_on)):
                    if day is None:
                        sheet.write_blank(at, column, None, styles["cell"])
                    else:
                        sheet.write_datetime(at, column, datetime(day.year, day.month, day.day), styles["day"])
                for column, number in ((9, one.participants), (10, one.evidence)):
                    if number is None:
                        sheet.write_blank(at, column, None, styles["cell"])
                    else:
                        sheet.write_number(at, column, number, styles["cell"])
    sheet.autofilter(0, 0, max(at, 1), len(heads) - 1)
