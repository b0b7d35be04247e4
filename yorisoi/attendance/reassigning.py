"""By the clock: what is owed for a warning goes on when its owner is shut out; children who came into a case count."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from yorisoi.attendance.models import AbsenceWarning, Mark
from yorisoi.attendance.queries import open_cases_of, year_edges
from yorisoi.attendance.recount import recount, shut_out_around
from yorisoi.duties.actions import reassign_shut_out
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM
from yorisoi.policy.absence import ABSENCES, Count
from yorisoi.reports.models import Exclusion
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass
from yorisoi.schools.sandboxes import here


def pass_on_warnings() -> int:
    """Give what is owed for warnings by people who are shut out by now to whoever acts for them; return how many."""
    kind = AbsenceWarning._meta.label_lower
    owed = Duty.objects.filter(OPEN, subject_kind=kind)
    rows = AbsenceWarning.objects.filter(
        Q(case__isnull=False) | Q(count=Count.SERIOUS), pk__in=owed.values("subject_id")
    )
    schools = Exclusion.objects.filter(lifted_at__isnull=True).values("report__school")
    moved = 0
    for row in rows.filter(here(), school__in=schools).select_related("school", "key"):
        out = shut_out_around(row.pupil_id) if row.count == Count.SERIOUS else shut_out_of_case(row.case_id or row.pk)
        with transaction.atomic():
            before = list(owed.filter(subject_id=row.pk).order_by("pk").values_list("acting_post", "staff"))
            reassign_shut_out(about=row, shut_out=out, by=SYSTEM, at=clock.now())
            after = list(owed.filter(subject_id=row.pk).order_by("pk").values_list("acting_post", "staff"))
        moved += sum(one != other for one, other in zip(before, after, strict=True))
    return moved


def count_children_in_cases() -> int:
    """Hold the absences of children who are in an open case against its scale; return how many warnings came."""
    year = school_year(today())
    first, last = year_edges(year)
    raised = 0
    for school in School.objects.order_by("pk"):
        marks = Mark.objects.filter(register__school=school, day__gte=first, day__lte=last, kind__in=ABSENCES)
        absent = set(marks.order_by().values_list("pupil_id", flat=True))
        pupils = set(open_cases_of(absent).values_list("pupil_id", flat=True))
        if pupils:
            with transaction.atomic():
                list(SchoolClass.objects.select_for_update().filter(school=school, year=year).order_by("pk"))
                raised += recount(school, pupils, year, by=SYSTEM, at=clock.now())
    return raised


def attend() -> int:
    """Do both; return how many warnings came and duties moved."""
    return count_children_in_cases() + pass_on_warnings()
