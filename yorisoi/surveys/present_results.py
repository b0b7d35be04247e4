"""What the pages of results show: counts as a heat map with its table, over the rounds, and one child's years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.questionnaire import CANNOT, Item, Questionnaire
from yorisoi.surveys.forms_paper import CANNOT_SAY, plain
from yorisoi.surveys.heat import Heat, heat
from yorisoi.surveys.models import Round, Sheet
from yorisoi.surveys.results import NO_ANSWER, Results, Row

NOT_SHOWN = frozenset({"people", "withhold", "talk_to", "text"})  # never on what leaves the school about one child
NOT_HOME = "not_home"  # the wish that the family be not told first


@dataclass(frozen=True)
class Counted:
    """One question with its counts, for the table beside the picture."""

    label: str
    cells: tuple[tuple[str, int | None], ...]


def answer_label(item: Item, code: str) -> str:
    """Return what an answer is called in a table of adults."""
    if code == CANNOT:
        return str(CANNOT_SAY)
    if code == NO_ANSWER:
        return _("答えなし")
    if item.kind == "text":
        return _("書いた")
    return code if item.kind == "scale" else plain(item.option(code).text)


def counted(row: Row) -> Counted:
    """Return one question's counts with words."""
    return Counted(plain(row.item.short), tuple((answer_label(row.item, c.code), c.count) for c in row.cells))


def picture(found: Results) -> tuple[Heat, list[Counted]]:
    """Return the picture of a class's (or the school's) counts and the table beside it."""
    table = [counted(row) for row in found.rows]
    return heat((one.label, one.cells, row.asked) for one, row in zip(table, found.rows, strict=True)), table


def over_rounds(found: Iterable[tuple[Round, Row]]) -> tuple[Heat, list[Counted]]:
    """Return one question over the rounds, the earliest above."""
    table = []
    given = []
    for one, row in found:
        cells = counted(row).cells
        table.append(Counted(one.title, cells))
        given.append((one.title, cells, row.asked))
    return heat(given), table


# -- one child over the years ------------------------------------------------------------------------
LINE_W, LINE_H, LEFT, TOP, STEP = 640, 150, 20, 16, 96


@dataclass(frozen=True)
class Point:
    """One answer on the line. None y: not answered, or it could not be said."""

    x: float
    y: float | None
    label: str
    title: str


@dataclass(frozen=True)
class Course:
    """One question through the years: where each answer stands, the ends of the scale, and the path."""

    label: str
    top: str
    bottom: str
    points: tuple[Point, ...]
    path: str
    width: int
    height: int = LINE_H


def courses(line: Iterable[tuple[Sheet, dict[str, Any]]]) -> list[Course]:
    """Return the questions whose answers have an order (faces, one of several, 0–10), each as a line."""
    sheets = [(sheet, answers) for sheet, answers in line]
    asked: dict[str, Item] = {}
    for sheet, _answers in sheets:
        for item in sheet.card.part.questionnaire.read.items:
            if item.kind in {"faces", "scale"}:
                asked[item.code] = item
    return [_course(item, sheets) for item in asked.values() if len(sheets) > 1]


def _course(item: Item, sheets: list[tuple[Sheet, dict[str, Any]]]) -> Course:
    points = []
    for place, (sheet, answers) in enumerate(sheets):
        here = next((one for one in sheet.card.part.questionnaire.read.items if one.code == item.code), None)
        value, x = answers.get(item.code), LEFT + 30 + place * STEP
        y = None
        if here is not None and value not in (None, CANNOT) and str(value) in here.codes:
            y = TOP + (LINE_H - 2 * TOP - 24) * here.codes.index(str(value)) / max(1, len(here.codes) - 1)
        said = answer_label(here, str(value)) if here is not None and value is not None else _("答えなし")
        points.append(Point(round(x, 1), None if y is None else round(y, 1), f"{sheet.at:%y/%m}", said))
    drawn = [one for one in points if one.y is not None]
    path = " ".join(f"{'M' if n == 0 else 'L'}{one.x} {one.y}" for n, one in enumerate(drawn))
    width = max(LINE_W, LEFT + 60 + len(points) * STEP)
    first, last = answer_label(item, item.codes[0]), answer_label(item, item.codes[-1])
    return Course(plain(item.short), first, last, tuple(points), path, width)


def keeps_from_family(asked: Questionnaire, answers: dict[str, Any]) -> bool:
    """Say whether the child does not want the family to know, or not first."""
    for item in asked.items:
        value = answers.get(item.code)
        codes = value if isinstance(value, list) else []
        if NOT_HOME in codes or (item.kind == "withhold" and "family" in codes):
            return True
    return False
