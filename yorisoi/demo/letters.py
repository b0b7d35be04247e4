"""An invented letter of a family, drawn here: lines of handwriting that nobody can read."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from yorisoi.reports.attaching import SentFile, sha256_of
from yorisoi.reports.kinds import FILE_KINDS

PAPER, INK, RULE = "#fbf8ef", "#3a3f55", "#d9d3c0"
LINES = (420, 470, 455, 470, 380, 0, 460, 470, 430, 300, 0, 470, 445, 210)


def letter() -> bytes:
    """Return a page of a letter as a scanner sees it."""
    picture = Image.new("RGB", (540, 760), PAPER)
    draw = ImageDraw.Draw(picture)
    for row, length in enumerate(LINES):
        y = 70 + 46 * row
        draw.line((34, y + 30, 506, y + 30), fill=RULE)
        for x in range(36, 36 + length, 26):
            draw.line((x, y + 8, x + 14, y + 24), fill=INK, width=2)
            draw.line((x + 2, y + 22, x + 18, y + 12), fill=INK, width=2)
    draw.ellipse((440, 690, 490, 740), outline="#b0413e", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def sent_letter() -> SentFile:
    """Return it as it is attached."""
    data = letter()
    file = io.BytesIO(data)
    return SentFile(file, "letter.png", FILE_KINDS["png"], len(data), sha256_of(file))
