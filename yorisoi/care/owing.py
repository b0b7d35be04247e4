"""What is owed for a concern, a question or an interview: duties about that row and its child (`duties.subjects`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.duties.actions import Setting, drop, owe, reassign_shut_out
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.duties.single import settle_one
from yorisoi.journal.actors import Actor
from yorisoi.policy import flow
from yorisoi.policy.care_duties import CARE_DUTIES
from yorisoi.schools.models import Pupil, Staff

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
    named = {wanted.name: [(staff, pupil.pk, day, "")]} if staff is not None or day is not None else {}
    setting = Setting(pupils={wanted.per: [pupil.pk]}, assigned=named, shut_out=shut_out)
    return owe([wanted], about=thing, by=by, at=at, setting=setting)[0]


def settle_for(thing: Thing, *, by: Staff, at: datetime) -> None:
    """Mark what is owed for it as done by this person."""
    for row in Duty.objects.select_for_update(of=("self",)).filter(OPEN, **about_fields(thing)).order_by("pk"):
        row.hold(thing)
        settle_one(row, by=by, at=at)


def drop_for(thing: Thing, *, by: Actor, at: datetime, move: str) -> None:
    """End what is owed for it without its being done: it has become needless."""
    drop(CARE_DUTIES, about=thing, by=by, move=move, at=at)


def move_for(thing: Thing, *, by: Actor, at: datetime, shut_out: Collection[int]) -> None:
    """Give what is owed for it to whoever acts for those who are kept from it now."""
    reassign_shut_out(about=thing, shut_out=shut_out, by=by, at=at)
