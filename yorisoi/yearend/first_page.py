"""On the first page: what is to be taken over, and for managers a turn of the year that is near, stopped or late."""

from __future__ import annotations

from datetime import timedelta

from yorisoi.duties.first_page import Section
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.case_duties import TAKE_OVER
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Staff
from yorisoi.yearend.models import YearTurn
from yorisoi.yearend.queries import coming_year
from yorisoi.yearend.shape import first_day

NEAR = timedelta(days=31)
LATE = timedelta(days=60)  # a school that keeps its roster otherwise is not told of it all year
TO_CONFIRM = Fixed(
    lambda staff: Duty.objects.filter(
        staff=staff, name=TAKE_OVER.name, done_at__isnull=True, dropped_at__isnull=True
    ).values_list("pk")[:1]
)


def head(staff: Staff) -> Section | None:
    """Return the section for this person, or nothing."""
    context: dict[str, object] = {}
    if TO_CONFIRM.rows(staff=staff.pk):
        context["taking"] = duties_of(staff).filter(name=TAKE_OVER.name, staff=staff).count()
    day = today()
    near = first_day(school_year(day) + 1) - day <= NEAR or day - first_day(school_year(day)) <= LATE
    if near and staff.school is not None and staff.can(Can.ROSTER) and staff.can(Can.READ_ALL):
        year = coming_year(staff.school)
        if first_day(year) - day <= NEAR:
            context |= {
                "year": year,
                "day": first_day(year),
                "over": day >= first_day(year),
                "set": YearTurn.objects.filter(school=staff.school, year=year, set_at__isnull=False).exists(),
            }
    return Section("yearend/_head.html", context) if context else None
