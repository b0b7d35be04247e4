"""Shutting people out of a report and its case, and letting in who was only mentioned (DESIGN §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yorisoi.duties.actions import reassign_shut_out, tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.reports.acting import board_people, managers_out, require_intake
from yorisoi.reports.meant import Meant
from yorisoi.reports.models import Exclusion, Report
from yorisoi.reports.queries import reports_for, shut_out_of, shut_out_of_case
from yorisoi.schools.models import Staff

Readable = Callable[[Staff], QuerySet[Report]]


@transaction.atomic
def shut_out(*, report: Report, by: Staff, staff: Staff) -> None:
    """Shut a member of staff out of a report and of its case: they are named in it (DESIGN §1)."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require_intake(report, by)
    if staff.school_id != report.school_id:
        raise Staff.DoesNotExist
    now = clock.now()
    before = managers_out(report)
    row = Exclusion.objects.filter(report=report, staff=staff, lifted_at__isnull=True).first()
    if row is None:
        Exclusion.objects.create(
            report=report, staff=staff, why="named", since=now, by=by, confirmed_by=by, confirmed_at=now
        )
    elif row.confirmed_at is None:
        row.confirmed_by, row.confirmed_at = by, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
    journal(by=by, school_id=report.school_id, event="report.shut_out", about=report, staff=staff.pk)
    if not before:
        tell(board_people(report), kind="report_received", school=report.school, at=now, report=report)
    _after_change_of_shut_out(report, by, now)


@transaction.atomic
def lift(*, exclusion: Exclusion, by: Staff, reason: str, readable: Readable = reports_for) -> None:
    """Let somebody back in who was only mentioned. Takes another person and a reason; both stay on record.

    readable: what a person may read now; `cases.shutting_out.let_in` knows of more ways than this chapter does.
    """
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("report__key").get(pk=exclusion.pk)
    require_intake(row.report, by)  # whoever is shut out lifts nothing, least of all their own
    if row.lifted_at is not None:
        return
    end_exclusion(row, by=by, reason=reason, at=clock.now(), readable=readable)


def end_exclusion(row: Exclusion, *, by: Staff, reason: str, at: datetime, readable: Readable = reports_for) -> None:
    """End a shut-out that is locked in this transaction; the caller has asked who may.

    They are told of the report only where they may read it now: another shut-out may hold, or nothing ties them to it.
    """
    row.lifted_at, row.lifted_by = at, by
    row.put("lift_reason", reason)
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    journal(by=by, school_id=row.report.school_id, event="report.let_in", about=row.report, staff=row.staff_id)
    _after_change_of_shut_out(row.report, by, at)
    if readable(row.staff).filter(pk=row.report_id).exists():
        tell([row.staff], kind="report_received", school=row.report.school, at=at, report=row.report)


def shut_out_meant(report: Report, meant: Sequence[Meant], *, by: Actor, at: datetime) -> None:
    """Shut out whom words that came in later mean. The report is locked in this transaction; the caller tells."""
    if not meant:
        return
    for person in meant:
        row = Exclusion(report=report, staff=person.staff, why=person.why, since=at)
        row.put("phrase", person.phrase)
        row.save(force_insert=True)
        journal(by=by, school_id=report.school_id, event="report.shut_out", about=report, at=at, staff=person.staff.pk)
    _after_change_of_shut_out(report, by, at)


def _after_change_of_shut_out(report: Report, by: Actor, now: datetime) -> None:
    out = shut_out_of(report)
    reassign_shut_out(about=report, shut_out=out, by=by, at=now)
    for reach in report.reaches.select_related("case"):
        for other in Report.objects.filter(case_link__case=reach.case_id).exclude(pk=report.pk):
            reassign_shut_out(about=other, shut_out=shut_out_of(other), by=by, at=now)
        reassign_shut_out(about=reach.case, shut_out=shut_out_of_case(reach.case_id), by=by, at=now)
