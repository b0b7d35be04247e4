"""The same blocks as a Word file: a letter that the school finishes in its own words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Stamp, Table, Words
from yorisoi.schools.calendar import TOKYO

FONT = "BIZ UDP明朝 Medium"


def docx(paper: Paper, stamp: Stamp) -> bytes:
    """Return the document as a Word file, A4, with number, time and fingerprint at the foot."""
    made = Document()
    _set_up(made, paper, stamp)
    head = made.add_heading(paper.title, level=0)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in paper.blocks:
        _add(made, block)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, paper: Paper, stamp: Stamp) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = made.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            if qn(theme) in fonts.attrib:
                del fonts.attrib[qn(theme)]
    made.styles["Normal"].font.size = Pt(10.5)
    made.styles["Title"].font.size = Pt(16)
    props = made.core_properties
    props.title, props.author, props.language = f"{paper.title} {paper.about}", paper.school, "ja-JP"
    props.comments = stamp.number
    section.header.paragraphs[0].text = f"{paper.school}\t\t{paper.mark}"
    made_at = f"{stamp.made_at.astimezone(TOKYO):%Y/%m/%d %H:%M}"
    foot = section.footer.paragraphs[0]
    foot.text = f"番号 {stamp.number}　{paper.about}　下書きの作成 {made_at} {stamp.made_by}\n指紋 {stamp.fingerprint}"
    for run in foot.runs:
        run.font.size = Pt(7)


def _add(made: Any, block: Block) -> None:
    match block:
        case Head():
            made.add_heading(block.text, level=block.level)
        case Para():
            one = made.add_paragraph(block.text)
            if block.right:
                one.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        case Words():
            if block.label:
                made.add_paragraph(block.label)
            made.add_paragraph(block.text)
        case Facts():
            _table(made, (), block.rows)
        case Table():
            _table(made, block.head, block.rows)


def _table(made: Any, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    lines = [head, *rows] if head else list(rows)
    if not lines:
        return
    table = made.add_table(rows=0, cols=len(lines[0]))
    table.style = "Table Grid"
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
