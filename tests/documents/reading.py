"""Reading a made file back."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pypdfium2
from python_calamine import CalamineWorkbook

from yorisoi.documents.actions import file_of
from yorisoi.documents.models import Made


def pages(made: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    with pypdfium2.PdfDocument(made) as opened:
        found = []
        for page in opened:
            told = page.get_textpage()
            found.append(told.get_text_bounded())
            told.close()
            page.close()
        return found


def bare(text: str) -> str:
    """Return a text without blanks and breaks, as lines are broken anywhere on paper."""
    return re.sub(r"[\s\ufffe]+", "", text)


def said(made: Made) -> str:
    """Return all that a made PDF says, heads and feet left out, without blanks."""
    inner = []
    for page in pages(file_of(made)):
        lines = page.replace("\r", "").split("\n")
        body = [line for line in lines[1:] if not re.match(r"番号 \d{4}-|指紋（SHA-256）|\d+ / \d+$", line)]
        inner.append("".join(body))
    return bare("".join(inner))


def cells(made: bytes) -> list[list[Any]]:
    """Return the rows of the first sheet of an Excel file."""
    return CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
