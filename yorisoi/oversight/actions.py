"""Writes of 市教委: who takes up a report that no manager may see, who acts in their stead, and what is directed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yorisoi.cases.queries import report_readable_by
from yorisoi.duties.actions import reassign_shut_out, see_notices, tell
from yorisoi.duties.queries import unseen
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.oversight.queries import reports_for_board
from yorisoi.reports.acting import intake_people
from yorisoi.reports.actions import read_report
from yorisoi.reports.models import Direction, Exclusion, Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.reports.shutting_out import end_exclusion
from yorisoi.schools.models import Staff


@transaction.atomic
def let_in(*, exclusion: Exclusion, by: Staff, reason: str) -> None:
    """Let one person of the school in, so that the report is taken up there. Takes a reason; it stays on record."""
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("report__key").get(pk=exclusion.pk)
    if not reports_for_board(by).filter(pk=row.report_id).exists():
        raise PermissionError("not theirs to decide")
    if row.lifted_at is None:
        end_exclusion(row, by=by, reason=reason, at=clock.now(), readable=report_readable_by)


def look_at(*, report: Report, by: Staff) -> None:
    """Journal that an officer read the report; the reporter sees that one more adult has. Its notices are seen."""
    read_report(report=report, by=by)
    see_notices(by=by, ids=list(unseen(by).filter(report=report).values_list("pk", flat=True)))


@transaction.atomic
def direct(*, report: Report, by: Staff, acting: Staff | None, words: str, token: str = "") -> Direction:
    """Record what 市教委 directs: who of the school acts for 校長 and 教頭 in this matter, a word to the chair.

    Whoever acts reads the report and its case and decides what the principal would decide; what no post is left to
    do is theirs. They and those who take the report in are told. The same token is the same direction.
    PermissionError where it is not this officer's.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=report.pk)
    if not reports_for_board(by).filter(pk=report.pk).exists():
        raise PermissionError("not theirs to direct")
    if token and (same := report.directions.filter(token=token).first()) is not None:
        return same
    if acting is not None and (
        acting.school_id != report.school_id or not acting.is_active or acting.pk in shut_out_of(report)
    ):
        raise PermissionError("whoever is shut out acts for nobody")
    if acting is None and not words.strip():
        raise ValueError("somebody who acts, or words, are wanted")
    row = Direction(report=report, by=by, at=clock.now(), acting=acting, token=token)
    row.put("words", words)
    row.save(force_insert=True)
    journal(
        by=by,
        school_id=report.school_id,
        event="report.directed",
        about=report,
        cite="organisation.shut_out",
        at=row.at,
        acting=acting.pk if acting else None,
    )
    if acting is not None:
        _give(report, by=by, at=row.at)
    people = [*intake_people(report), *([acting] if acting else [])]
    tell(people, kind="board_directed", school=report.school, at=row.at, report=report)
    return row


def _give(report: Report, *, by: Staff, at: datetime) -> None:
    """Give whoever acts what the report and its case want of the managers, as far as nobody else is left to do it."""
    reassign_shut_out(about=report, shut_out=shut_out_of(report), by=by, at=at)
    for reach in report.reaches.select_related("case"):
        reassign_shut_out(about=reach.case, shut_out=shut_out_of_case(reach.case_id), by=by, at=at)
