"""Which kanji a child has learned by which grade (学年別漢字配当表, 平成29年告示): the list is data in kanji.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

HARDEST = 7  # of no grade of elementary school


@cache
def _grades() -> dict[str, int]:
    table = json.loads((Path(__file__).parent / "kanji.json").read_text(encoding="utf-8"))
    return {kanji: int(grade) for grade, row in table.items() for kanji in row}


def is_kanji(char: str) -> bool:
    """Say whether a character is one that needs a reading."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char in "々〆" or ord(char) >= 0x20000


def grade_of(char: str) -> int:
    """Return the grade (1–6) in which a kanji is taught, 7 if in none, 0 if it is no kanji."""
    if not is_kanji(char):
        return 0
    return _grades().get(char, HARDEST)


def hardest(text: str) -> int:
    """Return the highest grade among the kanji of a text (0 without kanji)."""
    return max((grade_of(char) for char in text), default=0)
