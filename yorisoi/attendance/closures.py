"""The school's own days: set and withdrawn by 教務 and the managers; the warnings follow."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.attendance.models import Mark
from yorisoi.attendance.queries import year_edges
from yorisoi.attendance.recount import recount
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.absence import ABSENCES
from yorisoi.policy.roles import Can
from yorisoi.policy.school_days import CLOSED, OPEN
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import CalendarSpan, School, SchoolClass, Staff


def _require(by: Staff, school: School) -> None:
    if not by.can(Can.CALENDAR) or by.school_id != school.pk:
        raise PermissionDenied


@transaction.atomic
def set_days(*, school: School, by: Staff, kind: str, first: date, last: date, name: str) -> CalendarSpan:
    """Close the school, or open it, from the first to the last day. The same again changes nothing."""
    _require(by, school)
    School.objects.select_for_update().get(pk=school.pk)
    same = CalendarSpan.objects.filter(school=school, withdrawn_at__isnull=True).order_by("-id").first()
    if same is not None and (same.kind, same.first, same.last, same.name) == (kind, first, last, name):
        return same
    row = CalendarSpan.objects.create(
        school=school, kind=kind, first=first, last=last, name=name, by=by, at=clock.now()
    )
    _changed(row, by, "calendar.set")
    return row


@transaction.atomic
def exchange_days(*, school: School, by: Staff, lessons: date, instead: date, name: str) -> None:
    """Have lessons on one day, and another day free in its stead (振替)."""
    set_days(school=school, by=by, kind=OPEN, first=lessons, last=lessons, name=name)
    set_days(school=school, by=by, kind=CLOSED, first=instead, last=instead, name=name)


@transaction.atomic
def withdraw_days(*, span: CalendarSpan, by: Staff) -> None:
    """Take a setting back; it stays on record."""
    _require(by, span.school)
    row = CalendarSpan.objects.select_for_update().select_related("school").get(pk=span.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = clock.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _changed(row, by, "calendar.withdrawn")


def _changed(row: CalendarSpan, by: Staff, event: str) -> None:
    """Journal it; where days of this year that have passed change, hold the warnings against the days anew."""
    journal(
        by=by, school_id=row.school_id, event=event, about=row, kind=row.kind, first=row.first.isoformat(),
        last=row.last.isoformat(),
    )  # fmt: skip
    year = school_year(today())
    first, last = year_edges(year)
    if row.first > today() or row.last < first:
        return
    list(SchoolClass.objects.select_for_update().filter(school=row.school, year=year).order_by("pk"))
    marks = Mark.objects.filter(register__school=row.school, day__gte=first, day__lte=last, kind__in=ABSENCES)
    pupils = set(marks.order_by().values_list("pupil_id", flat=True))
    recount(row.school, pupils, year, by=by, at=clock.now())
