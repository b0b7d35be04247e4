"""What a training makes people owe: whoever was not there reads the material. A duty of each one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yorisoi.duties.actions import Setting, owe, tell
from yorisoi.duties.away import substitutes_today
from yorisoi.duties.models import OPEN, Duty, Notice, about_fields
from yorisoi.duties.single import drop_one, settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy import flow
from yorisoi.policy.training_flow import CATCH_UP, READ_POLICY, TRAINING_DUTIES, TrainingState
from yorisoi.schools.models import Staff
from yorisoi.schools.sandboxes import here
from yorisoi.training.training_models import Training
from yorisoi.training.training_queries import standing

AGAIN = timedelta(days=1)  # nobody is reminded of one thing twice a day
REMINDERS = {READ_POLICY.name: "policy_to_read", CATCH_UP.name: "training_to_read"}
NAMES = tuple(TRAINING_DUTIES)


def open_of(about: Any, name: str) -> list[Duty]:
    """Return the open duties of this name, held until the transaction ends."""
    rows = Duty.objects.select_for_update(of=("self",)).filter(OPEN, name=name, **about_fields(about))
    found = list(rows.order_by("pk"))
    for row in found:
        row.hold(about)
    return found


def owe_each(wanted: flow.Duty, *, about: Any, people: Iterable[Staff], by: Actor, at: datetime) -> int:
    """Owe it of each of these people who does not owe it yet; return how many. `about` is locked."""
    known = {row.staff_id for row in open_of(about, wanted.name)}
    new = [person for person in people if person.pk not in known]
    if new:
        named: dict[str, Any] = {wanted.name: [(person, None, None, "") for person in new]}
        owe([wanted], about=about, by=by, at=at, setting=Setting(assigned=named, fresh=True))
    return len(new)


def settle_own(wanted: flow.Duty, *, about: Any, by: Staff, at: datetime) -> None:
    """It is done by this person. Only their own: whoever stands in for somebody does not read for them."""
    for row in open_of(about, wanted.name):
        if row.staff_id == by.pk:
            settle_one(row, by=by, at=at)


def follow_training(training: Training, *, by: Actor, at: datetime) -> None:
    """Let exactly those owe it who have still to catch up. The training is locked. Safe to run twice."""
    still = standing(training).still if training.state == TrainingState.HELD else []
    ids = {person.pk for person in still}
    for row in open_of(training, CATCH_UP.name):
        if row.staff_id not in ids:
            drop_one(row, by=by, at=at, move="needless")
    owe_each(CATCH_UP, about=training, people=still, by=by, at=at)


def remind(wanted: flow.Duty, *, about: Any, by: Actor, at: datetime, only: Collection[int] | None = None) -> int:
    """Tell whoever still owes it once more, nobody twice a day; return how many. `about` is locked.

    Whoever is away with somebody standing in is told when they are back: it is nobody else's to read.
    """
    kind, fields = REMINDERS[wanted.name], about_fields(about)
    told = set(Notice.objects.filter(kind=kind, at__gt=at - AGAIN, **fields).values_list("staff_id", flat=True))
    away = substitutes_today(about.school)
    ids = {row.staff_id for row in open_of(about, wanted.name) if row.staff_id is not None} - told - set(away)
    ids = ids if only is None else ids & set(only)
    people = list(Staff.objects.filter(pk__in=ids, is_active=True).order_by("pk"))
    if people:
        ids_told = [person.pk for person in people]
        journal(
            by=by, school_id=about.school_id, event=f"{wanted.name}.reminded", about=about, cite=wanted.cite, at=at,
            people=ids_told,
        )  # fmt: skip
        tell(people, kind=kind, school=about.school, at=at, **fields)
    return len(people)


def late_subjects() -> list[Duty]:
    """Return overdue duties to read whose person has never been reminded of them."""
    told = Q(pk__in=[])
    for name, kind in REMINDERS.items():
        rows = Notice.objects.filter(kind=kind, subject_id=OuterRef("subject_id"), staff=OuterRef("staff"))
        told |= Q(Q(name=name), Exists(rows))
    late = Duty.objects.filter(OPEN, ~told, here(), name__in=NAMES, due_at__lt=clock.now(), staff__is_active=True)
    return list(late.order_by("subject_id", "pk"))


def of_people_gone() -> list[Duty]:
    """Return open duties to read of people who have left."""
    return list(Duty.objects.filter(OPEN, here(), name__in=NAMES, staff__is_active=False).order_by("pk"))
