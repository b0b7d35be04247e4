"""Reports that speak of the same matter: tied by a person with a reason, untied the same way.

A tie changes nothing of either report: each keeps number, clock, memo, receipt and shut-outs. It lets one decision of
the 小委員会 take them together, and shows whoever may read both that they belong together.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import NotYet
from yorisoi.policy.joining import CITE
from yorisoi.policy.needs import REASON
from yorisoi.reports.acting import require_intake
from yorisoi.reports.models import Report, SameMatter
from yorisoi.schools.models import Staff

TIES = Fixed(
    lambda ids: SameMatter.objects.filter(Q(report__in=ids) | Q(other__in=ids), ended_at__isnull=True).values_list(
        "report_id", "other_id"
    ),
    in_look=True,
)


def tied_to(report_id: UUID) -> set[UUID]:
    """Return the ids of the reports of the same matter, by however many ties, without the report itself."""
    found, todo = {report_id}, {report_id}
    while todo:
        todo = {pk for pair in TIES.rows(ids=tuple(todo)) for pk in pair} - found
        found |= todo
    return found - {report_id}


@transaction.atomic
def tie(*, report: Report, other: Report, by: Staff, reason: str) -> SameMatter:
    """Say that two reports speak of the same matter. Saying it again changes nothing.

    Raises PermissionError for whoever lacks the intake right for either, `NotYet` without a reason.
    """
    first, second = _both(report, other, by)
    _reasoned(reason)
    known = SameMatter.objects.filter(report=first, other=second, ended_at__isnull=True).first()
    if known is not None:
        return known
    row = SameMatter(report=first, other=second, at=clock.now(), by=by)
    row.put("reason", reason)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return SameMatter.objects.get(report=first, other=second, ended_at__isnull=True)
    _journal("report.same_matter", first, second, by)
    return row


@transaction.atomic
def untie(*, report: Report, other: Report, by: Staff, reason: str) -> None:
    """Say that they do not after all. The tie stays on record, with both reasons."""
    first, second = _both(report, other, by)
    _reasoned(reason)
    rows = SameMatter.objects.select_for_update(of=("self",)).select_related("report__key")
    row = rows.filter(report=first, other=second, ended_at__isnull=True).first()
    if row is None:
        return
    row.ended_at, row.ended_by = clock.now(), by
    row.put("end_reason", reason)
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _journal("report.another_matter", first, second, by)


def _both(report: Report, other: Report, by: Staff) -> tuple[Report, Report]:
    """Return the two in the order of their coming; the tie has no direction."""
    if report.pk == other.pk or report.school_id != other.school_id:
        raise Report.DoesNotExist
    for one in (report, other):
        require_intake(one, by)
    first, second = sorted((report, other), key=lambda one: (one.year, one.number))
    return Report.objects.select_related("key").get(pk=first.pk), second


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise NotYet([REASON])


def _journal(event: str, first: Report, second: Report, by: Any) -> None:
    for one, other in ((first, second), (second, first)):
        journal(by=by, school_id=one.school_id, event=event, about=one, cite=CITE, other=str(other.pk))
