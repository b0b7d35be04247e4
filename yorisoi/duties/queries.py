"""Reads of duties. Everything starts from the person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.duties.actions import OPEN
from yorisoi.duties.models import Duty, Notice, about_fields
from yorisoi.journal import clock
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff


def _without_shut_out(rows: QuerySet[Duty], staff: Staff) -> QuerySet[Duty]:
    """Keep from this person every duty of a matter they are shut out of."""
    named = staff.exclusions.filter(lifted_at__isnull=True)
    in_case = named.filter(report__case_link__isnull=False)
    return rows.exclude(report_id__in=named.values("report_id")).exclude(
        case_id__in=in_case.values("report__case_link__case_id")
    )


def duties_of(staff: Staff) -> QuerySet[Duty]:
    """Return the open duties of this person: assigned by name, or owed by a post they hold."""
    by_post = Q(pk__in=[])
    for holding in staff.holdings:
        narrowed = Q(acting_post=holding.post)
        if holding.school_class_id:
            narrowed &= Q(school_class_id=holding.school_class_id)
        elif holding.grade:
            narrowed &= Q(grade=holding.grade)
        by_post |= narrowed
    rows = Duty.objects.filter(OPEN, school=staff.school).filter(Q(staff=staff) | (Q(staff__isnull=True) & by_post))
    return _without_shut_out(rows, staff).select_related("report__key", "case__key", "pupil", "staff", "school_class")


def open_duties(staff: Staff) -> QuerySet[Duty]:
    """Return every open duty of the school that this manager may know of."""
    if not staff.can(Can.OVERSEE):
        return Duty.objects.none()
    return _without_shut_out(Duty.objects.filter(OPEN, school=staff.school), staff).select_related(
        "report__key", "case__key", "pupil", "staff", "school_class"
    )


def owed_for(about: Any) -> QuerySet[Duty]:
    """Return the open duties of one report or case, next due first."""
    return Duty.objects.filter(OPEN, **about_fields(about)).select_related("pupil", "staff", "school_class")


def overdue(school: School) -> QuerySet[Duty]:
    """Return the open duties of a school whose clock has run out."""
    return Duty.objects.filter(OPEN, school=school, due_at__lt=clock.now())


def unseen(staff: Staff) -> QuerySet[Notice]:
    """Return the notices this person has not opened yet."""
    return Notice.objects.filter(staff=staff, seen_at__isnull=True)
