"""Writes of reports: note, mark urgent, name, shut out, lift, read. How one is received: `reports.receiving`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from yorisoi.duties.actions import Setting, drop, owe, settle, tell
from yorisoi.duties.models import about_fields
from yorisoi.duties.queries import NAMED, owed_by
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import Move
from yorisoi.policy.needs import ReportFacts
from yorisoi.policy.report_flow import INTERIM_MEASURE, READ_REPORT, REPORT_FLOW, ReportState
from yorisoi.policy.roles import Post
from yorisoi.reports.acting import actor_for, intake_people, may_work_on, require_intake
from yorisoi.reports.models import Memo, NamedPupil, Reading, Report, ReportStep
from yorisoi.reports.pointing_out import point_out
from yorisoi.reports.putting_right import name_again
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.receiving import Received as Received
from yorisoi.reports.receiving import Said as Said
from yorisoi.reports.receiving import receive_report as receive_report
from yorisoi.reports.words_found import MEMO, find_words, marked_urgent
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff

MOMENT = timedelta(minutes=2)


def _step(report: Report, arrow: Move, *, by: Staff, actor: str, at: datetime, reason: str = "") -> ReportStep:
    step = ReportStep(
        report=report, move=arrow.name, source=report.state, target=arrow.lands(report.state), at=at, by=by,
        actor=actor, cite=arrow.cite,
    )  # fmt: skip
    step.put("reason", reason)
    step.save(force_insert=True)
    findable(step, "reason", at=at)
    report.state = step.target
    return step


def _same_memo(report: Report, by: Staff, kind: str, words: str, now: datetime) -> Memo | None:
    """Return what this person wrote a moment ago in the same words: a button pressed twice is one memo."""
    recent = Memo.objects.select_related("report__key").filter(report=report, by=by, kind=kind, at__gte=now - MOMENT)
    return next((memo for memo in recent if memo.text("words") == words), None)


@transaction.atomic
def leave_memo(*, report: Report, by: Staff, words: str) -> Memo:
    """Leave the intake officer's memo (イ, R2). The first one takes the report from received to noted."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require_intake(report, by)
    out = shut_out_of(report)
    now = clock.now()
    arrow = REPORT_FLOW.move("note")
    actor = actor_for(arrow, by, out)
    arrow.ask(ReportFacts(memo_left=bool(words.strip())))
    if (same := _same_memo(report, by, "memo", words, now)) is not None:
        return same
    memo = Memo(report=report, by=by, at=now)
    memo.put("words", words)
    memo.save(force_insert=True)
    findable(memo, "words", at=now)
    journal(by=by, school_id=report.school_id, event="report.memo", about=report, cite=arrow.cite, at=now)
    if report.state == ReportState.RECEIVED:
        _step(report, arrow, by=by, actor=actor, at=now)
        report.save(update_fields=["state"])
    settle("memo", about=report, by=by, at=now)
    find_words(report=report, by=by, text=words, place=MEMO, ref=str(memo.pk), at=now)
    point_out(report=report, by=by, text=words, place="memo", at=now)
    read_report(report=report, by=by)
    return memo


@transaction.atomic
def mark_urgent(*, report: Report, by: Staff, reason: str) -> ReportStep:
    """Mark a report urgent: interim measures are owed within the hour, the managers are told at once (R3).

    Where somebody was first, what this person wrote is added to it, and nobody is told twice.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    out = shut_out_of(report)
    now = clock.now()
    arrow = REPORT_FLOW.find(report.state, "mark_urgent")
    actor = actor_for(arrow, by, out)
    arrow.ask(ReportFacts(urgent_reason=bool(reason.strip())))
    before = report.steps.filter(move="mark_urgent").order_by("at", "pk").last() if report.urgent_at else None
    if before is not None and (before.by_id, before.text("reason")) == (by.pk, reason) and before.at >= now - MOMENT:
        return before  # the button pressed twice
    step = _step(report, arrow, by=by, actor=actor, at=now, reason=reason)
    journal(by=by, school_id=report.school_id, event="report.urgent", about=report, cite=arrow.cite, at=now)
    if before is not None:
        return step
    report.urgent_at = now
    report.save(update_fields=["urgent_at"])
    owe([INTERIM_MEASURE], about=report, by=by, at=now, setting=Setting(shut_out=out))
    marked_urgent(report, by=by, at=now)
    tell(intake_people(report), kind="report_urgent", school=report.school, at=now, report=report)
    return step


@transaction.atomic
def record_interim(*, report: Report, by: Staff, words: str) -> Memo:
    """Record the interim measure that was taken (当面の対応)."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not may_work_on(report, by):
        raise PermissionError("not theirs to write")
    now = clock.now()
    if (same := _same_memo(report, by, "interim", words, now)) is not None:
        return same
    memo = Memo(report=report, by=by, at=now, kind="interim")
    memo.put("words", words)
    memo.save(force_insert=True)
    findable(memo, "words", at=now)
    settle("interim", about=report, by=by, at=now)
    point_out(report=report, by=by, text=words, place="memo", at=now)
    journal(by=by, school_id=report.school_id, event="report.interim", about=report, cite="response.urgent", at=now)
    return memo


def read_report(*, report: Report, by: Staff) -> None:
    """Note that somebody read the report. Every view is journalled.

    A manager's reading settles the managers' duty, and that of whoever owes it in their stead.
    """
    with transaction.atomic():
        now = clock.now()
        Reading.objects.get_or_create(report=report, staff=by, defaults={"at": now})
        managers = by.posts & {Post.PRINCIPAL, Post.VICE_PRINCIPAL}
        if managers or owed_by(by, NAMED.rows(names=(READ_REPORT.name,), **about_fields(report))):
            settle("read", about=report, by=by, at=now)
        journal(by=by, school_id=report.school_id, event="view.report", about=report, at=now)


@transaction.atomic
def name_pupil(*, report: Report, by: Staff, pupil_id: int, role: str = "") -> None:
    """Add a child who is meant by the report, or let a name stand again that was withdrawn."""
    if not may_work_on(report, by):
        raise PermissionError("not theirs to name")
    pupil, now = report.school.pupils.get(pk=pupil_id), clock.now()
    row, made = NamedPupil.objects.get_or_create(report=report, pupil=pupil, role=role, defaults={"by": by, "at": now})
    if not made:
        name_again(row, by=by, at=now)
    journal(by=by, school_id=report.school_id, event="report.pupil_named", about=report, pupil=pupil_id)


def end_duties(report: Report, arrow: Move, *, by: Staff, at: datetime) -> None:
    """Settle what a decision on the report discharges."""
    settle("decided", about=report, by=by, at=at)
    drop(arrow.settles, about=report, by=by, move=arrow.name, at=at)
