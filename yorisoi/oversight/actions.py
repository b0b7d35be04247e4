"""Writes of 市教委: letting somebody of the school take up a report that no manager may see."""

from __future__ import annotations

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.oversight.queries import reports_for_board
from yorisoi.reports.actions import read_report
from yorisoi.reports.models import Exclusion, Report
from yorisoi.reports.shutting_out import end_exclusion
from yorisoi.schools.models import Staff


@transaction.atomic
def let_in(*, exclusion: Exclusion, by: Staff, reason: str) -> None:
    """Let one person of the school in, so that the report is taken up there. Takes a reason; it stays on record."""
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("report__key").get(pk=exclusion.pk)
    if not reports_for_board(by).filter(pk=row.report_id).exists():
        raise PermissionError("not theirs to decide")
    if row.lifted_at is None:
        end_exclusion(row, by=by, reason=reason, at=clock.now())


def look_at(*, report: Report, by: Staff) -> None:
    """Journal that an officer read the report; the reporter sees that one more adult has."""
    read_report(report=report, by=by)
