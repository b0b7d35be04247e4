"""`yorisoi search rebuild`: make everything findable anew from the rows themselves, school by school, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from yorisoi.cases.finding_more import SOURCES
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import Statement
from yorisoi.cases.moves import locked
from yorisoi.journal.findable import Text, forget_texts, make_findable
from yorisoi.journal.models import DataKey, SearchText
from yorisoi.reports.findable_words import text_of_report, texts_of_notes
from yorisoi.reports.models import AttachmentNote, Report
from yorisoi.schools.findable import text_of


def rebuild() -> dict[str, int]:
    """Make all bundles anew; each report and case in a transaction of its own, so that people can go on working."""
    done = {"reports": 0, "cases": 0}
    SearchText.objects.filter(key__wrapped__isnull=True).delete()
    for pk in Report.objects.filter(key__wrapped__isnull=False).values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            report = Report.objects.select_for_update(of=("self",)).select_related("key").get(pk=pk)
            forget_texts(report.key)
            make_findable(report.key, _of_report(report))
        done["reports"] += 1
    for pk in Case.objects.filter(key__wrapped__isnull=False).values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            case = locked(Case(pk=pk))
            forget_texts(case.key)
            make_findable(case.key, _of_case(case))
        done["cases"] += 1
    for source in SOURCES:
        done[source.name] = 0
        for key, texts in source.again():
            with transaction.atomic():
                forget_texts(key)
                make_findable(key, texts)
            done[source.name] += 1
    return done


def _of_report(report: Report) -> Iterator[Text]:
    yield text_of_report(report)
    yield from _notes(report.attachments.all(), report.key)
    for memo in _own(report.memos.all(), "report", report):
        yield text_of(memo, "words", at=memo.at)
    for message in _own(report.messages.all(), "report", report):
        yield text_of(message, "words", at=message.at)
    for step in _own(report.steps.all(), "report", report):
        yield text_of(step, "reason", "details", at=step.at)


def _of_case(case: Case) -> Iterator[Text]:
    for entry in _own(case.entries.all(), "case", case):
        yield text_of(entry, "body", at=entry.occurred_at)
    for one in _own(Statement.objects.filter(case=case), "case", case):
        yield text_of(one, "place", "said", at=one.at)
    for step in _own(case.steps.all(), "case", case):
        yield text_of(step, "reason", "details", at=step.at)
    yield from _notes(case.attachments.all(), case.key)


def _notes(files: Any, key: DataKey) -> Iterator[Text]:
    """Return what was said of the screens among these files, all under one key."""
    rows = AttachmentNote.objects.filter(attachment__in=files)
    for note in rows.select_related("attachment__report", "attachment__case"):
        (note.attachment.report or note.attachment.case).key = key  # type: ignore[union-attr]
        yield from texts_of_notes([note])


def _own(rows: Any, name: str, owner: Any) -> Iterator[Any]:
    """Give each row its owner, with the key that is open already."""
    for row in rows:
        setattr(row, name, owner)
        yield row
