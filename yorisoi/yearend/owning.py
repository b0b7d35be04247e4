"""After the turn nothing is owed to nobody: what no one could do goes to whoever acts for the post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from yorisoi.attendance.recount import shut_out_around
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.owners import owner_of
from yorisoi.duties.queries import with_owner
from yorisoi.duties.subjects import with_subjects
from yorisoi.duties.turning import child_of
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import Post
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.models import School
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import current_enrolments


def own_everything(school: School, *, by: Actor, at: datetime) -> int:
    """Give every open duty that nobody could do to whoever acts for its post; return how many moved.

    A child who is gone has no class: what was owed by their 担任 goes to those in charge of the school.
    """
    rows = with_owner(Duty.objects.filter(OPEN, school=school)).filter(
        Q(owned=False) | Q(acting_post__in=[Post.HOMEROOM, Post.GRADE_HEAD], staff__isnull=True)
    )
    owed = list(rows.select_related("case", "report", "staff", "school_class", "school"))
    with_subjects(owed)
    children = {duty.pk: child for duty in owed if (child := child_of(duty)) is not None}
    seats = current_enrolments(set(children.values()))
    owed = [duty for duty in owed if not duty.owned or (duty.pk in children and children[duty.pk] not in seats)]
    people = people_now(school)
    out: dict[Any, frozenset[int]] = {}
    moved = 0
    for duty in owed:
        matter = (duty.report_id, duty.case_id, duty.subject_id)
        if matter not in out:
            out[matter] = _shut_out(duty, children.get(duty.pk))
        seat = seats.get(children.get(duty.pk, 0))
        own_class = seat.school_class if seat else None
        owner = owner_of(school, duty.owner_post, school_class=own_class, shut_out=out[matter], people=people)
        before = (duty.acting_post, duty.school_class_id, duty.grade, duty.staff_id)
        duty.acting_post, duty.school_class, duty.grade, duty.staff = owner.post, owner.school_class, owner.grade, None
        if before == (duty.acting_post, duty.school_class_id, duty.grade, None):
            continue
        duty.save(update_fields=["acting_post", "school_class", "grade", "staff"])
        journal(
            by=by, school_id=school.pk, event="duty.moved", about=duty.about, cite=duty.cite, at=at, duty=duty.name,
            post=duty.acting_post,
        )  # fmt: skip
        moved += 1
    return moved


def _shut_out(duty: Duty, child: int | None) -> frozenset[int]:
    if duty.case_id is not None:
        return shut_out_of_case(duty.case_id)
    if duty.report is not None:
        return shut_out_of(duty.report)
    return frozenset(shut_out_around(child)) if child is not None else frozenset()
