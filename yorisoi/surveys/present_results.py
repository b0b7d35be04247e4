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

NO_ANSWERS = 2  # the last cells of a row: could not say, did not answer
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
    rows = ((one.label, one.cells, row.asked) for one, row in zip(table, found.rows, strict=True))
    return heat(rows, apart=NO_ANSWERS), table


def over_rounds(found: Iterable[tuple[Round, Row]]) -> tuple[Heat, list[Counted]]:
    """Return one question over the rounds, the earliest above."""
    table = []
    given = []
    for one, row in found:
        cells = counted(row).cells
        table.append(Counted(one.title, cells))
        given.append((one.title, cells, row.asked))
    return heat(given, apart=NO_ANSWERS), table


# -- one child over the years ------------------------------------------------------------------------
LINE_W, LINE_H, LEFT, TOP, FLOOR, STEP = 720, 196, 84, 28, 152, 120
MOST_LEVELS = 6  # so many levels are named at the side; of a longer scale its ends


@dataclass(frozen=True)
class Point:
    """One answer on the line. None y: not answered, or it could not be said; `says` is where its words stand."""

    x: float
    y: float | None
    says: float
    label: str
    title: str


@dataclass(frozen=True)
class Course:
    """One question through the years: where each answer stands, the levels it can have, and the path."""

    label: str
    levels: tuple[tuple[float, str], ...]
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
        value, x = answers.get(item.code), LEFT + 56 + place * STEP
        y = None
        if here is not None and value not in (None, CANNOT) and str(value) in here.codes:
            y = _height(here, here.codes.index(str(value)))
        said = answer_label(here, str(value)) if here is not None and value is not None else _("答えなし")
        says = (TOP + FLOOR) / 2 + 4 if y is None else y - 13
        points.append(Point(round(x, 1), y, says, f"{sheet.at:%y/%m}", said))
    drawn = [one for one in points if one.y is not None]
    path = " ".join(f"{'M' if n == 0 else 'L'}{one.x} {one.y}" for n, one in enumerate(drawn))
    width = max(LINE_W, LEFT + 60 + len(points) * STEP)
    codes = item.codes if len(item.codes) <= MOST_LEVELS else (item.codes[0], item.codes[-1])
    levels = tuple((_height(item, item.codes.index(code)), answer_label(item, code)) for code in codes)
    return Course(plain(item.short), levels, tuple(points), path, width)


def _height(item: Item, place: int) -> float:
    return round(TOP + (FLOOR - TOP) * place / max(1, len(item.codes) - 1), 1)


def keeps_from_family(asked: Questionnaire, answers: dict[str, Any]) -> bool:
    """Say whether the child does not want the family to know, or not first."""
    for item in asked.items:
        value = answers.get(item.code)
        codes = value if isinstance(value, list) else []
        if NOT_HOME in codes or (item.kind == "withhold" and "family" in codes):
            return True
    return False
