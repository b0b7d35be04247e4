"""What a class or the school answered, in counts. Small numbers are hidden where nobody is to be recognised.

A count never holds what is kept from whoever looks: it is made of the sheets that they may read, and of the pool.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from yorisoi.policy.questionnaire import CANNOT, Item
from yorisoi.policy.small import SMALL, hide_beside_sum
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.surveys.models import NAMED, Pool, Round, Sheet
from yorisoi.surveys.queries import answers_for, may_read_class, reads_all, rounds_for

Given = tuple[int, dict[str, Any]]  # class id, answers
NO_ANSWER = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many gave one answer; None: hidden, because so few did that they might be recognised."""

    code: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One question. cells: its options in order, then `cannot_say`, then "" (no answer). Words are only counted.

    asked: how many were asked it, None where that is hidden; where grades have their own questions, not everybody.
    """

    item: Item
    cells: tuple[Cell, ...]
    asked: int | None = None

    def count(self, code: str) -> int | None:
        """Return the count of an answer, None where it is hidden."""
        return next((cell.count for cell in self.cells if cell.code == code), None)


@dataclass(frozen=True, slots=True)
class Results:
    """Counts of one class or of the whole round; `sheets` is how many were counted, None where that is hidden."""

    round: Round
    school_class: SchoolClass | None
    sheets: int | None
    rows: tuple[Row, ...]
    hidden: bool


def results(staff: Staff, one: Round, school_class: SchoolClass | None = None, *, hide: bool = False) -> Results:
    """Return the counts of a class, or of the whole round, as far as this person may read it.

    Small cells are hidden where answers carry no name, and everywhere with `hide` (for what goes out of the school).
    Raises PermissionError for another class, or the whole round without the whole school.
    """
    allowed = may_read_class(staff, school_class) if school_class else reads_all(staff)
    if not allowed or not rounds_for(staff).filter(pk=one.pk).exists():
        raise PermissionError("not theirs to see")
    sheets = answers_for(staff).filter(round=one)
    pools = Pool.objects.filter(round=one).select_related("key")
    if school_class is not None:
        sheets, pools = sheets.filter(school_class=school_class), pools.filter(school_class=school_class)
    return _counted(one, school_class, [*_latest(sheets), *_pooled(pools)], hide=hide or one.mode != NAMED)


def newsletter(one: Round) -> Results:
    """Return the whole round's counts for 学校だより: every small cell hidden, and what would give it away."""
    sheets = Sheet.objects.filter(round=one).select_related("key")
    return _counted(one, None, [*_latest(sheets), *_pooled(one.pools.select_related("key"))], hide=True)


def trend(
    staff: Staff, school: School, item: str, school_class: SchoolClass | None = None, *, most: int = 12
) -> list[tuple[Round, Row]]:
    """Return one question's counts over the last rounds in which it was asked, the earliest first."""
    rounds = rounds_for(staff).filter(school=school, audience="child", opened_at__isnull=False).order_by("opens_at")
    if school_class is not None:
        rounds = rounds.filter(parts__school_class=school_class)
    found = []
    for one in reversed(rounds.order_by("-opens_at")[:most]):
        rows = results(staff, one, school_class).rows
        found += [(one, row) for row in rows if row.item.code == item]
    return found


def _latest(sheets: Iterable[Sheet]) -> list[Given]:
    """Return the answers of each child's last version."""
    last: dict[Any, Sheet] = {}
    for sheet in sheets:
        if sheet.card_id not in last or sheet.version > last[sheet.card_id].version:
            last[sheet.card_id] = sheet
    return [(sheet.school_class_id, sheet.data("answers")) for sheet in last.values() if sheet.key.wrapped is not None]


def _pooled(pools: Iterable[Pool]) -> list[Given]:
    """Return the answers without names, in no order."""
    return [
        (pool.school_class_id, one["answers"])
        for pool in pools
        if pool.key.wrapped is not None
        for one in json.loads(pool.text("sheets") or "[]")
    ]


def _counted(one: Round, school_class: SchoolClass | None, answers: list[Given], *, hide: bool) -> Results:
    parts = one.parts.select_related("questionnaire")
    if school_class is not None:
        parts = parts.filter(school_class=school_class)
    items: dict[str, Item] = {}
    asked: dict[str, set[int]] = {}
    for part in parts:
        for item in part.questionnaire.read.items:
            items[item.code] = _together(items[item.code], item) if item.code in items else item
            asked.setdefault(item.code, set()).add(part.school_class_id)
    rows = tuple(
        _row(item, [given for class_id, given in answers if class_id in asked[code]], hide=hide)
        for code, item in items.items()
    )
    few = hide and len(answers) < SMALL
    return Results(one, school_class, None if few else len(answers), rows, hide)


def _together(one: Item, other: Item) -> Item:
    """Return a question of several grades with the answers of all: the longer row, then what it has not.

    Of two that are alike, the one that comes later gives the words: the higher grades', which adults read at a glance.
    """
    longer, shorter = (one, other) if len(one.options) > len(other.options) else (other, one)
    more = tuple(option for option in shorter.options if option.code not in longer.codes)
    return replace(longer, options=longer.options + more)


def _row(item: Item, answers: list[dict[str, Any]], *, hide: bool) -> Row:
    counts: Counter[str] = Counter()
    for given in answers:
        value = given.get(item.code)
        if value is None or value == []:
            counts[NO_ANSWER] += 1
        elif isinstance(value, list):
            counts.update(value)
        elif item.kind == "text" and value != CANNOT:
            counts["words"] += 1
        else:
            counts[str(value)] += 1
    codes = [*(("words",) if item.kind == "text" else item.codes), CANNOT, NO_ANSWER]
    every = {code: counts[code] for code in codes}
    shown: Mapping[str, int | None] = _hide(every, answers) if hide else every
    cells = tuple(Cell(code, count) for code, count in shown.items())
    return Row(item, cells, None if hide and len(answers) < SMALL else len(answers))


def _hide(counts: dict[str, int], answers: list[dict[str, Any]]) -> dict[str, int | None]:
    """Hide what is small; of fewer than five, everything."""
    return dict.fromkeys(counts) if len(answers) < SMALL else hide_beside_sum(counts)
