"""The hearing day: who hears whom, where and when; a hearing begins, and is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Min, QuerySet

from yorisoi.cases.hearing_told import tell_off, tell_planned
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_hearings import HearingMark, HearingRow, StatementMark
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.queries import pupils_by_role
from yorisoi.cases.reach import parts_of
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.rights import require_writer
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.present import HEARINGS, PLANNED
from yorisoi.duties.single import drop_one, settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import HEAR, HEAR_VICTIM
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Duty as PolicyDuty
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Pupil, Staff


class Replaced(Exception):
    """The row of the plan has been changed already; look at the plan as it is now."""


class AtRest(Exception):
    """The matter is decided: no hearing is planned in it."""


@dataclass(frozen=True)
class Place:
    """One row of the plan as typed. whom: words for those around; because: the mark that asks for it.

    instead: the duty that a meeting gave somebody; another main listener takes it over."""

    side: str
    room: str
    starts_at: datetime
    main: Staff
    second: Staff | None = None
    minutes: int = 30
    pupil: Pupil | None = None
    whom: str = ""
    because: StatementMark | None = None
    instead: Duty | None = None
    token: str = ""


def rows_in(case: Case) -> QuerySet[HearingRow]:
    """Return what was ever planned in a case, and in those that went into it."""
    rows = HearingRow.objects.filter(case__in=[case.pk, *parts_of(case)])
    return rows.select_related("case__key", "pupil", "main", "second")


def current_rows(case: Case) -> list[HearingRow]:
    """Return the plan as it stands: no row that was changed or cancelled, in order of time."""
    rows = rows_in(case).filter(replaced_by__isnull=True, cancelled=False)
    return list(rows.prefetch_related("marks__by"))


@transaction.atomic
def plan_hearing(*, case: Case, by: Staff, place: Place, replaces: HearingRow | None = None) -> HearingRow:
    """Put a hearing into the plan, or a change of one; its listeners join the team, the main one owes it.

    Raises PermissionError for who may not plan, or for a listener who is shut out; `Replaced` for a row that has
    been changed already; ValueError for one person twice.
    """
    case = locked(case)
    require_planner(case, by)
    if place.token and (known := case.hearingrows.filter(token=place.token).first()) is not None:
        return known
    if case.state in CASE_FLOW.resting:
        raise AtRest
    _check(case, place)
    now = clock.now()
    if replaces is not None:
        _end(case, replaces, by, now)
    row = HearingRow(
        case=case,
        by=by,
        at=now,
        side=place.side,
        pupil=place.pupil,
        room=place.room,
        starts_at=place.starts_at,
        minutes=place.minutes,
        main=place.main,
        second=place.second,
        replaces=replaces,
        because=place.because,
        token=place.token,
    )
    row.put("note", place.whom)
    row.save(force_insert=True)
    _journal(row, by, "hearing.changed" if replaces else "hearing.planned", now)
    join_team(case, [p for p in (place.main, place.second) if p is not None], "hearing", now, by)
    _owe(case, row, place.whom, by, now)
    tell_planned(row, replaces, but=by, at=now)
    if place.instead is not None and place.instead.staff_id != row.main_id:
        _take_over(case, place.instead, by, now)
    return row


def _take_over(case: Case, given: Duty, by: Staff, at: datetime) -> None:
    """End what a meeting gave to somebody whose hearing another person holds now."""
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=given.pk, case=case, name__in=HEARINGS)
    duty.case = case
    drop_one(duty, by=by, at=at, move="replaced")


@transaction.atomic
def cancel_hearing(*, row: HearingRow, by: Staff, reason: str, case: Case | None = None) -> HearingRow:
    """Take a hearing out of the plan, with a reason. The row stays; a new one says that it is off.

    case: on whose page, where the row came with a case that went into it.
    """
    case = locked(case or row.case)
    require_planner(case, by)
    now = clock.now()
    _end(case, row, by, now)
    off = HearingRow(
        case=case,
        by=by,
        at=now,
        side=row.side,
        pupil=row.pupil,
        room=row.room,
        starts_at=row.starts_at,
        minutes=row.minutes,
        main=row.main,
        second=row.second,
        replaces=row,
        cancelled=True,
    )
    off.put("note", reason)
    off.save(force_insert=True)
    _journal(off, by, "hearing.cancelled", now)
    tell_off(off, but=by, at=now)
    return off


def before_the_case(case: Case, starts_at: datetime) -> bool:
    """Say whether a hearing would lie on a day before the case was there, or those that went into it."""
    opened = Case.objects.filter(pk__in=[case.pk, *parts_of(case)]).aggregate(first=Min("opened_at"))["first"]
    return day_of(starts_at) < day_of(opened)


def require_planner(case: Case, by: Staff) -> None:
    """Raise PermissionError unless this person plans hearings of the case: who convenes, and reads it."""
    require_writer(case, by)
    if not by.can(Can.CONVENE):
        raise PermissionError("not theirs to plan")


def _check(case: Case, place: Place) -> None:
    people = [p for p in (place.main, place.second) if p is not None]
    out = shut_out_of_case(case.pk)
    if any(p.pk in out or p.school_id != case.school_id or not p.is_active for p in people):
        raise PermissionError("cannot listen in this matter")
    if place.main == place.second:
        raise ValueError("two different people listen")
    if place.pupil is not None and place.pupil.school_id != case.school_id:
        raise Pupil.DoesNotExist
    if place.because is not None and place.because.case_id not in {case.pk, *parts_of(case)}:
        raise StatementMark.DoesNotExist


def _end(case: Case, row: HearingRow, by: Staff, at: datetime) -> None:
    """Make sure that the row still stands and that nobody has been heard by it; end what its listener owed."""
    _require_row(case, row)
    if row.cancelled or HearingRow.objects.filter(replaces=row).exists() or recorded(row):
        raise Replaced
    others = [
        o for o in current_rows(case) if o.pk != row.pk and (o.main_id, o.pupil_id) == (row.main_id, row.pupil_id)
    ]
    if not others:
        for duty in _owed(case, row):
            drop_one(duty, by=by, at=at, move="replaced")


def _require_row(case: Case, row: HearingRow) -> None:
    if row.case_id not in {case.pk, *parts_of(case)}:
        raise HearingRow.DoesNotExist


def recorded(row: HearingRow) -> bool:
    """Say whether what was said in the room is on record."""
    return row.marks.filter(what="recorded").exists()


def _owed(case: Case, row: HearingRow) -> list[Duty]:
    rows = Duty.objects.select_for_update(of=("self",)).filter(
        OPEN, case=case, name__in=HEARINGS, staff=row.main_id, pupil=row.pupil_id
    )
    found = list(rows)
    for duty in found:
        duty.case = case
    return found


def _owe(case: Case, row: HearingRow, whom: str, by: Staff, at: datetime) -> None:
    """The main listener owes the hearing by its day – once, where the committee has asked for it already."""
    if _owed(case, row):
        return
    victims = pupils_by_role(case)["victim"]
    wanted: PolicyDuty = HEAR_VICTIM if row.side == "victim" and row.pupil_id in victims else HEAR
    day = max(day_of(row.starts_at), day_of(at))
    owe(
        [replace(wanted, clock=PLANNED)],
        about=case,
        by=by,
        at=at,
        setting=Setting(
            shut_out=shut_out_of_case(case.pk), assigned={wanted.name: [(row.main, row.pupil_id, day, whom)]}
        ),
    )


@transaction.atomic
def begin_hearing(*, row: HearingRow, by: Staff, case: Case | None = None) -> None:
    """The child is in the room with the listeners. Saying so twice says it once. case: as in `cancel_hearing`."""
    case = locked(case or row.case)
    _require_row(case, row)
    require_listener(case, row, by)
    if row.cancelled or HearingRow.objects.filter(replaces=row).exists():
        raise Replaced
    if not row.marks.filter(what__in=["began", "recorded"]).exists():
        now = clock.now()
        HearingMark.objects.create(row=row, what="began", at=now, by=by)
        _journal(row, by, "hearing.began", now)


def require_listener(case: Case, row: HearingRow, by: Staff) -> None:
    """Raise PermissionError unless this person listens in the room, or plans the day."""
    require_writer(case, by)
    if by.pk not in {row.main_id, row.second_id} and not by.can(Can.CONVENE):
        raise PermissionError("not their room")


@transaction.atomic
def record_hearing(*, case: Case, by: Staff, line: Line, row: HearingRow | None = None) -> Entry:
    """Write down what was said. In a row of the plan its duty is done, whichever of the two listeners writes."""
    case = locked(case)
    if row is not None:
        _require_row(case, row)
        require_listener(case, row, by)
    entry = record_line(case=case, by=by, line=line)
    if row is None or row.marks.filter(entry=entry).exists():
        return entry
    now = clock.now()
    HearingMark.objects.create(row=row, what="recorded", at=now, by=by, entry=entry)
    _journal(row, by, "hearing.recorded", now)
    for duty in _owed(case, row):
        settle_one(duty, by=by, at=now)
    return entry


def _journal(row: HearingRow, by: Staff, event: str, at: datetime) -> None:
    people: Sequence[int | None] = (row.main_id, row.second_id)
    journal(
        by=by,
        school_id=row.case.school_id,
        event=event,
        about=row.case,
        cite="response.hearings",
        at=at,
        row=str(row.pk),
        side=row.side,
        staff=[pk for pk in people if pk],
    )


__all__ = [
    "HEARINGS",
    "AtRest",
    "Place",
    "Replaced",
    "begin_hearing",
    "cancel_hearing",
    "current_rows",
    "plan_hearing",
    "record_hearing",
    "recorded",
    "require_listener",
    "require_planner",
    "rows_in",
]
