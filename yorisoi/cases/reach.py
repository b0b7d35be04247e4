"""How far a report reaches: whose shut-outs hold for which case. Called wherever a report comes into a case.

A reach only grows. A report that moves on, a case that goes into another, a case that is split: whoever was shut out of
the one stays shut out of it, and is shut out of what it became.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from yorisoi.cases.models import Case, CaseReach, CaseReport, Entry, ReportMove, SharedEntry
from yorisoi.cases.serious import ask_about, asked_of_case
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Meeting
from yorisoi.reports.answers import in_full
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff

WENT_INTO = Fixed(lambda cases: Case.objects.filter(merged_into__in=cases).values_list("pk"), in_look=True)


def parts_of(case: Case) -> list[UUID]:
    """Return the ids of the cases that went into this one, those that went into them too."""
    return parts_in([case.pk])


def parts_in(cases: Any) -> list[UUID]:
    """Return the ids of the cases that went into any of these (ids, or a query for them), however long ago."""
    found: list[UUID] = []
    if isinstance(cases, list):
        todo = [pk for (pk,) in WENT_INTO.rows(cases=tuple(cases))]
    else:
        todo = list(Case.objects.filter(merged_into__in=cases).values_list("pk", flat=True))
    while todo:
        found += todo
        todo = [pk for (pk,) in WENT_INTO.rows(cases=tuple(todo))]
    return found


def extend_reach(case: Case, reports: Iterable[Any], *, at: datetime) -> None:
    """Let these reports (ids) reach the case and whatever has gone into it. What reaches it already is left alone."""
    rows = [CaseReach(case_id=pk, report_id=report, at=at) for report in reports for pk in (case.pk, *parts_of(case))]
    CaseReach.objects.bulk_create(rows, ignore_conflicts=True)


def reached_by(case: Case) -> list[UUID]:
    """Return the ids of the reports whose shut-outs hold for the case."""
    return list(CaseReach.objects.filter(case=case).values_list("report_id", flat=True))


def put_in(case: Case, report: Report, *, by: Staff, at: datetime) -> None:
    """Let a report live in a case, where it lived in none."""
    CaseReport.objects.create(case=case, report=report, at=at, by=by)
    extend_reach(case, [report.pk], at=at)
    ask_about(case, in_full(report), source=f"report:{report.pk}", by=by, at=at)
    asked_of_case(case, report, by=by, at=at)


def bring(
    links: Iterable[CaseReport], target: Case, *, move: str, meeting: Meeting, by: Staff, at: datetime, reason: str
) -> None:
    """Let reports go to another case; where they were stays on record, and so do the shut-outs there."""
    for link in links:
        row = ReportMove(
            report=link.report, source_id=link.case_id, target=target, move=move, at=at, by=by, meeting=meeting
        )
        row.put("reason", reason)
        row.save(force_insert=True)
        CaseReport.objects.filter(pk=link.pk).update(case=target)
        extend_reach(target, [link.report_id], at=at)


def share(case: Case, entries: Iterable[Any], *, at: datetime) -> None:
    """Let lines (ids) stand in the record of this case too."""
    rows = [SharedEntry(case=case, entry_id=entry, at=at) for entry in entries]
    SharedEntry.objects.bulk_create(rows, ignore_conflicts=True)


def share_correction(row: Entry, old: Entry) -> None:
    """A correction stands wherever the line stands that it corrects."""
    cases = set(SharedEntry.objects.filter(entry=old).values_list("case_id", flat=True)) | {old.case_id}
    known = Case.objects.filter(Q(pk__in=cases - {row.case_id}))
    SharedEntry.objects.bulk_create(
        [SharedEntry(case=case, entry=row, at=row.recorded_at) for case in known], ignore_conflicts=True
    )
