"""The ready texts (`texts.toml`): templates of items, the call below each, handouts by grades."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@cache
def texts() -> dict[str, Any]:
    """Return everything that is ready, as it stands in the file."""
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Template:
    """An item ready to be put into one's own words. figures: the kind of numbers that belong to it, or ""."""

    code: str
    label: str
    what: str
    figures: str
    title: str
    body: str
    read: str = ""

    def filled(self, school: str, stage: str, *, all_read: bool = False) -> dict[str, Any]:
        """Return the text to begin from. all_read: every answer of the round was read, so that it may say so."""
        words = {"{school}": school, "{stage}": stage, "{read}": self.read if all_read else ""}
        title, body = self.title, self.body.strip()
        for mark, word in words.items():
            title, body = title.replace(mark, word), body.replace(mark, word)
        return {"title": title, "body": body, "figures": {}}


@cache
def templates() -> dict[str, Template]:
    """Return the templates by their codes; the last one is an empty sheet."""
    rows = [Template(code, **one) for code, one in texts()["items"].items()]
    rows.append(Template("own", "白紙から書く", "題と本文を自分で書きます。", "", "", ""))
    return {one.code: one for one in rows}
