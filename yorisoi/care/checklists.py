"""Writes of class checklists: a line with a child's name makes a concern, one per line and child (P6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.care.actions import Note, note_concern, token_hash
from yorisoi.care.models_more import ChecklistRun, ChecklistVersion, Tick
from yorisoi.duties.away import stood_in_for
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.checklists import Checklist
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import SchoolClass, Staff

CITE = "detection.checklist"


def own_classes(staff: Staff) -> list[SchoolClass]:
    """Return the classes of this year that this person, or one for whom they stand in today, is the 担任 of."""
    held = [holding for person in (staff, *stood_in_for(staff)) for holding in person.holdings]
    year = school_year(today())
    found = {h.school_class_id: h.school_class for h in held if h.post == Post.HOMEROOM and h.school_class is not None}
    return [one for one in found.values() if one.year == year and one.school_id == staff.school_id]


def review_class(
    *, school_class: SchoolClass, by: Staff, form: Checklist, ticked: Mapping[str, Sequence[int]], token: str
) -> ChecklistRun:
    """Keep what a teacher ticked of their own class: line → ids of the children that came to mind ([]: the class).

    The form is frozen under its hash. The same token again is the same review.
    """
    if not by.can(Can.PASS_ON) or school_class.pk not in {one.pk for one in own_classes(by)}:
        raise PermissionDenied
    sent = token_hash(school_class.school, f"checklist:{token}")
    if (known := ChecklistRun.objects.filter(token_hash=sent).first()) is not None:
        return known
    try:
        with transaction.atomic():
            return _review(school_class, by, form, ticked, token, sent)
    except IntegrityError:
        known = ChecklistRun.objects.filter(token_hash=sent).first()
        if known is None:
            raise
        return known


def _review(
    school_class: SchoolClass, by: Staff, form: Checklist, ticked: Mapping[str, Sequence[int]], token: str, sent: bytes
) -> ChecklistRun:
    now, school, points = clock.now(), school_class.school, form.points()
    frozen, _made = ChecklistVersion.objects.get_or_create(
        hash=form.hash, defaults={"name": form.name, "version": form.version, "content": form.content, "at": now}
    )
    run = ChecklistRun.objects.create(
        school=school, school_class=school_class, version=frozen, at=now, by=by, token_hash=sent
    )
    here = set(school_class.enrolments.filter(pupil__left_on__isnull=True).values_list("pupil_id", flat=True))
    for line, pupils in ticked.items():
        if line not in points:
            raise ValueError(f"the form has no line {line}")
        scene, point = points[line]
        children = [pk for pk in dict.fromkeys(pupils) if pk in here] if point.child else []
        if not children:
            Tick.objects.create(run=run, line=line)
        for pk in children:
            note = Note(
                f"{token}:{line}:{pk}", f"{scene.label_ja}：{point.label_ja}", [pk], source="checklist", offer=False
            )
            Tick.objects.create(run=run, line=line, pupil_id=pk, concern=note_concern(school=school, by=by, note=note))
    journal(by=by, school_id=school.pk, event="care.checklist", about=run, cite=CITE, at=now, version=form.version)
    return run
