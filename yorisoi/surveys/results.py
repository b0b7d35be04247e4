"""What a class or the school answered, in counts. Small numbers are hidden where nobody is to be recognised.

A count is of all answers. Exact ones are for those who may read each of them; wherever something is kept from whoever
looks, or may be, or carries no name, small ones are hidden in the school and its classes together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from yorisoi.policy.classes_beside import Place, Table, hidden_places
from yorisoi.policy.questionnaire import CANNOT, Item
from yorisoi.policy.small import SMALL
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.surveys.models import CLOSED, NAMED, OPEN, Pool, Round, Sheet
from yorisoi.surveys.queries import keeps_something, may_read_class, reads_all, rounds_for

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


def hides(staff: Staff, one: Round) -> bool:
    """Say whether small numbers are hidden from this person: wherever a count is not of answers they may all read.

    A class's own teachers read singly only what nobody keeps from them, so their counts must be of everything, and
    look the same whether something is kept or not.
    """
    return one.mode != NAMED or not reads_all(staff) or keeps_something(staff, one)


def may_show_results(staff: Staff, one: Round) -> bool:
    """Hidden numbers are counted only when no more answers can come in: else two looks would tell who gave which.

    The end of the window is no such moment: paper is entered after it, and it can be moved.
    """
    return one.state == CLOSED or (one.state == OPEN and not hides(staff, one))


def results(
    staff: Staff, one: Round, school_class: SchoolClass | None = None, *, hide: bool = False, only: str | None = None
) -> Results:
    """Return the counts of a class, or of the whole round, as far as this person may read it.

    Small cells are hidden as `hides` says, and everywhere with `hide` (for what goes out of the school). only: this
    question alone. Raises PermissionError for another class, or the whole round without the whole school.
    """
    allowed = may_read_class(staff, school_class) if school_class else reads_all(staff)
    if not allowed or not rounds_for(staff).filter(pk=one.pk).exists():
        raise PermissionError("not theirs to see")
    return _counted(one, school_class, hide=hide or hides(staff, one), only=only)


def newsletter(one: Round) -> Results:
    """Return the whole round's counts for 学校だより: every small cell hidden, and what would give it away."""
    return _counted(one, None, hide=True)


def trend(
    staff: Staff, school: School, item: str, school_class: SchoolClass | None = None, *, most: int = 12
) -> list[tuple[Round, Row]]:
    """Return one question's counts over the last rounds that asked it and may be shown, the earliest first."""
    rounds = rounds_for(staff).filter(school=school, audience="child", opened_at__isnull=False).order_by("opens_at")
    if school_class is not None:
        rounds = rounds.filter(parts__school_class=school_class)
    found = []
    for one in reversed(rounds.order_by("-opens_at")[:most]):
        if may_show_results(staff, one):
            found += [(one, row) for row in results(staff, one, school_class, only=item).rows]
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


def _counted(one: Round, school_class: SchoolClass | None, *, hide: bool, only: str | None = None) -> Results:
    """Count everything that was answered. What is hidden of a class hangs on all others: see `classes_beside`."""
    sheets = Sheet.objects.filter(round=one).select_related("key")
    pools = Pool.objects.filter(round=one).select_related("key")
    if school_class is not None and not hide:
        sheets, pools = sheets.filter(school_class=school_class), pools.filter(school_class=school_class)
    by_class: dict[int, list[dict[str, Any]]] = {}
    for class_id, answers in (*_latest(sheets), *_pooled(pools)):
        by_class.setdefault(class_id, []).append(answers)
    items: dict[str, Item] = {}
    own: dict[str, dict[int, Item]] = {}
    for part in one.parts.select_related("questionnaire"):
        for item in part.questionnaire.read.items:
            if only in (None, item.code):
                items[item.code] = _together(items[item.code], item) if item.code in items else item
                own.setdefault(item.code, {})[part.school_class_id] = item
    rows = []
    for code, item in items.items():
        if school_class is None:
            rows.append(_row(item, own[code], by_class, None, hide=hide))
        elif school_class.pk in own[code]:
            rows.append(_row(own[code][school_class.pk], own[code], by_class, school_class.pk, hide=hide))
    n = sum(len(given) for class_id, given in by_class.items() if school_class is None or class_id == school_class.pk)
    return Results(one, school_class, None if hide and n < SMALL else n, tuple(rows), hide)


def _together(one: Item, other: Item) -> Item:
    """Return a question of several grades with the answers of all: the longer row, then what it has not.

    Of two that are alike, the one that comes later gives the words: the higher grades', which adults read at a glance.
    """
    longer, shorter = (one, other) if len(one.options) > len(other.options) else (other, one)
    more = tuple(option for option in shorter.options if option.code not in longer.codes)
    return replace(longer, options=longer.options + more)


def _row(
    item: Item,
    own: Mapping[int, Item],
    by_class: Mapping[int, list[dict[str, Any]]],
    class_id: int | None,
    *,
    hide: bool,
) -> Row:
    """Return one question's counts; own: the question as each class that is asked it has it."""
    asked = {one: by_class[one] for one in own if one in by_class}
    counts = {one: _counts(own[one], given) for one, given in asked.items()}
    mine = counts if class_id is None else {class_id: counts.get(class_id, {})}
    every = {code: sum(one.get(code, 0) for one in mine.values()) for code in _codes(item)}
    n = sum(len(given) for one, given in asked.items() if class_id in (None, one))
    shown: Mapping[str, int | None] = every
    if hide and n < SMALL:
        shown = dict.fromkeys(every)
    elif hide:
        hidden = _hidden(item, counts, {one: len(given) for one, given in asked.items()})
        shown = {code: None if (class_id, code) in hidden else count for code, count in every.items()}
    return Row(item, tuple(Cell(*one) for one in shown.items()), None if hide and n < SMALL else n)


def _hidden(item: Item, counts: Mapping[int, dict[str, int]], answered: Mapping[int, int]) -> frozenset[Place]:
    """Return the cells to hide. Where several may be chosen, how many chose any is told by how many did not answer."""
    if not item.several:
        return hidden_places(Table(counts, answered))
    any_: dict[int, dict[str, int]] = {}
    for class_id, row in counts.items():
        none = {code: row[code] for code in (CANNOT, NO_ANSWER)}
        any_[class_id] = {"any": answered[class_id] - sum(none.values()), **none}
    return hidden_places(Table(counts, answered)) | hidden_places(Table(any_, answered))


def _codes(item: Item) -> tuple[str, ...]:
    return (*(("words",) if item.kind == "text" else item.codes), CANNOT, NO_ANSWER)


def _counts(item: Item, answers: list[dict[str, Any]]) -> dict[str, int]:
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
    return {code: counts[code] for code in _codes(item)}
