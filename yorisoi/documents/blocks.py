"""What a document consists of: headings, facts, tables, words. Plain data, the same for PDF, Excel and Word."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is known of each, in order. "" shows as a dash: asked, and nothing recorded."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. widths: shares of the line, one for each column."""

    head: Texts
    rows: tuple[Texts, ...]
    widths: tuple[float, ...]
    empty: str = "記録なし"


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it was written, in a frame of its own."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A sentence of the document itself. small: a remark."""

    text: str
    small: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Room to write by hand: so many lines."""

    lines: int


Block = Head | Facts | Table | Words | Para | Space
KINDS: dict[str, type] = {cls.__name__.lower(): cls for cls in (Head, Facts, Table, Words, Para, Space)}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document before it is made. about: what it is about, by number; mark: 「取扱注意」 or "" for a letter."""

    kind: str
    title: str
    about: str
    school: str
    edition: str
    blocks: tuple[Block, ...]
    mark: str = "取扱注意"

    def content(self) -> dict[str, Any]:
        """Return all that it says, ready for JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "about": self.about,
            "school": self.school,
            "edition": self.edition,
            "mark": self.mark,
            "blocks": [as_data(block) for block in self.blocks],
        }


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands at the foot of every page of a document once it is made."""

    number: str
    made_at: datetime
    made_by: str
    fingerprint: str


def as_data(block: Block) -> dict[str, Any]:
    """Return a block ready for JSON: its fields, and what it is."""
    found = {name: getattr(block, name) for name in block.__slots__}
    return {"is": type(block).__name__.lower(), **found}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def paper_of(content: dict[str, Any]) -> Paper:
    """Return the document that this content tells of: the way back from `Paper.content`."""
    blocks = []
    for row in content["blocks"]:
        fields = {name: _tuples(value) for name, value in row.items() if name != "is"}
        blocks.append(KINDS[row["is"]](**fields))
    return Paper(**{**content, "blocks": tuple(blocks)})


def canonical(content: dict[str, Any]) -> str:
    """Return the content in the one way of writing it that the fingerprint is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content: the same record printed twice has the same one."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def texts_in(block: Block) -> list[str]:
    """Return every text of a block, in reading order."""
    match block:
        case Head() | Para():
            return [block.text]
        case Facts():
            return [text for row in block.rows for text in row]
        case Table():
            return [block.empty] if not block.rows else [*block.head, *(text for row in block.rows for text in row)]
        case Words():
            return [block.label, block.text]
    return []
