"""The guardian's and resident's form in plain Japanese with furigana (やさしい日本語)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString

from yorisoi.policy.edition_types import Edition
from yorisoi.ui.ruby import read


@cache
def _texts() -> dict[str, str]:
    data = tomllib.loads((Path(__file__).parent / "easy_text.toml").read_text(encoding="utf-8"))
    return dict(data["text"])


@cache
def _read() -> dict[str, SafeString]:
    return {key: read(text, "ruby") for key, text in _texts().items()}


def easy_texts(edition: Edition | None) -> dict[str, SafeString]:
    """Return the texts by key, with furigana; the forms of bullying in the words that children read."""
    texts = dict(_read())
    for form in edition.forms if edition else ():
        texts[f"kinds.{form.code}"] = read(form.label_child, "ruby")
    return texts
