"""A draft's parts: which there are, what each says, and the draft with one of them said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yorisoi.policy.edition_form import Node, node_of
from yorisoi.policy.edition_parts import CHAPTERS, FIELDS_OF, PART_LABELS, chapter_of
from yorisoi.policy.flow import Text

BASICS, CLAUSES = "basics", "clauses"
Data = dict[str, Any]


class Conflict(Exception):
    """Somebody else has changed the same meanwhile: `now` is what stands there."""

    def __init__(self, now: Any) -> None:
        super().__init__("changed meanwhile")
        self.now = now


@dataclass(frozen=True, slots=True)
class Listed:
    """A part in the list of parts. part: as it stands in addresses."""

    part: str
    label: Text
    size: int


def parts_of(data: Data) -> list[Listed]:
    """Return the parts of an edition in the order of the editor; the clauses by chapter."""
    found = [Listed(BASICS, PART_LABELS[BASICS], 0)]
    keys = [key for key, value in data.items() if isinstance(value, dict | list)]
    order = [key for key in PART_LABELS if key in keys] + [key for key in keys if key not in PART_LABELS]
    for key in order:
        value = data[key]
        if key == CLAUSES and isinstance(value, dict):
            for chapter in dict.fromkeys(chapter_of(one) for one in value):
                inside = sum(chapter_of(one) == chapter for one in value)
                label = f"{PART_LABELS[CLAUSES]}: {CHAPTERS.get(chapter, chapter)}"
                found.append(Listed(f"{CLAUSES}:{chapter}", label, inside))
        else:
            found.append(Listed(key, PART_LABELS.get(key, key), len(value)))
    return found


def part_of(data: Data, part: str) -> Any:
    """Return what a part says. Raises KeyError where there is no such part."""
    key, _colon, chapter = part.partition(":")
    if part == BASICS:
        return {name: value for name, value in data.items() if not isinstance(value, dict | list)}
    value = data[key]
    if not isinstance(value, dict | list):
        raise KeyError(part)
    if key != CLAUSES or not chapter or not isinstance(value, dict):
        return value
    found = {name: one for name, one in value.items() if chapter_of(name) == chapter}
    if not found:
        raise KeyError(part)
    return found


def typed_part(tree: Data, part: str) -> Any:
    """Return what a part says in what was typed: the tree of all fields of its page."""
    if part == BASICS:
        return tree
    key = part.partition(":")[0]
    return tree.get(key, {})


def with_part(data: Data, part: str, value: Any) -> Data:
    """Return the data with this part said so; everything else, and the order, stays."""
    key, _colon, chapter = part.partition(":")
    if part == BASICS:
        rest = {name: one for name, one in data.items() if isinstance(one, dict | list)}
        return {**value, **rest}
    if key == CLAUSES and chapter and isinstance(value, dict):
        value = {name: value.get(name, one) for name, one in data[key].items()}
    return {**data, key: value}


def node_of_part(data: Data, part: str) -> Node:
    """Return a part for the editor."""
    key = part.partition(":")[0]
    value = part_of(data, part)
    if part == BASICS:
        return node_of({**dict.fromkeys((one.key for one in FIELDS_OF[""]), ""), **value}, (), (), PART_LABELS[BASICS])
    return node_of(value, (key,), (False,), PART_LABELS.get(key, key), [])
