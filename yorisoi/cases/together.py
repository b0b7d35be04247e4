"""Reports of the same matter: shown to who may read them, and taken together by one decision of the 小委員会."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from yorisoi.cases.decisions import Decided
from yorisoi.cases.models import Case
from yorisoi.cases.queries import report_readable_by
from yorisoi.cases.report_actions import join_case, set_aside
from yorisoi.duties.asked import AskedBy
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.policy.flow import NotYet, Text
from yorisoi.policy.needs import MEMO_LEFT
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.reports.inbox import SEALED
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.reports.queries import reports_for
from yorisoi.reports.same import tied_to
from yorisoi.schools.models import Staff

MOST = 40


@dataclass(frozen=True)
class Tied:
    """Another report of the same matter. open: not decided yet, so that one decision can take both."""

    report: Report
    state: Text
    url: str
    open: bool


def tied(report: Report, staff: Staff) -> list[Tied]:
    """Return the other reports of the same matter that this person may read, as they came in."""
    ids = tied_to(report.pk)
    rows = report_readable_by(staff).filter(pk__in=ids).order_by("received_at") if ids else []
    return [
        Tied(
            row,
            REPORT_FLOW.labels[ReportState(row.state)],
            reverse("cases:report", args=[row.pk]),
            row.state not in REPORT_FLOW.resting,
        )
        for row in rows
    ]


ON_SAME = Fixed(
    lambda report: NamedPupil.objects.filter(
        pupil__in=NamedPupil.objects.filter(report=report).values("pupil")
    ).values_list("report_id")
)


LATEST = AskedBy(
    lambda staff, ids: (
        reports_for(staff)
        .exclude(pk__in=ids)
        .order_by("-year", "-received_at", "-pk")
        .select_related(None)
        .defer(*SEALED)[:MOST]
    )
)


def to_tie(report: Report, staff: Staff) -> list[Report]:
    """Return the reports that may be of the same matter: those on the same children first, then the latest."""
    rows = LATEST.rows(staff, ids=(report.pk, *tied_to(report.pk)))
    same = {pk for (pk,) in ON_SAME.rows(report=report.pk)}
    return sorted(rows, key=lambda row: row.pk not in same)


def chosen(report: Report, staff: Staff, ids: Iterable[UUID]) -> list[Report]:
    """Return those of the undecided reports of the same matter that are to be taken together with this one."""
    wanted = set(ids)
    return [one.report for one in tied(report, staff) if one.open and one.report.pk in wanted] if wanted else []


def take_along(*, meeting: Meeting, reports: Sequence[Report], by: Staff, decided: Decided, case: Case | None) -> None:
    """Decide on further reports as on the first: they join its case, or are set aside with it.

    Inside the transaction of the first decision: each is asked for its own memo and quorum, and `NotYet` undoes all.
    `reports` have been asked whether they may stand on this agenda (`meetings.convening.fit_with`).
    """
    if any(report.state == ReportState.RECEIVED for report in reports):
        raise NotYet([MEMO_LEFT])
    for report in reports:
        _item, made = AgendaItem.objects.get_or_create(
            meeting=meeting, report=report, case=None, defaults={"position": meeting.items.count()}
        )
        if made:
            journal(by=by, school_id=meeting.school_id, event="meeting.item", about=meeting, item=_item.pk)
        if case is not None:
            join_case(meeting=meeting, report=report, case=case, by=by, decided=decided)
        else:
            set_aside(meeting=meeting, report=report, by=by, decided=decided)
