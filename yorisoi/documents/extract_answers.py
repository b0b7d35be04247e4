"""A child's named answers in 元気アンケート for its family's extract: what it keeps from the family is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yorisoi.documents.gather import say_moment
from yorisoi.policy.questionnaire import Questionnaire
from yorisoi.schools.models import Pupil, Staff
from yorisoi.surveys.models import ReadingItem, Sheet
from yorisoi.surveys.present_reading import answered
from yorisoi.surveys.present_results import NOT_SHOWN, keeps_from_family
from yorisoi.surveys.queries import answers_for


@dataclass(frozen=True)
class Answer:
    """One question with its answer; `hidden`: why all of it is hidden until a person has looked."""

    at: str
    question: str
    answer: str
    hidden: str


def answers_of(pupil: Pupil, by: Staff) -> tuple[list[Answer], list[Any]]:
    """Return the child's answers that this person may read, oldest first, and the reports that came of them."""
    sheets = answers_for(by).filter(pupil=pupil, key__wrapped__isnull=False)
    sheets = sheets.select_related("key", "round", "card__part__questionnaire").order_by("at", "pk")
    found = [one for sheet in sheets for one in _of_sheet(sheet)]
    items = ReadingItem.objects.filter(sheet__in=sheets.order_by().values("pk"), report__isnull=False)
    return found, list({item.report_id: item.report for item in items.select_related("report")}.values())


def _of_sheet(sheet: Sheet) -> list[Answer]:
    given = sheet.data("answers") or {}
    asked: Questionnaire = sheet.card.part.questionnaire.read
    kept = keeps_from_family(asked, given)
    rows = []
    for item, one in zip(asked.items, answered(asked, given), strict=True):
        hidden = "danger" if kept else ""
        if not hidden and item.kind in NOT_SHOWN:
            hidden = "recognisable" if item.kind == "people" else "danger"
        rows.append(Answer(say_moment(sheet.at), str(one.short), str(one.answer), hidden))
    return rows
