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
from yorisoi.journal.models import SearchText
from yorisoi.reports.models import Report
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
    yield text_of(report, "narrative", at=report.received_at)
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


def _own(rows: Any, name: str, owner: Any) -> Iterator[Any]:
    """Give each row its owner, with the key that is open already."""
    for row in rows:
        setattr(row, name, owner)
        yield row
