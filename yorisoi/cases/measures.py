"""The plan in rows: problem, measure, who, by when, looked at when; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_measures import Effect, Measure, MeasureDuty
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.noticing import notice_in_line
from yorisoi.cases.queries import lines_in
from yorisoi.cases.rights import require_writer
from yorisoi.duties.models import Duty
from yorisoi.duties.single import drop_one, owe_one, settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import DO_MEASURE, EVALUATE_MEASURE
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, Staff

EVALUATED = ("care", "guidance", "guidance_around")


class NoLongerOpen(Exception):
    """It has been done, looked at, or changed already."""


@dataclass(frozen=True)
class Step:
    """One row of the plan as typed."""

    problem: str
    measure: str
    staff: Staff
    do_by: date
    look_on: date
    pupil: Pupil | None = None
    token: str = ""


@dataclass(frozen=True)
class Looked:
    """What came of it, as typed. onward: go_on (until a new `look_on`), change, end."""

    effect: str
    onward: str
    seen: str
    answer: str = ""
    look_on: date | None = None


def require_planner(case: Case, by: Staff) -> None:
    """Raise PermissionError unless this person does the school's work in the case."""
    require_writer(case, by)
    if not by.can(Can.RESPOND):
        raise PermissionError("not theirs to plan")


@transaction.atomic
def plan_measure(*, case: Case, by: Staff, step: Step, replaces: Measure | None = None) -> Measure:
    """Put a measure into the plan: its person owes it by its day, and the look at its effect later.

    Raises PermissionError, `NoLongerOpen` (the matter rests, or the row to be replaced is gone).
    """
    case = locked(case)
    require_planner(case, by)
    if step.token and (known := case.measures.filter(token=step.token).first()) is not None:
        return known
    if case.state in CASE_FLOW.resting or (replaces is not None and Measure.objects.filter(replaces=replaces).exists()):
        raise NoLongerOpen
    if step.staff.pk in shut_out_of_case(case.pk) or step.staff.school_id != case.school_id:
        raise PermissionError("cannot work in this matter")
    now = clock.now()
    row = Measure(
        case=case,
        by=by,
        at=now,
        pupil=step.pupil,
        staff=step.staff,
        do_by=step.do_by,
        look_on=step.look_on,
        replaces=replaces,
        token=step.token,
    )
    row.put("planned", {"problem": step.problem.strip(), "measure": step.measure.strip()})
    row.save(force_insert=True)
    join_team(case, [step.staff], "measure", now, by)
    _journal(case, by, "measure.planned", now, measure=str(row.pk))
    _owe(case, row, by, now, both=True)
    return row


def _owe(
    case: Case,
    row: Measure,
    by: Staff,
    at: datetime,
    *,
    both: bool,
    look_on: date | None = None,
    staff: Staff | None = None,
) -> None:
    words = row.data("planned")["measure"]
    wanted = [(DO_MEASURE, row.do_by)] if both else []
    for duty, day in (*wanted, (EVALUATE_MEASURE, look_on or row.look_on)):
        owed = owe_one(
            duty, about=case, by=by, at=at, staff=staff or row.staff, day=day, words=words, pupil_id=row.pupil_id
        )
        MeasureDuty.objects.create(measure=row, duty=owed)


def _locked(case: Case, duty: Duty, name: str, by: Staff) -> Duty:
    row = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk, case=case, name=name)
    row.case = case
    if row.staff_id != by.pk and not by.can(Can.READ_ALL):
        raise PermissionError("not theirs")
    if not row.is_open:
        raise NoLongerOpen
    return row


@transaction.atomic
def do_measure(*, case: Case, duty: Duty, by: Staff, words: str, answer: str = "") -> Entry:
    """Record that a measure of the plan was carried out. Theirs who owe it, or who read every case."""
    case = locked(case)
    require_planner(case, by)
    row = _locked(case, duty, DO_MEASURE.name, by)
    now = clock.now()
    entry = Entry(case=case, kind="measure_done", occurred_at=now, recorded_at=now, by=by, pupil_id=row.pupil_id)
    said = {"measure": row.text("words"), "words": words.strip(), "reply": answer.strip()}
    entry.put("body", {key: text for key, text in said.items() if text})
    entry.save(force_insert=True)
    findable(entry, "body", at=now)
    notice_in_line(case, entry, by=by, at=now)
    _journal(case, by, "entry.measure_done", now, entry=str(entry.pk))
    settle_one(row, by=by, at=now)
    return entry


@transaction.atomic
def look_at_measure(*, case: Case, duty: Duty, by: Staff, looked: Looked) -> Effect:
    """Say what came of a measure. If it goes on, its effect is looked at again on a new day.

    Changing it ends what is still owed of this row; the changed one is planned as a new row.
    """
    case = locked(case)
    require_planner(case, by)
    row = _locked(case, duty, EVALUATE_MEASURE.name, by)
    measure = Measure.objects.select_related("staff", "case__key").get(duties__duty=row)
    now = clock.now()
    effect = _effect(case, by, now, looked, measure=measure)
    settle_one(row, by=by, at=now)
    if looked.onward == "go_on" and looked.look_on is not None:
        # whoever looks now looks again: the plan may name somebody who has handed the case over
        _owe(case, measure, by, now, both=False, look_on=looked.look_on, staff=row.staff)
    if looked.onward != "go_on":
        for left in Duty.objects.select_for_update(of=("self",)).filter(measure_link__measure=measure):
            left.case = case
            drop_one(left, by=by, at=now, move="measure_ended")
    return effect


@transaction.atomic
def look_at_line(*, case: Case, entry: Entry, by: Staff, looked: Looked) -> Effect:
    """Say what came of a line of care or guidance, once for each look."""
    case = locked(case)
    require_planner(case, by)
    if entry.kind not in EVALUATED or not lines_in(case).filter(pk=entry.pk).exists():
        raise Entry.DoesNotExist
    return _effect(case, by, clock.now(), looked, entry=entry)


def _effect(
    case: Case, by: Staff, at: datetime, looked: Looked, *, measure: Measure | None = None, entry: Entry | None = None
) -> Effect:
    row = Effect(case=case, by=by, at=at, measure=measure, entry=entry, effect=looked.effect, onward=looked.onward)
    row.put("words", {"seen": looked.seen.strip(), "answer": looked.answer.strip()})
    row.save(force_insert=True)
    what = measure.data("planned")["measure"] if measure is not None else ""
    if entry is not None:
        what = entry.data("body").get("words", "")
    pupil = measure.pupil_id if measure is not None else entry.pupil_id if entry is not None else None
    line = Entry(
        case=case,
        kind="effect",
        code=looked.effect,
        flag=looked.onward,
        occurred_at=at,
        recorded_at=at,
        by=by,
        pupil_id=pupil,
    )
    said = {"measure": what, "words": looked.seen.strip(), "reply": looked.answer.strip()}
    line.put("body", {key: text for key, text in said.items() if text})
    line.save(force_insert=True)
    findable(line, "body", at=at)
    notice_in_line(case, line, by=by, at=at)
    _journal(case, by, "measure.looked_at", at, effect=looked.effect, onward=looked.onward, entry=str(line.pk))
    return row


def _journal(case: Case, by: Staff, event: str, at: datetime, **data: object) -> None:
    journal(by=by, school_id=case.school_id, event=event, about=case, cite="response.adjust", at=at, **data)
