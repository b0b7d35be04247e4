"""Reports of the same matter: shown to who may read them, and taken together by one decision of the 小委員会."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from yorisoi.cases.decisions import Decided
from yorisoi.cases.models import Case
from yorisoi.cases.queries import report_readable_by
from yorisoi.cases.report_actions import join_case, set_aside
from yorisoi.duties.asked import AskedBy
from yorisoi.journal.actions import journal
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.policy.flow import NotYet, Text
from yorisoi.policy.needs import MEMO_LEFT
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.reports.queries import reports_for
from yorisoi.reports.same import tied_to
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import label_of

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


@dataclass(frozen=True)
class ToTie:
    """A report that may be of the same matter: as much of it as a list says."""

    pk: UUID
    label: str
    at: str


def _latest(staff: Staff, report: UUID, ids: Sequence[UUID]) -> QuerySet[Any]:
    named = NamedPupil.objects.filter(pupil__in=NamedPupil.objects.filter(report=report).values("pupil"))
    rows = reports_for(staff).exclude(pk__in=ids).select_related(None)
    rows = rows.annotate(on_same=Exists(named.filter(report=OuterRef("pk"))))
    rows = rows.order_by("-year", "-received_at", "-pk")
    return rows.values_list("pk", "year", "number", "received_at", "on_same")[:MOST]


LATEST = AskedBy(_latest)


def to_tie(report: Report, staff: Staff) -> list[ToTie]:
    """Return the reports that may be of the same matter: those on the same children first, then the latest."""
    rows = LATEST.rows(staff, report=report.pk, ids=(report.pk, *tied_to(report.pk)))
    found = []
    for pk, year, number, received_at, _same in sorted(rows, key=lambda row: not row[-1]):
        local = received_at.astimezone(TOKYO)
        found.append(ToTie(pk, label_of(year, number), f"{local.month}/{local.day} {local:%H:%M}"))
    return found


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
