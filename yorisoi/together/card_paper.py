"""The card that a child takes home: what others found good, on a small sheet to keep (PDF/UA-1, A6 or A5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from yorisoi.documents.engine import drawn_by
from yorisoi.documents.fonts import signs
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Pupil
from yorisoi.together.child_words import GoodWords
from yorisoi.together.models import Note, Round
from yorisoi.together.naming import hiragana

TEMPLATE = Path(__file__).with_name("card.typ")
SIZES = ("a6", "a5")
_HEARTS = {*range(0x1F493, 0x1F4A0), 0x2763, 0x2764, 0x1F5A4, 0x1F90D, 0x1F90E, 0x1F9E1, 0x1FA75, 0x1FA76, 0x1FA77}
_FACES = {*range(0x1F600, 0x1F650), *range(0x1F910, 0x1F930), *range(0x1F970, 0x1F97B), 0x263A, 0x263B}
_SILENT = {0x200D, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)}


def with_signs(text: str) -> str:
    """Return words with the small pictures that no printing font has as signs that stand for them: ♥, ☺, ☆.

    Other letters stay as they are; `documents.fonts.printable` names those that cannot be printed.
    """
    known, out = signs(), []
    for sign in text:
        code = ord(sign)
        if code in _SILENT:
            continue
        if code in known or unicodedata.category(sign) not in {"So", "Cn"}:
            out.append(sign)
        else:
            out.append("♥" if code in _HEARTS else "☺" if code in _FACES and 0x263A in known else "☆")
    return "".join(out)


def home_cards(
    one: Round, pupils: Iterable[Pupil], notes: Sequence[Note], *, mode: str, size: str, at: datetime
) -> bytes:
    """Return the cards of these children, each on a page of its own (or more). Raises NoFont.

    notes: those that are shown. mode: how the class reads. Names stand as they stand in the roster.
    """
    words, day = GoodWords(mode), at.astimezone(TOKYO)
    cards = [
        {
            "name": pupil.name,
            "kana": hiragana(pupil.kana),
            "notes": [
                {"words": with_signs(note.text("words")), "from": _from(note, one, words)}
                for note in notes
                if note.about_id == pupil.pk
            ],
        }
        for pupil in pupils
    ]
    data = {
        "title": one.title,
        "school": one.school.name,
        "class": str(one.school_class),
        "day": f"{day.year}年{day.month}月{day.day}日",
        "size": size,
        "cards": cards,
    }
    return drawn_by(TEMPLATE, data, at)


def _from(note: Note, one: Round, words: GoodWords) -> str:
    if note.by_id is not None:
        return words.plain("wall.teacher")
    return words.plain("wall.from").format(name=note.writer.name) if note.writer and one.shows_writer else ""
