"""A leaflet for homes (学校だより, the short edition, a handout) as PDF, as Word, and as text to copy.

It is plain data: pages of blocks, each a dictionary with `is`. In a leaflet with `ruby`, texts carry {漢字|かな}.
Nothing of it is on record here: it is public, and whoever keeps it word for word keeps this data.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yorisoi.documents.engine import STANDARD, printable_data
from yorisoi.documents.fonts import families, files, has_readable

TEMPLATE = Path(__file__).with_name("leaf.typ")
ADULTS = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5)  # points, the largest that fits is taken
CHILDREN = (17, 16, 15, 14, 13, 12.5, 12, 11.5, 11, 10.5, 10)
FONT = "BIZ UDPゴシック"
_ONE = Lock()
Block = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """A leaflet. pages: each fills one A4 page as long as it fits with the smallest letters. foot: the edition."""

    title: str
    school: str
    pages: list[list[Block]]
    foot: str = ""
    lang: str = "ja"
    ruby: bool = False
    sizes: tuple[float, ...] = field(default=ADULTS)

    @property
    def content(self) -> str:
        """All that it says, as JSON: the same leaflet is the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def blocks(self) -> list[Block]:
        """All blocks, in their order."""
        return [block for page in self.pages for block in page]


def leaf_of(content: str) -> Leaf:
    """Return the leaflet that this JSON tells of: the way back from `content`."""
    told = json.loads(content)
    return Leaf(**{**told, "sizes": tuple(told["sizes"])})


def title_block(text: str, kicker: str = "", day: str = "") -> Block:
    """Return the head of a leaflet."""
    return {"is": "title", "text": text, "kicker": kicker, "day": day}


@cache
def _compiler() -> Any:
    folders = list(dict.fromkeys(str(file.parent) for file in files()))
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=folders, ignore_system_fonts=True)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, scale=4, dark="#000", light="#fff")
    return out.getvalue().decode()


def leaf_pdf(leaf: Leaf, at: datetime) -> bytes:
    """Return the leaflet as a PDF/UA-1. The same leaflet and moment give the same bytes. Raises NoFont."""
    data = {**asdict(leaf), "fonts": families(), "bold": has_readable()}
    data = printable_data(data)
    for block in (block for page in data["pages"] for block in page):
        if block["is"] == "doors":
            block["qr"] = _qr(block["address"])
    with _ONE:
        made: bytes = _compiler().compile(
            input=str(TEMPLATE),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    return made


def _cell(count: int | None) -> str:
    return "※" if count is None else f"{count}人"


def leaf_text(leaf: Leaf) -> str:
    """Return the leaflet as a text to copy into another paper."""
    return "\n\n".join(filter(None, (_plain(block) for block in leaf.blocks))) + "\n"


def _plain(block: Block) -> str:
    match block["is"]:
        case "title":
            return str(block["text"])
        case "head":
            return f"■ {block['text']}"
        case "para":
            return str(block["text"])
        case "points":
            return "\n".join(f"・{one}" for one in block["rows"])
        case "check":
            return "\n".join(f"□ {one}" for one in block["rows"])
        case "call":
            return f"【{block['title']}】\n{block['text']}".strip()
        case "doors":
            return f"{block['text']}\n{block['address']}"
        case "lines":
            return "\n".join("　".join(filter(None, row)) for row in block["rows"])
        case "facts":
            return "\n".join(f"{label}：{said}" for label, said in block["rows"])
        case "counts":
            return "\n".join(_counts(block))
    return ""


def _counts(block: Block) -> Iterable[str]:
    people = f"（{block['people']}人が答えました）" if block["people"] is not None else ""
    yield f"{block['label']}{people}"
    for row in block["rows"]:
        yield f"{row['label']}：" + "　".join(f"{word} {_cell(count)}" for word, count in row["cells"])
    if block["note"]:
        yield str(block["note"])


def leaf_docx(leaf: Leaf) -> bytes:
    """Return the leaflet as a Word file, A4, for a school that sets it into its own paper."""
    made = Document()
    _set_up(made, leaf)
    for block in leaf.blocks:
        _add(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, leaf: Leaf) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in (("Normal", 10.5), ("Title", 17), ("Heading 1", 12.5)):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            if qn(theme) in fonts.attrib:
                del fonts.attrib[qn(theme)]
    props = made.core_properties
    props.title, props.author, props.language = leaf.title, leaf.school, "ja-JP"
    section.footer.paragraphs[0].text = f"{leaf.school}　{leaf.foot}"


def _add(made: Any, block: Block) -> None:
    match block["is"]:
        case "title":
            if block["kicker"] or block["day"]:
                made.add_paragraph(f"{block['kicker']}　{block['day']}".strip("　"))
            made.add_heading(block["text"], level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
        case "head":
            made.add_heading(block["text"], level=1)
        case "counts":
            made.add_paragraph(_plain({**block, "rows": [], "note": ""})).runs[0].bold = True
            for row in block["rows"]:
                made.add_paragraph(row["label"])
                _table(made, [[word, _cell(count)] for word, count in row["cells"]])
            if block["note"]:
                made.add_paragraph(block["note"])
        case "lines":
            _table(made, [block["head"], *block["rows"]])
        case "facts":
            _table(made, block["rows"])
        case "call":
            table = made.add_table(rows=1, cols=1)
            table.style = "Table Grid"
            table.cell(0, 0).paragraphs[0].add_run(block["title"]).bold = True
            if block["text"]:
                table.cell(0, 0).add_paragraph(block["text"])
            made.add_paragraph()
        case _:
            for one in _plain(block).split("\n\n" if block["is"] == "para" else "\n"):
                made.add_paragraph(one)


def _table(made: Any, rows: Iterable[Iterable[str]]) -> None:
    lines = [list(row) for row in rows]
    if not lines:
        return
    table = made.add_table(rows=0, cols=len(lines[0]))
    table.style = "Table Grid"
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
