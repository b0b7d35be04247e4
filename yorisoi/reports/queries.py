"""Reads of reports. A person who is shut out finds nothing, not even a number that skips."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yorisoi.duties.kept_from import open_reports
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Direction, Exclusion, Report
from yorisoi.schools.models import Staff


def _here(report: Any) -> Q:
    """Return the condition on rows of this report (its id), or of another of its case.

    By a list of ids and not by a join: while a report is taken in its own row is written last, and a join would find
    nobody shut out.
    """
    siblings = Report.objects.filter(reaches__case__report_links__report=report)
    return Q(report=report) | Q(report__in=siblings.values("pk"))


_OUT_OF_REPORT = Fixed(
    lambda report: Exclusion.objects.filter(_here(report), lifted_at__isnull=True).values_list("staff_id"),
    in_look=True,
)
_OUT_OF_CASE = Fixed(
    lambda case: Exclusion.objects.filter(report__reaches__case_id=case, lifted_at__isnull=True).values_list(
        "staff_id"
    ),
    in_look=True,
)
_DIRECTED = Fixed(
    lambda report: (
        Direction.objects.filter(_here(report), acting__isnull=False)
        .order_by("-at", "-pk")
        .values_list("acting_id")[:1]
    )
)
_DIRECTED_IN_CASE = Fixed(
    lambda case: (
        Direction.objects.filter(report__case_link__case_id=case, acting__isnull=False)
        .order_by("-at", "-pk")
        .values_list("acting_id")[:1]
    )
)


def shut_out_of(report: Report) -> frozenset[int]:
    """Return the staff ids that are shut out of this report: named in it, or in another report of its case."""
    return frozenset(pk for (pk,) in _OUT_OF_REPORT.rows(report=report.pk))


def shut_out_of_case(case_id: UUID) -> frozenset[int]:
    """Return the staff ids that are shut out of a case: those shut out of any of its reports."""
    return frozenset(pk for (pk,) in _OUT_OF_CASE.rows(case=case_id))


def directed_in(report: Report) -> frozenset[int]:
    """Return whom 市教委 put in the managers' stead for this report: the latest direction that names somebody."""
    return frozenset(pk for (pk,) in _DIRECTED.rows(report=report.pk))


def directed_in_case(case_id: UUID) -> frozenset[int]:
    """Return the same for a case."""
    return frozenset(pk for (pk,) in _DIRECTED_IN_CASE.rows(case=case_id))


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
