"""The child's words, read in four ways: all kana (1–2年), furigana on all (3–4年) or the hard ones (5–6年), English."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from yorisoi.policy.kanji import hardest
from yorisoi.ui.ruby import read

MODES = ("kana", "ruby", "upper", "en")
BREAK = "\u200b"  # where a line may break, in place of the space between words
LEARNED = 4  # what fifth-graders have learned: the grades before theirs
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


@cache
def text_data() -> dict[str, Any]:
    """Return `child_text.toml`."""
    return tomllib.loads((Path(__file__).parent / "child_text.toml").read_text(encoding="utf-8"))


def show(text: str, mode: str) -> SafeString:
    """Return `{漢字|かな}` text as HTML for a mode. Spaces are seen in kana, else only places to break."""
    if mode == "kana":
        return read(text, "kana")
    text = text.replace(" ", BREAK)
    if mode == "upper":
        text = _MARK.sub(lambda m: m[1] if hardest(m[1]) <= LEARNED else m[0], text)
    return read(text, "ruby")


def bare(text: str, mode: str) -> str:
    """Return the same as plain text, for places that cannot hold furigana (options of a list): kana for the young."""
    if mode in {"kana", "ruby"}:
        return _MARK.sub(lambda m: m[2], text).replace(" ", "" if mode == "ruby" else " ")
    return _MARK.sub(lambda m: m[1], text).replace(" ", "")


class Words:
    """The texts of one mode: `words["step.what.title"]`, and `words.of(entry)` for an entry of the data."""

    def __init__(self, mode: str) -> None:
        self.mode = mode if mode in MODES else "kana"

    def __getitem__(self, path: str) -> SafeString:
        """Return the text at a dotted path of `child_text.toml` (KeyError if there is none)."""
        entry: Any = text_data()
        for key in path.split("."):
            entry = entry[key]
        return self.of(entry)

    def get(self, path: str, _default: str = "") -> SafeString:
        """Return the same, for the template filter `get`."""
        return self[path]

    def of(self, entry: dict[str, str]) -> SafeString:
        """Return one entry {ja, en} in this mode."""
        if self.mode == "en" and entry.get("en"):
            return escape(entry["en"])
        return show(entry["ja"], self.mode)

    def plain(self, path: str) -> str:
        """Return the text at a path without furigana, for what is no HTML."""
        entry: Any = text_data()
        for key in path.split("."):
            entry = entry[key]
        return str(entry["en"]) if self.mode == "en" else bare(entry["ja"], self.mode)

    def class_label(self, grade: int, name: str) -> str:
        """Return the name of a class for a list: 「3ねん 2くみ」, 「3年2組」."""
        if self.mode == "en":
            return f"{grade}-{name}"
        return bare(f"{grade}{{年|ねん}} {name}{{組|くみ}}", self.mode)
