"""What the ledger shows: a row a report, from its receipt to the state of its case, with the time between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, CaseReport
from yorisoi.cases.queries import cases_for
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.reports.inbox import SEALED, classes_of_reports
from yorisoi.reports.models import Memo, Report, ReportStep
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Mark:
    """One stage of a report's way: when, how long after the stage before it. day: another day than the receipt's."""

    at: datetime | None
    after: str = ""
    same_day: bool = True
    day: bool = True


@dataclass(frozen=True)
class Entry:
    """One row. case is empty where there is none, or where this person may not know it."""

    report: Report
    classes: str
    memo: Mark
    met: Mark
    decided: Mark
    decision: Text
    case: Case | None
    state: Text
    open: bool
    late_reasons: list[str]


def in_order(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Return reports newest first, without the sealed words that the ledger does not show."""
    lean = reports.select_related(None).select_related("school_class").defer(*SEALED)
    return lean.order_by("-received_at", "-pk")


MEMOS = Fixed(
    lambda ids: (
        Memo.objects.filter(report__in=ids, kind="memo").order_by().values_list("report_id").annotate(at=Min("at"))
    )
)
STEPS = Fixed(
    lambda ids: (
        ReportStep.objects.filter(report__in=ids, target__in=REPORT_FLOW.resting)
        .select_related("meeting")
        .defer("meeting__notes", "meeting__minutes", "meeting__next_work")
    )
)
LINKS = AskedBy(
    lambda staff, ids: (
        CaseReport.objects.filter(Exists(cases_for(staff).filter(pk=OuterRef("case_id"))), report__in=ids)
        .select_related("case")
        .only("report_id", "case__state", "case__year", "case__number")
    )
)
LATE = Fixed(
    lambda ids: (
        Duty.objects.filter(report__in=ids, late_at__isnull=False)
        .select_related("report__key")
        .defer("report__narrative", "report__answers", "report__reporter", "report__received_from")
        .order_by("late_at")
    )
)


def entries(reports: Iterable[Report], staff: Staff) -> list[Entry]:
    """Return the ledger's rows of these reports; the number of queries does not grow with them."""
    rows = list(reports)
    ids = tuple(row.pk for row in rows)
    memos = dict(MEMOS.rows(ids=ids))
    steps = {step.report_id: step for step in STEPS.rows(ids=ids)}
    cases = {link.report_id: link.case for link in (LINKS.rows(staff, ids=ids) if ids else ())}
    classes = classes_of_reports(rows)
    reasons = _late_reasons(ids)
    return [
        _entry(row, memos.get(row.pk), steps.get(row.pk), cases.get(row.pk), classes, reasons.get(row.pk, []))
        for row in rows
    ]


def _entry(
    row: Report,
    memo: datetime | None,
    step: ReportStep | None,
    case: Case | None,
    classes: dict[Any, str],
    reasons: list[str],
) -> Entry:
    met = (step.meeting.opened_at or step.meeting.scheduled_at) if step and step.meeting else None
    return Entry(
        report=row,
        classes=classes.get(row.pk, ""),
        memo=_mark(row, row.received_at, memo),
        met=_mark(row, memo or row.received_at, met),
        decided=_mark(row, met or memo or row.received_at, step.at if step else None),
        decision=REPORT_FLOW.labels[ReportState(row.state)],
        case=case,
        state=CASE_FLOW.labels[CaseState(case.state)] if case else "",
        open=row.state not in REPORT_FLOW.resting,
        late_reasons=reasons,
    )


def _mark(row: Report, before: datetime, at: datetime | None) -> Mark:
    if at is None:
        return Mark(None)
    return Mark(at, span(at - before), day_of(at) <= day_of(row.received_at), day_of(at) != day_of(row.received_at))


def span(between: timedelta) -> str:
    """Say a time between two stages: 「40分」「13時間40分」, 「2日」 from two days on."""
    if between < timedelta(minutes=1):
        return ""
    if between >= timedelta(days=2):
        return _("%(days)d日") % {"days": between.days}
    hours, minutes = divmod(int(between.total_seconds() // 60), 60)
    if not hours:
        return _("%(minutes)d分") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d時間") % {"hours": hours}
    return _("%(hours)d時間%(minutes)d分") % {"hours": hours, "minutes": minutes}


def _late_reasons(ids: tuple[Any, ...]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for duty in LATE.rows(ids=ids):
        found.setdefault(duty.report_id, []).append(duty.text("late_reason"))
    return found
