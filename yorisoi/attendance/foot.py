"""学級のようす below the duties of a 担任."""

from __future__ import annotations

from yorisoi.attendance.present import lines_of_classes
from yorisoi.attendance.queries import known_days, warnings_for
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.first_page import Section
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.absence import ABSENCES, streaks
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, SchoolClass, Staff
from yorisoi.schools.school_days import calendar_of

OWN_CLASSES = Fixed(lambda classes, year: SchoolClass.objects.filter(pk__in=classes, year=year))
IN_CLASSES = Fixed(
    lambda classes: Enrolment.objects.filter(school_class_id__in=classes, pupil__left_on__isnull=True).select_related(
        "pupil"
    )
)
WAITING = AskedBy(
    lambda staff, pupils: (
        warnings_for(staff, pupils)
        .filter(last__in=["raised", "again", "lowered"])
        .select_related(None)
        .order_by()
        .values_list("pk")
    )
)


def class_foot(staff: Staff) -> Section | None:
    """学級のようす below the duties of a 担任: absent today, who is absent in a row, or that today is not entered."""
    own = [one.school_class_id for one in staff.holdings if one.post == Post.HOMEROOM and one.school_class_id]
    if not own or not staff.can(Can.ATTENDANCE) or staff.school is None:
        return None
    year = school_year(today())
    classes = OWN_CLASSES.rows(classes=tuple(own), year=year)
    if not classes:
        return None
    lines = lines_of_classes(staff, classes, today())
    closed = calendar_of(staff.school).why_closed(today())
    names = {seat.pupil_id: seat.pupil.name for seat in IN_CLASSES.rows(classes=tuple(own))}
    rows = []
    for pupil, known in known_days(staff.school, list(names), year).items():
        found = streaks(known)
        if found and known[-1][1] in ABSENCES and len(found[-1]) > 1:
            rows.append((names[pupil], len(found[-1])))
    waiting = len(WAITING.rows(staff, pupils=tuple(names)))
    return Section(
        "attendance/_foot.html",
        {"lines": lines, "closed": closed, "rows": sorted(rows, key=lambda row: -row[1]), "waiting": waiting},
    )
