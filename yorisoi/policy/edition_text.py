"""An edition as TOML: the text that is kept, given a name by its hash, and read again as the same edition."""

from __future__ import annotations

import hashlib
import json
import tomllib
from typing import Any

import tomli_w

from yorisoi.policy.edition_reader import BadEdition

LARGEST = 400_000  # characters of an edition's text; the largest that ships has an eighth
# of these lists the codes stand in records: they may be called otherwise, and never go
CODES = (
    ("forms",), ("sources",), ("channels",), ("discoveries",), ("care", "slots"), ("care", "rooms"),
)  # fmt: skip


def written(data: dict[str, Any]) -> str:
    """Return the edition as TOML. Read again it says the same."""
    return tomli_w.dumps(data, multiline_strings=False, indent=2)


def seen(value: Any) -> str:
    """Return a short mark of what a part says, to notice that somebody else has changed it meanwhile."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def too_long(text: str) -> None:
    """Raise BadEdition for a text that can be no edition."""
    if len(text) > LARGEST:
        raise BadEdition("版", 0, "", f"長すぎます（{LARGEST:,}字まで）。")


def says_something(text: str) -> None:
    """Raise BadEdition for a text in which nothing is written: it would wipe out all that stood there."""
    try:
        nothing = not tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        nothing = not text.strip()
    if nothing:
        raise BadEdition(
            "版", 0, "", "何も書かれていません。保存すると下書きの中身がすべて消えるので、保存していません。"
        )


def lost_codes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the codes that stand in records and that the later edition no longer knows: 「forms.online」."""
    return [
        f"{'.'.join(path)}.{code}"
        for path in CODES
        for code in _codes(before, path)
        if code not in set(_codes(after, path))
    ]


def _codes(data: Any, path: tuple[str, ...]) -> list[str]:
    for key in path:
        data = data.get(key, {}) if isinstance(data, dict) else {}
    return [str(row.get("code")) for row in data if isinstance(row, dict)] if isinstance(data, list) else []
