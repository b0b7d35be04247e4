"""A child named by mistake is put right by addition: the name stays on record, and no longer counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.reports.acting import require_intake
from yorisoi.reports.models import NamedPupil, NameWithdrawal, Report
from yorisoi.schools.models import Staff


@transaction.atomic
def withdraw_name(*, named: NamedPupil, by: Staff, reason: str) -> NameWithdrawal:
    """Say that this child was named by mistake. Takes a reason; facts, classes and seats follow at once."""
    report = Report.objects.select_for_update(of=("self",)).select_related("key").get(pk=named.report_id)
    require_intake(report, by)
    if not reason.strip():
        raise ValueError("a reason is wanted")
    gone = NameWithdrawal.objects.filter(named=named, restored_at__isnull=True).first()
    if gone is not None:
        return gone
    row = NameWithdrawal(named=named, by=by, at=clock.now())
    row.put("reason", reason)
    row.save(force_insert=True)
    journal(
        by=by,
        school_id=report.school_id,
        event="report.name_withdrawn",
        about=report,
        cite="record.put_right",
        at=row.at,
        pupil=named.pupil_id,
    )
    return row


def name_again(named: NamedPupil, *, by: Staff, at: datetime) -> bool:
    """Let a withdrawn name stand again (inside the transaction that names the child); say whether it was withdrawn."""
    rows = NameWithdrawal.objects.select_for_update().filter(named=named, restored_at__isnull=True)
    return bool(rows.update(restored_at=at, restored_by=by))
