"""An edition's part as form fields, and back: every value that stands in it, whatever it is. No request, no database.

A field's name says what it is and where it belongs: 「n:/clocks/memo/amount」. What cannot be what it should be stays
as it was typed; the reading of the edition says what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli_w

from yorisoi.policy.edition_parts import (
    CHOICE,
    FIELDS_OF,
    FIXED,
    FLAG,
    LINES,
    LIST_LABELS,
    LONG,
    NUMBER,
    NUMBERS,
    ORDERED,
    SEVERAL,
    TEXT,
    Field,
    entry_label,
    pattern,
)
from yorisoi.policy.flow import Text

OTHER = "j"  # a value of another kind, as TOML writes it
TABLE, ROWS = "d", "r"  # here is a table, here is a list: also when nothing stands in it
FREE_SLOTS = 2  # in which something can be added
DEEPEST = 12  # steps from the root to a value
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value, a table of values or a list of tables, as the editor shows it."""

    kind: str
    path: Path
    label: Text
    value: Any = ""
    help: Text = ""
    choices: Sequence[tuple[str, Text, bool]] = ()
    children: Sequence[Node] = field(default=())
    fixed: bool = False  # no entries are added or taken out

    @property
    def name(self) -> str:
        """The field's name."""
        return f"{self.kind}:/{'/'.join(self.path)}"

    @property
    def key(self) -> str:
        """The path as text."""
        return f"/{'/'.join(self.path)}"

    @property
    def slots(self) -> list[str]:
        """One place for each of the chosen in their order, and some that are free."""
        return [*self.value, *[""] * FREE_SLOTS]

    @property
    def said(self) -> str:
        """What an entry is called in a list: its label, name or title, or where it stands."""
        for wanted in ("label", "name", "title", "rule", "code"):
            for child in self.children:
                if child.path[-1] == wanted and child.value:
                    return str(child.value)
        return str(self.label)


def node_of(value: Any, path: Path, many: tuple[bool, ...], label: Text = "", like: Any = None) -> Node:
    """Return a part of an edition for the editor. many: which steps of the path are one of many."""
    at = pattern(path, many)
    if isinstance(value, list) and (value or like is not None) and all(isinstance(one, dict) for one in value):
        return _rows(value, path, many, label)
    if isinstance(value, dict):
        return _table(value, path, many, label, at)
    return leaf(Field(path[-1] if path else "", label or (path[-1] if path else ""), _kind(value)), value, path)


def _rows(value: list[Any], path: Path, many: tuple[bool, ...], label: Text) -> Node:
    at = pattern(path, many)
    keys = list(dict.fromkeys(key for one in value for key in one))
    children = []
    for number, one in enumerate(value):
        whole = {**{key: _blank(value, key) for key in keys if key not in one and f"{at}.*" not in FIELDS_OF}, **one}
        children.append(node_of(whole, (*path, str(number)), (*many, True), str(number + 1)))
    return Node(ROWS, path, label or LIST_LABELS.get(at, path[-1]), children=children)


def _blank(rows: list[Any], key: str) -> Any:
    like = next(one[key] for one in rows if key in one)
    return [] if isinstance(like, list) else {} if isinstance(like, dict) else ""


def _table(value: dict[str, Any], path: Path, many: tuple[bool, ...], label: Text, at: str) -> Node:
    known = FIELDS_OF.get(at, ())
    names = {one.key for one in known}
    children = [leaf(one, value.get(one.key), (*path, one.key)) for one in known]
    keyed = at in FIXED
    below = [key.removeprefix(f"{at}.") for key in FIELDS_OF if at and key.startswith(f"{at}.")]
    tables: dict[str, Any] = {key: {} for key in below if "." not in key and key != "*"}
    for key, inner in {**tables, **value}.items():
        if key not in names:
            step = entry_label(at, key) if keyed else LIST_LABELS.get(f"{at}.{key}", key)
            like: list[Any] | None = [] if f"{at}.{key}.*" in FIELDS_OF else None
            children.append(node_of(inner, (*path, key), (*many, keyed), step, like))
    return Node(TABLE, path, label or LIST_LABELS.get(at, path[-1] if path else ""), children=children, fixed=keyed)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return FLAG
    if isinstance(value, int):
        return NUMBER
    if isinstance(value, str):
        return LONG if len(value) > 40 else TEXT
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return LINES
    if isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in value):
        return NUMBERS
    return OTHER


def leaf(one: Field, value: Any, path: Path) -> Node:
    """Return the field of one value."""
    kind, shown = one.kind, value
    if kind == FLAG:
        shown = (one.default or False) if value is None else value
        kind = kind if isinstance(shown, bool) else TEXT
    elif kind in {LINES, SEVERAL, ORDERED}:
        fits = value is None or (isinstance(value, list) and all(isinstance(each, str) for each in value))
        kind, shown = (kind, value or []) if fits else (OTHER, value)
        shown = "\n".join(shown) if kind == LINES else shown
    elif kind == NUMBERS and isinstance(value, list):
        shown = "、".join(map(str, value))
    elif value is None:
        shown = ""
    elif kind in {TEXT, LONG, CHOICE} and not isinstance(value, str | int):
        kind = OTHER
    if kind == OTHER:
        shown = tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")
    return Node(
        kind, path, one.label, shown, one.help, _choices(one, shown) if kind in {CHOICE, SEVERAL, ORDERED} else ()
    )


def _choices(one: Field, value: Any) -> list[tuple[str, Text, bool]]:
    chosen = [value] if one.kind == CHOICE else list(value)
    listed = {**({"": "—"} if one.kind == CHOICE else {}), **(one.choices or {})}
    listed |= {str(each): str(each) for each in chosen if str(each) not in listed}
    texts = [str(each) for each in chosen]
    if one.kind == SEVERAL:  # what is chosen first, in the order that was written
        listed = {**{key: listed[key] for key in texts}, **listed}
    return [(key, label, key in texts) for key, label in listed.items()]


def rebuilt(posted: Iterable[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """Return the data that these fields say, from the root of the edition."""
    tree: dict[str, Any] = {}
    for name, values in posted:
        kind, _colon, path = name.partition(":/")
        steps = tuple(step for step in path.split("/") if step)[:DEEPEST]
        value = _value(kind, values, steps)
        if value is not None:
            _put(tree, steps, value)
    made = _lists(tree)
    return made if isinstance(made, dict) else {}


def _value(kind: str, values: Sequence[str], steps: Path) -> Any:
    text = values[-1].replace("\r\n", "\n").replace("\x00", "") if values else ""
    if not steps or kind in {TABLE, ROWS}:
        return None if not steps else {"": kind}
    if kind == FLAG:
        return None if _default(steps) == (text == "1") else text == "1"
    if kind in {SEVERAL, ORDERED}:
        return [one.replace("\x00", "") for one in values if one]
    if kind == LINES:
        return [line.strip() for line in text.split("\n") if line.strip()]
    text = text.strip()
    if kind == NUMBER:
        return _number(text)
    if kind == NUMBERS:
        return [_number(one) for one in text.replace(",", "、").replace(" ", "、").split("、") if one]
    if kind == OTHER:
        return _other(text)
    if kind == CHOICE and steps[-1] == "quorum" and text.isdecimal():
        return int(text)
    return text or None


def _default(steps: Path) -> bool | None:
    """Return what a flag is when it is left out."""
    many = [step.isdecimal() or (n == 1 and steps[0] in FIXED) for n, step in enumerate(steps[:-1])]
    known = FIELDS_OF.get(pattern(steps[:-1], many), ())
    return next((one.default for one in known if one.key == steps[-1]), None)


def _number(text: str) -> Any:
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _other(text: str) -> Any:
    try:
        return tomllib.loads(f"v = {text}").get("v")
    except (ValueError, RecursionError):
        return text or None


def _put(tree: dict[str, Any], steps: Path, value: Any) -> None:
    for step in steps[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    if isinstance(value, dict):
        tree.setdefault(steps[-1], {}).update(value) if isinstance(tree.get(steps[-1], {}), dict) else None
    else:
        tree[steps[-1]] = value


def _lists(tree: Any) -> Any:
    """Return the tree with its lists as lists: a table that was marked as one, its entries in their order."""
    if not isinstance(tree, dict):
        return tree
    kind = tree.pop("", TABLE)
    inner = {key: _lists(value) for key, value in tree.items()}
    if kind != ROWS:
        return inner
    return [inner[key] for key in sorted(inner, key=lambda key: int(key) if key.isdecimal() else 0)]


def changed_rows(data: Any, path: Path, act: str) -> str:
    """Add an entry to the list at this path, take out or move up the one that the path's last step numbers.

    Returns where the entry stands then, as the editor marks it: 「helplines-3」.
    """
    for step in path if act == "add" else path[:-1]:
        data = data[int(step)] if isinstance(data, list) else data.setdefault(step, [] if act == "add" else {})
    if not isinstance(data, list):
        raise KeyError(path)
    if act == "add":
        data.append({})
        return "-".join((*path, str(len(data) - 1)))
    place = int(path[-1])
    if act == "remove":
        del data[place]
    elif act == "up" and place > 0:
        data[place - 1], data[place] = data[place], data[place - 1]
        place -= 1
    return "-".join((*path[:-1], str(place)))
