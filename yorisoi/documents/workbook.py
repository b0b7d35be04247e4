"""The same blocks as an Excel file: the record sheet in the same order, for boards that want it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from yorisoi.documents.blocks import Block, Facts, Head, Paper, Stamp, Table
from yorisoi.schools.calendar import TOKYO

COLUMNS = 6
CELL = 32_000  # Excel takes 32,767 signs in a cell


def xlsx(paper: Paper, stamp: Stamp) -> bytes:
    """Return the document as an Excel file. Every cell is a text: nothing in it is taken for a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{paper.title} {paper.about}", "author": paper.school, "created": stamp.made_at})
    styles = _styles(book)
    sheet = book.add_worksheet("記録")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.6, 0.6, 0.7, 0.8)
    sheet.set_header(f"&L{_quoted(paper.school)}　{_quoted(paper.title)}　{_quoted(paper.about)}&R{paper.mark}")
    made = f"{stamp.made_at.astimezone(TOKYO):%Y/%m/%d %H:%M}"
    sheet.set_footer(f"&L番号 {stamp.number}　作成 {made} {_quoted(stamp.made_by)}&R&P / &N")
    for column, width in enumerate((20, 18, 22, 22, 18, 12)):
        sheet.set_column(column, column, width)
    at = 0
    sheet.merge_range(at, 0, at, COLUMNS - 1, paper.title, styles["title"])
    at += 1
    for block in paper.blocks:
        at = _block(sheet, at, block, styles)
    foot = (("番号", stamp.number), ("版", paper.edition), ("作成", f"{made} {stamp.made_by}"))
    for label, text in (*foot, ("指紋（SHA-256）", stamp.fingerprint)):
        sheet.write_string(at, 0, label, styles["soft"])
        sheet.write_string(at, 1, text, styles["soft"])
        at += 1
    book.close()
    return out.getvalue()


def _quoted(text: str) -> str:
    return text.replace("&", "&&")


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "BIZ UDPゴシック", "font_size": 10, "valign": "top", "text_wrap": True}
    made: dict[str, dict[str, Any]] = {
        "title": {"font_size": 14, "bold": True, "align": "center"},
        "head": {"font_size": 11, "bold": True, "bg_color": "#E8E8E8"},
        "sub": {"bold": True},
        "label": {"border": 1, "bg_color": "#F2F2F2"},
        "cell": {"border": 1},
        "soft": {"font_size": 8, "font_color": "#5A5A5A", "text_wrap": False},
        "plain": {},
    }
    return {name: book.add_format({**base, **more}) for name, more in made.items()}


def _block(sheet: Any, at: int, block: Block, styles: dict[str, Any]) -> int:
    """Write a block from this row on; return the row after it."""
    match block:
        case Head():
            sheet.merge_range(at, 0, at, COLUMNS - 1, block.text, styles["head" if block.level == 1 else "sub"])
            return at + 1
        case Facts():
            for label, text in block.rows:
                sheet.write_string(at, 0, label, styles["label"])
                sheet.merge_range(at, 1, at, COLUMNS - 1, "", styles["cell"])
                sheet.write_string(at, 1, text[:CELL], styles["cell"])
                sheet.set_row(at, _height(text, 90))
                at += 1
            return at
        case Table():
            for column, text in enumerate(block.head):
                sheet.write_string(at, column, text, styles["label"])
            for row in block.rows or ((block.empty, *([""] * (len(block.head) - 1))),):
                at += 1
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text[:CELL], styles["cell"])
                sheet.set_row(at, max(_height(text, 20) for text in row))
            return at + 1
    text = getattr(block, "text", "")
    sheet.merge_range(at, 0, at, COLUMNS - 1, "", styles["plain"])
    sheet.write_string(at, 0, text[:CELL], styles["plain"])
    sheet.set_row(at, _height(text, 110))
    return at + 1


def _height(text: str, wide: int) -> float:
    """Return the height of a row: Excel makes none by itself where cells are merged. wide: half-width signs a line."""
    lines = sum(max(1, -(-sum(2 if ord(s) > 0x2E7F else 1 for s in line) // wide)) for line in text.split("\n"))
    return min(14.0 * max(1, lines) + 4, 400.0)
