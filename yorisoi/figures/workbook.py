"""The figures as Excel files: the national survey in its order, a month, the ledger of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from yorisoi.figures.month import Part
from yorisoi.figures.present import Cell, TableShown
from yorisoi.policy.national import PUBLICATION

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_000


class Book:
    """A workbook in our look. Every word is a text: nothing in it is taken for a formula."""

    def __init__(self, title: str) -> None:
        self.out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.out, options)
        self.book.set_properties({"title": title})
        base = {"font_name": "BIZ UDPゴシック", "font_size": 10, "valign": "top", "text_wrap": True}
        made: dict[str, dict[str, Any]] = {
            "title": {"font_size": 14, "bold": True, "text_wrap": False},
            "head": {"bold": True, "font_size": 11, "text_wrap": False},
            "label": {"border": 1, "bg_color": "#F2F2F2"},
            "cell": {"border": 1},
            "number": {"border": 1, "num_format": "#,##0"},
            "whole": {"border": 1, "num_format": "#,##0", "bold": True},
            "wanting": {"border": 1, "num_format": "#,##0", "bg_color": "#FBF5E0"},
            "plain": {"text_wrap": False},
        }
        self.styles = {name: self.book.add_format({**base, **more}) for name, more in made.items()}

    def sheet(self, name: str, widths: Sequence[int], *, wide: bool = False) -> Any:
        """Add a sheet for A4, one page across."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        if wide:
            sheet.set_landscape()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def row(self, sheet: Any, at: int, cells: Iterable[Any], style: str = "cell") -> int:
        """Write one row: numbers as numbers, the rest as texts. Return the next row."""
        for column, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(at, column, value, self.styles["number" if style == "cell" else style])
            else:
                sheet.write_string(at, column, str(value)[:CELL], self.styles[style])
        return at + 1

    def done(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.out.getvalue()


def in_cell(cell: Cell) -> int | str:
    """Return a number, or that it is one of those that are not told."""
    return "少数" if cell.hidden else cell.n


def survey_book(tables: list[TableShown], *, title: str, facts: Sequence[tuple[str, str | int]]) -> bytes:
    """Return the national survey: every table in its order, what is not answered beside it, and how each is counted."""
    book = Book(title)
    sheet = book.sheet("いじめ", (6, 30, 62, 10, 10, 10, 12, 12))
    at = book.row(sheet, 0, [title], "title")
    for label, text in facts:
        at = book.row(sheet, at, ["", label, text], "plain")
    for shown in tables:
        at += 1
        at = book.row(sheet, at, [f"{shown.table.code}　{shown.table.title}（{shown.table.unit}）"], "head")
        blank = [""] * (4 - len(shown.heads))
        at = book.row(sheet, at, ["番号", "区分", "項目", *shown.heads, *blank, "未回答"], "label")
        number = 0
        for row in shown.rows:
            number += 0 if row.under or row.whole else 1
            mark = "" if row.under or row.whole else str(number)
            numbers = [in_cell(cell) for cell in row.cells]
            at = book.row(sheet, at, [mark, row.group, f"　{row.label}" if row.under else row.label, *numbers, *blank])
        at = book.row(
            sheet, at, ["", "", "（答えるべき数）", in_cell(shown.total), *([""] * 3), in_cell(shown.missing)]
        )
        if shown.missing.n:
            sheet.write_number(at - 1, 7, shown.missing.n, book.styles["wanting"])
    how = book.sheet("数え方", (6, 46, 90))
    at = book.row(how, 0, ["表", "名前", "数え方"], "label")
    for shown in tables:
        at = book.row(how, at, [shown.table.code, shown.table.title, shown.table.how])
    book.row(how, at + 1, ["", "もとの調査", PUBLICATION], "plain")
    return book.done()


def month_book(parts: list[Part], *, title: str, facts: Sequence[tuple[str, str | int]]) -> bytes:
    """Return the monthly table."""
    book = Book(title)
    sheet = book.sheet("月例報告", (64, 12, 12, 12, 12))
    at = book.row(sheet, 0, [title], "title")
    for label, text in facts:
        at = book.row(sheet, at, [f"{label}　{text}"], "plain")
    for part in parts:
        at += 1
        at = book.row(sheet, at, ["", *part.heads], "label")
        sheet.write_string(at - 1, 0, part.title, book.styles["label"])
        for label, numbers in part.rows:
            at = book.row(sheet, at, [label, *numbers])
    return book.done()


def ledger_book(
    heads: Sequence[str], rows: Iterable[Sequence[str]], sums: Sequence[tuple[str, int]], *, title: str
) -> bytes:
    """Return the ledger of a year: the sums, then a row a report."""
    book = Book(title)
    sheet = book.sheet("台帳", (14, 18, 18, 18, 18, 26, 14, 18, 18), wide=True)
    at = book.row(sheet, 0, [title], "title")
    for label, n in sums:
        at = book.row(sheet, at, [label, n])
    at += 1
    sheet.freeze_panes(at + 1, 1)
    first = at
    at = book.row(sheet, at, heads, "label")
    for row in rows:
        at = book.row(sheet, at, row)
    sheet.autofilter(first, 0, max(at - 1, first), len(heads) - 1)
    return book.done()
