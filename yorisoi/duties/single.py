"""One duty beside others of its name: a promise, a measure. Owed by a person by name, settled or dropped alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from yorisoi.duties.models import Duty, about_fields
from yorisoi.duties.owners import owner_of
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy import flow
from yorisoi.policy.deadlines import due
from yorisoi.policy.edition import edition
from yorisoi.schools.models import Staff


def owe_one(
    wanted: flow.Duty,
    *,
    about: Any,
    by: Actor,
    at: datetime,
    staff: Staff,
    day: date,
    words: str = "",
    pupil_id: int | None = None,
) -> Duty:
    """Write what this person owes by the end of this day; other duties of the same name stay as they are."""
    owner = owner_of(about.school, str(wanted.owner))
    row = Duty(
        school=about.school,
        name=wanted.name,
        cite=wanted.cite,
        clock=wanted.clock,
        owner_post=wanted.owner,
        acting_post=owner.post,
        staff=staff,
        school_class=owner.school_class,
        grade=owner.grade,
        pupil_id=pupil_id,
        owed_at=at,
        due_at=due(edition(about.school.edition).clocks["next_date"], at, set_date=day),
        **about_fields(about),
    )
    row.hold(about)
    row.put("words", words)
    row.save(force_insert=True)
    _journal(row, "duty.owed", by, at, staff=staff.pk, due=row.due_at.isoformat())
    return row


def settle_one(duty: Duty, *, by: Staff, at: datetime) -> None:
    """Mark this duty as done, if it is open. The duty must be locked in this transaction."""
    if duty.is_open:
        duty.done_at, duty.done_by = at, by
        duty.save(update_fields=["done_at", "done_by"])
        _journal(duty, "duty.done", by, at)


def drop_one(duty: Duty, *, by: Actor, at: datetime, move: str) -> None:
    """End this duty without its being done, if it is open. The duty must be locked in this transaction."""
    if duty.is_open:
        duty.dropped_at, duty.dropped_by_move = at, move
        duty.save(update_fields=["dropped_at", "dropped_by_move"])
        _journal(duty, "duty.ended", by, at, move=move)


def _journal(row: Duty, event: str, by: Actor, at: datetime, **data: Any) -> None:
    journal(by=by, school_id=row.school_id, event=event, about=row.about, cite=row.cite, at=at, duty=row.name, **data)
