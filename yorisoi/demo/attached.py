"""Two invented screens, drawn here, that belong to matters of the demo: a chat of a game, and a post with a photo."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from yorisoi.demo.story import Story
from yorisoi.reports.attaching import SentFile, attach_to_report, sha256_of
from yorisoi.reports.copying import make_copies
from yorisoi.reports.kinds import FILE_KINDS

GROUND, OURS, THEIRS, INK = "#7a94b8", "#8de055", "#ffffff", "#333333"


def chat() -> bytes:
    """Return a chat as it looks on a phone: four bubbles, the words only hinted at, one child put out of the group."""
    picture = Image.new("RGB", (540, 960), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 540, 90), fill="#273246")
    draw.text((24, 32), "< GAME GROUP (4)", fill="white", font_size=26)
    y = 130
    for ours, lines in ((False, (300, 220)), (False, (260,)), (True, (180,)), (False, (320, 280, 120))):
        height, width = 36 + 32 * len(lines), max(lines) + 48
        left = 540 - 24 - width if ours else 84
        if not ours:
            draw.ellipse((16, y, 72, y + 56), fill="#d7dee9")
        draw.rounded_rectangle((left, y, left + width, y + height), 22, fill=OURS if ours else THEIRS)
        for row, length in enumerate(lines):
            draw.rounded_rectangle((left + 24, y + 24 + 32 * row, left + 24 + length, y + 38 + 32 * row), 7, fill=INK)
        draw.text((left - 62 if ours else left + width + 10, y + height - 26), "20:4" + str(len(lines)), fill="white")
        y += height + 40
    draw.rounded_rectangle((90, y, 450, y + 54), 27, fill="#5b7396")
    draw.text((128, y + 14), "--- removed from group ---", fill="white", font_size=22)
    return _png(picture)


def post() -> bytes:
    """Return a post: a photo of nobody, and a line of mocking below it."""
    picture = Image.new("RGB", (540, 760), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 76, 76), fill="#c9d3e2")
    draw.text((92, 36), "@mihon_0000  19:30", fill=INK, font_size=24)
    draw.rectangle((0, 96, 540, 560), fill="#9fb6a0")
    draw.ellipse((210, 200, 330, 320), fill="#e7cdb0")
    draw.rounded_rectangle((170, 320, 370, 560), 60, fill="#4d6fa8")
    for row, length in enumerate((430, 300)):
        draw.rounded_rectangle((24, 600 + 44 * row, 24 + length, 622 + 44 * row), 9, fill=INK)
    draw.text((24, 704), "12 likes", fill="#777777", font_size=22)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def screen(story: Story, when: str, by: str, data: bytes, **about: str) -> None:
    """Let somebody of the school add a screenshot to the story's report, with what is known of it."""

    def add() -> None:
        file = io.BytesIO(data)
        sent = SentFile(file, "screen.png", FILE_KINDS["png"], len(data), sha256_of(file))
        attach_to_report(report=story.the_report(), by=story.who(by), files=[sent], about=about)
        make_copies()

    story.put(when, add)
