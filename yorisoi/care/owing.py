"""Duties about a child alone, owed for a concern, a question or an interview: the one way to `duties` from here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from yorisoi.care.models import CareDuty, Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.owners import owner_of
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy import flow
from yorisoi.policy.deadlines import due, end_of_day, school_days
from yorisoi.policy.edition import edition
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import current_enrolments

Thing = Concern | Question | Interview


def owe_for(
    thing: Thing,
    wanted: flow.Duty,
    *,
    pupil: Pupil,
    by: Actor,
    at: datetime,
    staff: Staff | None = None,
    day: date | None = None,
    shut_out: Collection[int] = (),
) -> Duty:
    """Owe this of the child, by the clock or by the end of `day`; what was owed for the same thing ends.

    staff: who owes it by name. Else the post does, or whoever acts for it because its holder is in `shut_out`.
    """
    drop_for(thing, by=by, at=at, move="replaced")
    seat = current_enrolments([pupil.pk]).get(pupil.pk)
    owner = owner_of(
        pupil.school, str(wanted.owner), school_class=seat.school_class if seat else None, shut_out=shut_out
    )
    clock = edition(pupil.school.edition).clocks[wanted.clock]
    row = Duty.objects.create(
        school=pupil.school,
        name=wanted.name,
        cite=wanted.cite,
        clock=wanted.clock,
        owner_post=wanted.owner,
        acting_post=owner.post,
        staff=staff,
        school_class=owner.school_class,
        grade=owner.grade,
        pupil=pupil,
        key=thing.key,
        owed_at=at,
        due_at=end_of_day(day) if day is not None else due(clock, at, is_school_day=school_days()),
    )
    CareDuty.objects.create(duty=row, **{_name(thing): thing})
    _journal(row, "duty.owed", by, at, post=row.acting_post, staff=row.staff_id, due=row.due_at.isoformat())
    return row


def _name(thing: Thing) -> str:
    return str(thing._meta.model_name)


def _open(thing: Thing) -> list[Duty]:
    rows = Duty.objects.select_for_update(of=("self",)).filter(OPEN, **{f"care__{_name(thing)}": thing})
    return list(rows.select_related("pupil"))


def settle_for(thing: Thing, *, by: Staff, at: datetime) -> None:
    """Mark what is owed for it as done by this person."""
    for row in _open(thing):
        row.done_at, row.done_by = at, by
        row.save(update_fields=["done_at", "done_by"])
        _journal(row, "duty.done", by, at)


def drop_for(thing: Thing, *, by: Actor, at: datetime, move: str) -> None:
    """End what is owed for it without its being done: it has become needless."""
    for row in _open(thing):
        row.dropped_at, row.dropped_by_move = at, move
        row.save(update_fields=["dropped_at", "dropped_by_move"])
        _journal(row, "duty.ended", by, at, move=move)


def move_for(thing: Thing, *, by: Actor, at: datetime, shut_out: Collection[int]) -> None:
    """Give what is owed for it to whoever acts for those who are kept from it now."""
    for row in _open(thing):
        seat = current_enrolments([row.pupil_id]).get(row.pupil_id) if row.pupil_id else None
        own = seat.school_class if seat else None
        owner = owner_of(row.school, row.owner_post, school_class=own, shut_out=shut_out)
        staff = None if row.staff_id in shut_out else row.staff
        if (owner.post, owner.school_class, owner.grade, staff) == (
            row.acting_post,
            row.school_class,
            row.grade,
            row.staff,
        ):
            continue
        row.acting_post, row.school_class, row.grade, row.staff = owner.post, owner.school_class, owner.grade, staff
        row.save(update_fields=["acting_post", "school_class", "grade", "staff"])
        _journal(row, "duty.moved", by, at, post=owner.post)


def _journal(row: Duty, event: str, by: Actor, at: datetime, **data: object) -> None:
    journal(by=by, school_id=row.school_id, event=event, about=row.pupil, cite=row.cite, at=at, duty=row.name, **data)
