"""Concerns, the decisions on them and interviews in the record search, each as far as a person may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Sheet
from yorisoi.care.queries import concerns_for, interviews_for, questions_for
from yorisoi.care.words import DECISION_LABELS
from yorisoi.cases.finding_more import Reader, Shown, Source, add_source
from yorisoi.journal.findable import Text
from yorisoi.journal.models import DataKey
from yorisoi.schools.findable import text_of
from yorisoi.schools.models import Staff

SAID = ("child_words", "adult_view", "reason")  # of an interview


def _sheets(staff: Staff) -> QuerySet[Sheet]:
    readable = interviews_for(staff).order_by().values("pk")
    return Sheet.objects.filter(interview__in=readable).select_related("interview__key", "interview__pupil", "by")


def _concern(row: Concern) -> Shown:
    url = reverse("care:concern", args=[row.pk])
    return Shown(_("気がかり"), row.by.name, row.at, [row.text("words")], url)


def _question(row: Question) -> Shown:
    label = f"{DECISION_LABELS.get(row.decision, '')} {row.decided_by.name if row.decided_by else ''}".strip()
    url = reverse("care:question", args=[row.pk])
    return Shown(_("気がかりの判断"), label, row.decided_at or row.opened_at, [row.text("reason")], url)


def _sheet(row: Sheet) -> Shown:
    url = reverse("care:interview", args=[row.interview_id])
    return Shown(_("面談"), row.by.name, row.held_at, [row.text(name) for name in SAID], url)


def _concerns() -> Iterator[tuple[DataKey, list[Text]]]:
    for row in Concern.objects.filter(key__wrapped__isnull=False).select_related("key").order_by("pk").iterator():
        yield row.key, [text_of(row, "words", at=row.at)]


def _questions() -> Iterator[tuple[DataKey, list[Text]]]:
    decided = Question.objects.filter(key__wrapped__isnull=False, decided_at__isnull=False).select_related("key")
    for row in decided.order_by("pk").iterator():
        yield row.key, [text_of(row, "reason", at=row.decided_at or row.opened_at)]


def _interviews() -> Iterator[tuple[DataKey, list[Text]]]:
    held = Sheet.objects.filter(interview__key__wrapped__isnull=False).select_related("interview__key")
    for row in held.order_by("pk").iterator():
        yield row.interview.key, [text_of(row, *SAID, at=row.held_at)]


def put_in_place() -> None:
    """Let the search find them; called when the app is ready."""
    sources: list[tuple[str, Any, str, Reader, Any]] = [
        ("concerns", concerns_for, "concern", Reader(concerns_for, _concern), _concerns),
        ("questions", questions_for, "question", Reader(questions_for, _question), _questions),
        ("interviews", interviews_for, "sheet", Reader(_sheets, _sheet), _interviews),
    ]
    for name, keys, kind, reader, again in sources:
        add_source(Source(name, keys, {kind: reader}, again))
