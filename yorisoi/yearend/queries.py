"""What the turn of the year would do: one reading, shown as a dry run and done by the press. Reads only."""

from __future__ import annotations

from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass
from yorisoi.yearend.findings import add_findings
from yorisoi.yearend.models import DEPARTS, GRADE_HEAD, HOMEROOM, LEAVES, YearTurn
from yorisoi.yearend.shape import Ahead, FromClass, IntoClass


def coming_year(school: School) -> int:
    """Return the year into which the school turns next: this one until it has been turned into, else the next.

    A school that has never turned a year with us, and has seats this year, is in this year already.
    """
    this = school_year(today())
    known = dict(YearTurn.objects.filter(school=school, year__in=[this, this + 1]).values_list("year", "applied_at"))
    if this in known:
        return this if known[this] is None else this + 1
    settled = PostHolding.objects.filter(
        post=Post.HOMEROOM, until__isnull=True, staff__school=school, school_class__year__lt=this
    )
    return this if settled.exists() else this + 1


def turn_of(school: School, year: int) -> YearTurn | None:
    """Return the turn into this year, if anybody has begun it."""
    return YearTurn.objects.filter(school=school, year=year).first()


def ahead(school: School, year: int) -> Ahead:
    """Read what the turn into this year would do today, in a fixed number of queries."""
    found = Ahead(school, year, turn_of(school, year))
    _children(found)
    _people(found)
    add_findings(found)
    return found


def _children(found: Ahead) -> None:
    classes = list(SchoolClass.objects.filter(school=found.school, year__in=[found.year - 1, found.year]))
    old = {one.pk: FromClass(one) for one in classes if one.year < found.year}
    new = {one.pk: IntoClass(one) for one in classes if one.year == found.year}
    seats = Enrolment.objects.filter(
        school_class__in=classes, pupil__left_on__isnull=True, pupil__school=found.school
    ).select_related("pupil")
    pupils = {seat.pupil_id: seat.pupil for seat in seats}
    for seat in seats:
        if seat.school_class_id in old:
            found.before[seat.pupil_id] = old[seat.school_class_id].school_class
        else:
            found.after[seat.pupil_id] = new[seat.school_class_id].school_class
    if found.turn is not None:
        found.lines = list(
            found.turn.lines.filter(withdrawn_at__isnull=True).select_related("staff", "pupil", "school_class")
        )
    leaving = {one.pupil_id for one in found.lines if one.kind == LEAVES and one.pupil_id is not None}
    for pk in leaving:
        found.after.pop(pk, None)
    for pk, was in found.before.items():
        row = old[was.pk]
        row.size += 1
        if (goes := found.after.get(pk)) is not None:
            row.to[goes.pk] = row.to.get(goes.pk, 0) + 1
        elif row.last or pk in leaving:
            row.leave += 1
            found.leavers.append(pupils[pk])
        else:
            row.missing.append(pupils[pk])
    planned = {one.school_class_id: one for one in found.lines if one.kind == HOMEROOM}
    for pk, goes in found.after.items():
        new[goes.pk].size += 1
        new[goes.pk].new += pk not in found.before
    for into in new.values():
        into.line = planned.get(into.school_class.pk)
    found.old, found.new = list(old.values()), [one for one in new.values() if one.size or one.line]
    guarded = set(
        Pupil.objects.filter(school=found.school, guardians__isnull=False).order_by().values_list("pk", flat=True)
    )
    found.without_guardian = sum(1 for pk in found.after if pk not in guarded)


def _people(found: Ahead) -> None:
    held = list(
        PostHolding.objects.filter(until__isnull=True, staff__school=found.school, staff__is_active=True)
        .select_related("staff", "school_class")
        .order_by("post", "school_class__grade", "school_class__name", "grade", "id")
    )
    heads = {one.grade: one for one in found.lines if one.kind == GRADE_HEAD}
    of_head = {one.staff_id: one.grade for one in heads.values()}
    found.departing = [one.staff for one in found.lines if one.kind == DEPARTS and one.staff is not None]
    gone = {one.pk for one in found.departing}
    for one in held:
        over = one.school_class is not None and one.school_class.year < found.year
        if one.post == Post.GRADE_HEAD:
            line = heads.get(one.grade)
            replaced = line is not None and line.staff_id != one.staff_id
            over = replaced or of_head.get(one.staff_id, one.grade) != one.grade
        if over or one.staff_id in gone:
            found.ending.append(one)
    standing = {(one.staff_id, one.grade) for one in held if one.post == Post.GRADE_HEAD and one not in found.ending}
    known = {(one.staff_id, one.school_class_id) for one in held if one.post == Post.HOMEROOM}
    sizes = {one.school_class.pk for one in found.new if one.size}
    found.beginning = [
        one
        for one in found.lines
        if (one.kind == HOMEROOM and one.school_class_id in sizes and (one.staff_id, one.school_class_id) not in known)
        or (one.kind == GRADE_HEAD and (one.staff_id, one.grade) not in standing)
    ]
