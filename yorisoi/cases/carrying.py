"""Open duties that go with their matter into another case: the same clock, under the other case's key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import Promise
from yorisoi.cases.models_measures import MeasureDuty
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actions import journal
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.schools.models import Staff

KEPT = (
    "school_id", "name", "cite", "clock", "owner_post", "acting_post", "staff_id", "school_class_id", "grade",
    "pupil_id", "meeting_id", "owed_at", "due_at", "late_by_id", "late_at",
)  # fmt: skip
SAME = ("name", "acting_post", "staff_id", "school_class_id", "grade", "pupil_id")


def carry(duties: Iterable[Duty], case: Case, *, move: str, by: Staff, at: datetime) -> None:
    """Let these open duties go over to the case. What it owes already is owed once, by the earlier of both clocks."""
    for old in list(duties):
        words = old.text("words")
        end(old, move=move, by=by, at=at)
        same = _same(old, case, words)
        if any(row.due_at <= old.due_at for row in same):
            continue
        for row in same:
            end(row, move="replaced", by=by, at=at)
        new = Duty(case=case, **{name: getattr(old, name) for name in KEPT})
        for name, text in (("words", words), ("late_reason", old.text("late_reason"))):
            if text:
                new.put(name, text)
        new.save(force_insert=True)
        _keep_link(old, new)
        journal(
            by=by,
            school_id=new.school_id,
            event="duty.carried",
            about=case,
            cite=new.cite,
            at=at,
            duty=new.name,
            post=new.acting_post,
            staff=new.staff_id,
            due=new.due_at.isoformat(),
        )


def _keep_link(old: Duty, new: Duty) -> None:
    """Let what is owed stay bound to the row of the plan, or to the promise, from which it came."""
    if (measure := MeasureDuty.objects.filter(duty=old).values_list("measure", flat=True).first()) is not None:
        MeasureDuty.objects.create(measure_id=measure, duty=new)
    if (entry := Promise.objects.filter(duty=old).values_list("entry", flat=True).first()) is not None:
        Promise.objects.create(entry_id=entry, duty=new)


def open_of(case: Case) -> list[Duty]:
    """Return the open duties of a case with what their texts are sealed by."""
    return list(Duty.objects.filter(OPEN, case=case).select_related("case__key", "pupil"))


def end(row: Duty, *, move: str, by: Staff, at: datetime) -> None:
    """End one duty, because it is owed elsewhere now."""
    Duty.objects.filter(OPEN, pk=row.pk).update(dropped_at=at, dropped_by_move=move)
    journal(
        by=by,
        school_id=row.school_id,
        event="duty.ended",
        about=row.case,
        cite=row.cite,
        at=at,
        duty=row.name,
        move=move,
    )


def _same(old: Duty, case: Case, words: str) -> list[Duty]:
    """Return what the case owes already: the same thing by the same people for the same child, in the same words."""
    given = {name: getattr(old, name) for name in SAME}
    alike = {name if value is not None else f"{name}__isnull": value or value is None for name, value in given.items()}
    rows = Duty.objects.filter(OPEN, case=case, **alike).select_related("case__key")
    return [row for row in rows if row.text("words") == words]


def wants_somebody(case: Case) -> bool:
    """Say whether a case that goes on has nobody who owes anything: then the committee is owed."""
    return case.state not in CASE_FLOW.resting and not Duty.objects.filter(OPEN, case=case).exists()
