"""Two editions side by side: what is new, what is gone, what is said otherwise, entry by entry and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.edition_parts import (
    CHAPTERS,
    CLOCK_KIND_LABELS,
    FIELDS_OF,
    LIST_LABELS,
    PART_LABELS,
    Field,
    chapter_of,
    entry_label,
)
from yorisoi.policy.edition_types import Clock
from yorisoi.policy.flow import Text

NEW, GONE, CHANGED, MOVED = "new", "gone", "changed", "moved"
NAMES = ("code", "name", "title", "label")  # by which an entry of a list is known


@dataclass(frozen=True, slots=True)
class Line:
    """One value: what it is called, what it was, what it is."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an edition that differs. entry: what it is called; lines: the values that differ."""

    part: str
    entry: str
    kind: str
    lines: tuple[Line, ...]
    key: str = ""

    @property
    def part_label(self) -> Text:
        """Return what the part is called."""
        return PART_LABELS.get(self.part, self.part)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs, in the order of the parts. Two editions that say the same have no changes."""
    tops = {key: value for key, value in before.items() if not isinstance(value, dict | list)}
    later = {key: value for key, value in after.items() if not isinstance(value, dict | list)}
    found = list(_entry("basics", "", tops, later, "", ""))
    keys = [key for key in {**before, **after} if key not in {**tops, **later}]
    order = list(PART_LABELS)
    for key in sorted(keys, key=lambda one: order.index(one) if one in order else len(order)):
        found += _tables(key, key, before.get(key), after.get(key), "")
    return tuple(found)


def _tables(part: str, at: str, before: Any, after: Any, above: str) -> Iterator[Change]:
    olds, news = _entries(before), _entries(after)
    if olds is None and news is None:
        old, new = before or {}, after or {}
        yield from _entry(part, at, _plain(old), _plain(new), above, "")
        for key in {**old, **new}:
            if not _is_plain(old.get(key)) or not _is_plain(new.get(key)):
                label = str(LIST_LABELS.get(f"{at}.{key}", key))
                yield from _tables(part, f"{at}.{key}", old.get(key), new.get(key), f"{above}{label} ")
        return
    olds, news = olds or {}, news or {}
    for key in {**news, **olds}:
        old, new = olds.get(key), news.get(key)
        name = f"{above}{_name(at, key, new or old or {})}"
        yield from _entry(part, f"{at}.*", _plain_or_none(old), _plain_or_none(new), name, key)
        for inner in {**(old or {}), **(new or {})}:
            was, now = (old or {}).get(inner), (new or {}).get(inner)
            if not _is_plain(was) or not _is_plain(now):
                yield from _tables(part, f"{at}.*.{inner}", was or [], now or [], f"{name} ")
    common = [key for key in olds if key in news]
    if common != [key for key in news if key in olds] and isinstance(after, list):
        yield Change(part, above.strip() or str(PART_LABELS.get(part, part)), MOVED, ())


def _entries(value: Any) -> dict[str, dict[str, Any]] | None:
    """Return the entries of a list of tables or a table of tables by what they are known by, or None for neither."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        found: dict[str, dict[str, Any]] = {}
        for number, one in enumerate(value):
            name = next((str(one[key]) for key in NAMES if one.get(key)), str(number))
            found[name if name not in found else f"{name} ({number})"] = one
        return found
    if isinstance(value, dict) and value and all(isinstance(one, dict) for one in value.values()):
        return value
    return None


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(v, dict) for v in value))


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in value.items() if _is_plain(one)}


def _plain_or_none(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if value is None else _plain(value)


def _name(at: str, key: str, value: Mapping[str, Any]) -> str:
    if at == "clauses":
        place = str(value.get("section") or value.get("article") or CHAPTERS.get(chapter_of(key), key))
        return f"{place}（{key}）"
    return str(value.get("label") or value.get("name") or value.get("title") or entry_label(at, key))


def _entry(
    part: str, at: str, before: dict[str, Any] | None, after: dict[str, Any] | None, entry: str, key: str
) -> Iterator[Change]:
    known = {one.key: one for one in FIELDS_OF.get(at, ())}
    old, new = _said(before or {}, known, at), _said(after or {}, known, at)
    if old == new and (before is None) == (after is None):
        return
    kind = NEW if before is None else GONE if after is None else CHANGED
    lines = tuple(
        Line(label, old.get(name, ("", ""))[1], new.get(name, ("", ""))[1])
        for name, label in {name: one[0] for name, one in {**old, **new}.items()}.items()
        if old.get(name, ("", ""))[1] != new.get(name, ("", ""))[1]
    )
    if lines or kind != CHANGED:
        yield Change(part, entry or str(PART_LABELS.get(part, part)), kind, lines, key)


def _said(row: Mapping[str, Any], known: Mapping[str, Field], at: str) -> dict[str, tuple[Text, str]]:
    """Return label and words of each value; how long something may take is one of them, not two."""
    found: dict[str, tuple[Text, str]] = {}
    for key, value in row.items():
        one = known.get(key)
        if one is not None and one.default is not None and value == one.default:
            continue
        words = _words(value, one)
        if words:
            found[key] = (one.label if one else key, words)
    if at == "clocks.*" and "kind" in row:
        found.pop("amount", None)
        found["kind"] = (_("いつまで"), clock_said(row))
    return found


def clock_said(row: Mapping[str, Any]) -> str:
    """Return 「1授業日以内」, 「24時間以内」, 「その日のうち」; what cannot be read stands as it was typed."""
    kind, amount = str(row.get("kind")), row.get("amount", 0)
    if kind not in CLOCK_KIND_LABELS or not isinstance(amount, int):
        return f"{amount} {CLOCK_KIND_LABELS.get(kind, kind)}"
    return str(Clock("", kind, amount, "", "").words)


def _words(value: Any, known: Field | None) -> str:
    labels = known.choices if known and known.choices else {}
    if isinstance(value, bool):
        return str(_("はい") if value else _("いいえ"))
    if isinstance(value, list):
        return "、".join(str(labels.get(str(one), one)) for one in value)
    return str(labels.get(str(value), value))
