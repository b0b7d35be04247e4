"""The words of いいところ見つけ for children: read as those of 元気アンケート are, which lends the rest."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from yorisoi.surveys.child_words import GenkiWords


@cache
def text_data() -> dict[str, Any]:
    """Return `child_text.toml`."""
    return tomllib.loads((Path(__file__).parent / "child_text.toml").read_text(encoding="utf-8"))


class GoodWords(GenkiWords):
    """The texts of one reading."""

    def _entry(self, path: str) -> dict[str, str]:
        chapter, _dot, name = path.partition(".")
        own: dict[str, str] | None = text_data().get(chapter, {}).get(name)
        return own if own is not None else super()._entry(path)
