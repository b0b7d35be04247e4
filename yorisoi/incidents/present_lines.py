"""The dated lines of an incident as its page shows them, and the official list with the day of each point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.files import FileShown
from yorisoi.incidents.files import files_by_line
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident, IncidentLine, IncidentStep
from yorisoi.incidents.queries import standing_lines
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_checklist import CHECKLIST, ITEMS, SUICIDE, Item
from yorisoi.policy.serious_facts import CLAIMANTS
from yorisoi.policy.serious_flow import SERIOUS_FLOW

LEADS: dict[str, Text] = dict(KINDS["board_word"].codes)


@dataclass(frozen=True)
class Row:
    """One dated line or step as the page shows it."""

    at: datetime
    recorded_at: datetime
    label: Text
    chosen: Text
    by: str
    body: list[tuple[Text, str]]
    cite: str
    group: str
    anchor: str
    step: bool = False
    struck: bool = False
    next_on: Any = None
    correct: str = ""
    ticks: list[Text] = field(default_factory=list)
    files: list[FileShown] = field(default_factory=list)


@dataclass(frozen=True)
class Point:
    """One point of the official list: done on, by whom."""

    item: Item
    line: IncidentLine | None
    url: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One section of the list."""

    code: str
    title: Text
    points: list[Point]

    @property
    def done(self) -> int:
        """How many points are dated."""
        return sum(1 for point in self.points if point.line is not None)

    @property
    def whole(self) -> bool:
        """Every point is dated."""
        return self.done == len(self.points)


def rows_of(
    row: Incident, lines: Sequence[IncidentLine], steps: Sequence[IncidentStep], may_correct: bool
) -> list[Row]:
    """Return the lines and steps, newest first; a corrected line stays, struck through."""
    ticks: dict[tuple[Any, Any], list[Text]] = {}
    for line in lines:
        if line.kind == "check" and line.code in ITEMS:
            ticks.setdefault((line.occurred_at, line.recorded_at), []).append(ITEMS[line.code].text)
    found = [_line_row(row, line, ticks, may_correct) for line in lines if line.kind != "check"]
    files = files_by_line(row)
    found = [replace(one, files=files.get(one.anchor, [])) for one in found]
    for step in steps:
        if step.move == "open":
            continue
        words: list[tuple[Text, str]] = [(_("理由"), step.text("reason"))] if step.reason else []
        if lead := step.data("details").get("lead"):
            words.insert(0, (_("調査の主体"), str(LEADS.get(lead, lead))))
        label = SERIOUS_FLOW.move(step.move).label
        by = step.by.name if step.by else ""
        target = SERIOUS_FLOW.labels[step.target]
        found.append(Row(step.at, step.at, label, target, by, words, step.cite, "", f"step-{step.pk}", step=True))
    return sorted(found, key=lambda one: (one.at, one.recorded_at), reverse=True)


def _line_row(row: Incident, line: IncidentLine, ticks: Any, may_correct: bool) -> Row:
    kind = KINDS[line.kind]
    body, struck = line.data("body"), bool(line.corrections.all())
    words = [(one.label, str(body[one.name])) for one in kind.fields if body.get(one.name)]
    chosen = dict(kind.codes).get(line.code, "") or CLAIMANTS.get(line.code, "")
    correct = kind.by_hand and may_correct and not struck and not kind.to_board
    return Row(
        line.occurred_at, line.recorded_at, kind.label, chosen, line.by.name, words, kind.cite, kind.group,
        f"line-{line.pk}", struck=struck, next_on=line.next_on,
        correct=reverse("incidents:correct", args=[row.pk, line.pk]) if correct else "",
        ticks=ticks.get((line.occurred_at, line.recorded_at), []) if kind.stage else [],
    )  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the child or the family wishes or does not wish, when they said so, and how it is respected."""

    at: datetime
    wished: str
    not_wished: str
    answer: str
    unheard: bool  # said of a child who cannot be heard


def wishes_of(lines: Sequence[IncidentLine]) -> list[Wish]:
    """Return the wishes on record, the latest first: those of their own, and of a child who cannot be heard."""
    found = []
    for line in lines:
        body = line.data("body")
        if line.kind == "wishes":
            wished, answer = body.get("words", ""), body.get("answer", "")
            found.append(Wish(line.occurred_at, wished, body.get("not_wished", ""), answer, unheard=False))
        elif line.kind == "hearing" and line.code == "could_not":
            found.append(Wish(line.occurred_at, body.get("wish", ""), "", body.get("words", ""), unheard=True))
    return sorted(found, key=lambda one: one.at, reverse=True)


def checklist(row: Incident, lines: Sequence[IncidentLine] | None = None) -> list[Part]:
    """Return the official list with the day of each point."""
    standing = standing_lines(row) if lines is None else lines
    return [Part(part.code, part.title, _points(part.items, row, standing)) for part in CHECKLIST]


def suicide_points(row: Incident, lines: Sequence[IncidentLine]) -> list[Point]:
    """Return the list for a suicide, with the day of each point."""
    return _points(SUICIDE, row, lines)


def _points(items: Sequence[Item], row: Incident, lines: Sequence[IncidentLine]) -> list[Point]:
    by_code = {line.code: line for line in reversed(lines) if line.kind == "check"}
    by_kind = {line.kind: line for line in reversed(lines)}
    found = []
    for item in items:
        line = by_code.get(item.code) or (by_kind.get(item.by_line) if item.by_line else None)
        url = reverse("incidents:record", args=[row.pk, item.by_line]) if item.by_line else ""
        if item.code.startswith(("e1_", "e2_")):
            kind = "explained_one" if item.code.startswith("e1_") else "explained_two"
            url = reverse("incidents:record", args=[row.pk, kind])
        note = line.data("body").get("words", "") if line is not None and line.kind == "check" else ""
        found.append(Point(item, line, url, note))
    return found
