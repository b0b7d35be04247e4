"""From data to PDF: the document's blocks as JSON into one typst template, out as a tagged PDF/UA-1."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from yorisoi.documents.blocks import Paper, Stamp, texts_in
from yorisoi.documents.fonts import families, files, has_readable, printable
from yorisoi.schools.calendar import TOKYO

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARD = "ua-1"
LONG = 100_000  # signs of data
LONG_WORD = re.compile(r"[!-~]{24,}")  # as the template breaks it
REMEMBERED = 11  # documents for which typst remembers what it has laid out
_ONE = Lock()  # typst holds the interpreter's lock while it works: two at once gain nothing


@cache
def _compiler(template: Path = TEMPLATE) -> Any:
    """Return the compiler with its fonts, read once: nothing of the machine's own, no package from elsewhere."""
    folders = list(dict.fromkeys(str(file.parent) for file in files()))
    return typst.Compiler(str(template), root=str(template.parent), font_paths=folders, ignore_system_fonts=True)


def drawn_by(template: Path, data: dict[str, Any], at: datetime) -> bytes:
    """Return data as a PDF/UA-1 through a template of its own, which gets the fonts beside. Raises NoFont."""
    inputs = printable_data({**data, "fonts": families(), "bold": has_readable()})
    with _ONE:
        made: bytes = _compiler(template).compile(
            input=str(template),
            sys_inputs={"data": json.dumps(inputs, ensure_ascii=False)},
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    return made


def pdf(paper: Paper, stamp: Stamp) -> bytes:
    """Return the document as a PDF/UA-1. The same paper and stamp give the same bytes. Raises NoFont."""
    made_at = stamp.made_at.astimezone(TOKYO)
    data = {
        **paper.content(),
        "number": stamp.number,
        "made_at": f"{made_at:%Y/%m/%d %H:%M}",
        "made_by": stamp.made_by,
        "fingerprint": stamp.fingerprint,
        "fonts": families(),
        "bold": has_readable(),
    }
    data = printable_data(data)
    data["long_words"] = any(LONG_WORD.search(text) for block in paper.blocks for text in texts_in(block))
    for block in data["blocks"]:
        if block["is"] == "table":
            block["long"] = [n for n, row in enumerate(block["rows"]) if any(map(_too_long, row))]
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _ONE:
        made: bytes = _compiler().compile(
            input=str(TEMPLATE),
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(stamp.made_at.timestamp()),
        )
        if len(inputs["data"]) > LONG:
            _forget()
    return made


def _forget() -> None:
    """Let typst drop what it remembers of a long document, 130 MB of 1,800 lines: it goes after ten more of any."""
    for _turn in range(REMEMBERED):
        _compiler().compile(input=b"", format="pdf")


def _too_long(cell: str) -> bool:
    """Say whether a row with this cell may break over pages; worked out here, for there it takes ten times as long."""
    return (len(cell) > 1500 // 3 and len(cell.encode()) > 1500) or cell.count("\n") >= 20


def printable_data(value: Any) -> Any:
    """Return the data with every text as the fonts can print it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(inner) for inner in value]
    return value
