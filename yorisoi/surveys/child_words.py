"""The words of the questionnaire's screens: read as the children's pages are, and plainly by guardians."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from yorisoi.reports.reading import MODES, Words, bare
from yorisoi.ui.ruby import PLAIN, read

READINGS = (*MODES, PLAIN)
FOR_CHILDREN, FOR_GUARDIANS = MODES, (PLAIN, "en")


@cache
def text_data() -> dict[str, Any]:
    """Return `child_text.toml`."""
    return tomllib.loads((Path(__file__).parent / "child_text.toml").read_text(encoding="utf-8"))


class GenkiWords(Words):
    """The texts of one reading. `adult`: the page is a guardian's, whatever the reading."""

    def __init__(self, mode: str, *, adult: bool = False) -> None:
        super().__init__(mode)
        self.mode = mode if mode in READINGS else "kana"
        self.adult = adult or self.mode == PLAIN

    def _entry(self, path: str) -> dict[str, str]:
        entry: Any = text_data()
        for key in path.split("."):
            entry = entry[key]
        return entry

    def __getitem__(self, path: str) -> SafeString:
        """Return the text at a dotted path of `child_text.toml` (KeyError if there is none)."""
        return self.of(self._entry(path))

    def of(self, entry: dict[str, str]) -> SafeString:
        """Return one entry {ja, en, adult, adult_en} in this reading."""
        if self.mode == PLAIN:
            return read(entry.get("adult") or entry["ja"], PLAIN)
        if self.mode == "en" and self.adult and "adult_en" in entry:
            return super().of({**entry, "en": entry["adult_en"]})
        return super().of(entry)

    def plain(self, path: str) -> str:
        """Return the text at a path without furigana, for attributes and scripts."""
        entry = self._entry(path)
        if self.mode == "en":
            return entry.get("adult_en", entry["en"]) if self.adult else entry["en"]
        if self.mode == PLAIN:
            return bare(entry.get("adult") or entry["ja"], "upper")
        return bare(entry["ja"], self.mode)


def mode_of_grade(grade: int) -> str:
    """Return how children of a grade read: all kana, furigana on all, or on the hard words."""
    return "kana" if grade <= 2 else "ruby" if grade <= 4 else "upper"


def reading_of(posted: str, usual: str) -> str:
    """Return the reading that was chosen, if this questionnaire can be read so; else the usual one of its grade."""
    offered = FOR_GUARDIANS if usual == PLAIN else FOR_CHILDREN
    return posted if posted in offered else usual
