"""Reads of reports. A person who is shut out finds nothing, not even a number that skips."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, UUIDField

from yorisoi.duties.kept_from import open_reports
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Direction, Exclusion, Report
from yorisoi.schools.models import Staff

# asked several times in every act on a case: in plain words, so that Django need not put it together each time
_OUT_OF_CASE = """
    SELECT e.staff_id FROM reports_exclusion e JOIN cases_casereach r ON r.report_id = e.report_id
    WHERE r.case_id = %s AND e.lifted_at IS NULL
"""
_CASE_ID = UUIDField()


def _here(report: Report) -> Q:
    """Return the condition on rows of this report, or of another of its case.

    By a list of ids and not by a join: while a report is taken in its own row is written last, and a join would find
    nobody shut out.
    """
    siblings = Report.objects.filter(reaches__case__report_links__report=report.pk)
    return Q(report=report.pk) | Q(report__in=siblings.values("pk"))


def shut_out_of(report: Report) -> frozenset[int]:
    """Return the staff ids that are shut out of this report: named in it, or in another report of its case."""
    return frozenset(Exclusion.objects.filter(_here(report), lifted_at__isnull=True).values_list("staff_id", flat=True))


def shut_out_of_case(case_id: UUID) -> frozenset[int]:
    """Return the staff ids that are shut out of a case: those shut out of any of its reports."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT_OF_CASE, [_CASE_ID.get_db_prep_value(case_id, connection)])
        return frozenset(pk for (pk,) in cursor.fetchall())


def directed_in(report: Report) -> frozenset[int]:
    """Return whom 市教委 put in the managers' stead for this report: the latest direction that names somebody."""
    return _latest(Direction.objects.filter(_here(report)))


def directed_in_case(case_id: UUID) -> frozenset[int]:
    """Return the same for a case."""
    return _latest(Direction.objects.filter(report__case_link__case_id=case_id))


def _latest(rows: QuerySet[Direction]) -> frozenset[int]:
    found = rows.filter(acting__isnull=False).order_by("-at", "-pk").values_list("acting_id", flat=True)[:1]
    return frozenset(pk for pk in found if pk is not None)


def reports_for(staff: Staff) -> QuerySet[Report]:
    """Return the reports that this person may read: those with the intake right, minus what they are named in.

    教務・学年主任 read a report in the meeting they are called to (see `cases.queries.agenda_for`).
    """
    if not staff.can(Can.INTAKE):
        return Report.objects.none()
    return Report.objects.filter(open_reports(staff), school=staff.school).select_related(
        "key", "school", "school_class"
    )


def passed_on_by(staff: Staff) -> QuerySet[Report]:
    """Return what this person handed in (number and state only are shown of it)."""
    return Report.objects.filter(received_by=staff, school=staff.school)
