"""The turn of the school year: what last year's class or grade still owes follows the child to this year's."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.policy.roles import Role
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School
from yorisoi.schools.queries import current_enrolments


@transaction.atomic
def follow_the_children(school: School) -> int:
    """Move open duties of last year's 担任 and 学年主任 to those of the child's new class; return how many.

    A duty that names no child follows the case's victim. Where a child has no seat yet it stays: it stands on the
    managers' list of what nobody owns. Safe to run every day.
    """
    year, now, moved = school_year(today()), clock.now(), 0
    rows = Duty.objects.filter(OPEN, Q(school_class__year__lt=year) | Q(grade__isnull=False), school=school)
    owed = list(rows.select_for_update(of=("self",)).select_related("school_class", "case", "report"))
    children = {duty.pk: child for duty in owed if (child := child_of(duty)) is not None}
    seats = current_enrolments(set(children.values()))
    for duty in owed:
        seat = seats.get(children[duty.pk]) if duty.pk in children else None
        if seat is None:
            continue
        before = (duty.school_class_id, duty.grade)
        if duty.school_class is not None and duty.school_class.year < year:
            duty.school_class = seat.school_class
        if duty.grade is not None:
            duty.grade = seat.school_class.grade
        if before == (duty.school_class_id, duty.grade):
            continue
        duty.save(update_fields=["school_class", "grade"])
        journal(
            by=SYSTEM,
            school_id=school.pk,
            event="duty.moved",
            about=duty.about,
            cite=duty.cite,
            at=now,
            duty=duty.name,
            post=duty.acting_post,
        )
        moved += 1
    return moved


def child_of(duty: Duty) -> int | None:
    """Return the child that a duty follows: its own, or the victim of the case, or the first one named."""
    if duty.pupil_id is not None:
        return duty.pupil_id
    if duty.case is not None:
        found = duty.case.involvements.filter(role=Role.VICTIM, until__isnull=True).order_by("since")
        return found.values_list("pupil_id", flat=True).first()
    if duty.report is not None:
        return duty.report.named_pupils.values_list("pupil_id", flat=True).first()
    return None


def follow_everywhere() -> int:
    """Do that for every school."""
    return sum(follow_the_children(school) for school in School.objects.order_by(F("pk")))
