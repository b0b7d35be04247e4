"""Writes of interviews: plan, fit into the day, hold, end without (§第2-3(2)①; E2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.care.models_interviews import Booking, Interview
from yorisoi.care.owing import drop_for, owe_for
from yorisoi.care.queries import bookings_of
from yorisoi.duties.away import stood_in_for
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.care_duties import HOLD_INTERVIEW
from yorisoi.policy.deadlines import is_weekday
from yorisoi.policy.edition import edition
from yorisoi.policy.fitting import Moment, Place
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff
from yorisoi.schools.queries import current_enrolments, holders

CITE = "detection.interview"
ROUND = "round"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an interview comes from: kind and id of a row of another chapter (a reading item, a question …), and why.

    The same origin never plans two interviews with one child. why: in words, sealed.
    """

    kind: str
    id: str = ""
    why: str = ""


class Taken(Exception):
    """A time that is not free. what: adult, pupil or room."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Ended(Exception):
    """The interview has been held or ended meanwhile."""


def adult_for(pupil: Pupil) -> Staff | None:
    """Return who talks with a child unless somebody else is named: the 担任, else the 学年主任, else 生徒指導主任."""
    seat = current_enrolments([pupil.pk]).get(pupil.pk)
    found: Staff | None = None
    if seat is not None:
        found = holders(pupil.school, Post.HOMEROOM, class_id=seat.school_class_id).first()
        found = found or holders(pupil.school, Post.GRADE_HEAD, grade=seat.school_class.grade).first()
    return found or holders(pupil.school, Post.GUIDANCE_HEAD).first()


@transaction.atomic
def plan_interview(
    *,
    pupil: Pupil,
    origin: Origin,
    by: Staff,
    adult: Staff | None = None,
    place: Place | None = None,
    day: date | None = None,
) -> Interview:
    """Plan an interview with a child; the adult (the 担任 unless named) owes it. Called again for an origin: the same.

    place: when and where, if it is known; else it is owed by `day`, or by the clock `interview`, until it has a time.
    Raises `Taken`, PermissionDenied.
    """
    if by.school_id != pupil.school_id or not by.can(Can.RESPOND):
        raise PermissionDenied
    if origin.id:
        known = Interview.objects.filter(pupil=pupil, origin_kind=origin.kind, origin_id=origin.id).first()
        if known is not None:
            return known
    return _plan(pupil, origin, by, adult or adult_for(pupil) or by, "", place, day)


def _plan(
    pupil: Pupil,
    origin: Origin,
    by: Staff,
    adult: Staff,
    round_code: str,
    place: Place | None,
    day: date | None = None,
) -> Interview:
    if adult.school_id != pupil.school_id or not adult.can(Can.RESPOND):
        raise PermissionDenied
    now = clock.now()
    key = data_key(pupil.school_id)
    key.save(force_insert=True)
    row = Interview(
        key=key,
        school=pupil.school,
        year=school_year(today()),
        pupil=pupil,
        adult=adult,
        origin_kind=origin.kind,
        origin_id=origin.id,
        round=round_code,
        planned_at=now,
        planned_by=by,
    )
    row.put("why", origin.why)
    row.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="interview.planned", about=row, cite=CITE, at=now, origin=origin.kind)
    if place is not None:
        book(interview=row, by=by, place=place)
    else:
        owe_for(row, HOLD_INTERVIEW, pupil=pupil, by=by, at=now, staff=adult, day=day or _last_day(row))
    return row


def _last_day(row: Interview) -> date | None:
    """Return the end of the plan's round, which an interview without a time is owed by; None: by the clock."""
    found = edition(row.school.edition).care.round(row.round)
    return max(found.span(row.year)[1], today()) if found else None


def may_plan(staff: Staff, school_class: SchoolClass) -> bool:
    """Say whether this person may plan a class's interviews: its 担任, 学年主任, or who takes reports in."""
    if staff.school_id != school_class.school_id:
        return False
    held = [holding for person in (staff, *stood_in_for(staff)) for holding in person.holdings]
    near = any(h.school_class_id == school_class.pk or (h.grade and h.grade == school_class.grade) for h in held)
    return staff.can(Can.INTAKE) or near


@transaction.atomic
def plan_round(*, school_class: SchoolClass, code: str, by: Staff, adult: Staff) -> list[Interview]:
    """Plan an interview with every child of a class for a round of the plan; those who have one keep theirs.

    Whose interview was dropped is planned for again.
    """
    found = edition(school_class.school.edition).care.round(code)
    if found is None or not may_plan(by, school_class):
        raise PermissionDenied
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    year = school_year(today())
    have = set(Interview.objects.filter(year=year, round=code, dropped=False).values_list("pupil_id", flat=True))
    seats = (
        school_class.enrolments.filter(pupil__left_on__isnull=True).select_related("pupil__school").order_by("number")
    )
    return [_plan(seat.pupil, Origin(ROUND), by, adult, code, None) for seat in seats if seat.pupil_id not in have]


def opened(interview: Interview, by: Staff) -> Interview:
    """Lock an interview that this person may work on. Raises `Ended` or PermissionDenied."""
    row = (
        Interview.objects.select_for_update(of=("self",))
        .select_related("key", "pupil__school", "school", "adult")
        .get(pk=interview.pk)
    )
    if not may_hold(row, by):
        raise PermissionDenied
    if row.ended_at is not None:
        raise Ended
    return row


def may_hold(interview: Interview, staff: Staff) -> bool:
    """Say whether this person may book and hold it: the adult, who stands in for them, or who takes reports in."""
    named = set(interview.named.exclude(meant=False).values_list("staff_id", flat=True))
    if staff.school_id != interview.school_id or staff.pk in named:
        return False
    mine = interview.adult_id in {staff.pk, *(one.pk for one in stood_in_for(staff) if one.pk not in named)}
    return staff.can(Can.RESPOND) and (mine or staff.can(Can.INTAKE) or staff.pk == interview.planned_by_id)


@transaction.atomic
def book(*, interview: Interview, by: Staff, place: Place) -> Booking:
    """Give an interview its time and room; an earlier one is given up. Raises `Taken` where one of them is not free."""
    row = opened(interview, by)
    now = clock.now()
    rules = edition(row.school.edition).care
    rules.slot(place.moment.slot)
    if (
        place.moment.day < today()
        or not is_weekday(place.moment.day)
        or place.room not in rooms_for(row.school, row.pupil)
    ):
        raise ValueError("no such place")
    Booking.objects.filter(interview=row, ended_at__isnull=True).update(ended_at=now)
    if (what := taken_by(row, place)) is not None:
        raise Taken(what)
    try:
        with transaction.atomic():
            made = Booking.objects.create(
                interview=row, school=row.school, day=place.moment.day, slot=place.moment.slot, room=place.room,
                adult=row.adult, pupil=row.pupil, made_at=now, made_by=by,
            )  # fmt: skip
    except IntegrityError:  # somebody else was faster
        raise Taken(taken_by(row, place) or "room") from None
    owe_for(row, HOLD_INTERVIEW, pupil=row.pupil, by=by, at=now, staff=row.adult, day=made.day)
    journal(
        by=by, school_id=row.school_id, event="interview.booked", about=row, cite=CITE, at=now, day=made.day.isoformat()
    )
    return made


def taken_by(row: Interview, place: Place) -> str | None:
    """Say which of adult, pupil and room is not free at a place, None when all are."""
    here = Booking.objects.filter(day=place.moment.day, slot=place.moment.slot, ended_at__isnull=True)
    here = here.exclude(interview=row)
    for what, rows in (
        ("adult", here.filter(adult=row.adult)),
        ("pupil", here.filter(pupil=row.pupil)),
        ("room", here.filter(school=row.school, room=place.room)),
    ):
        if rows.exists():
            return what
    return None


@transaction.atomic
def book_all(*, places: dict[Any, Place], interviews: list[Interview], by: Staff) -> None:
    """Book several at once, all or none: first every old time is given up, so that two may change places."""
    now = clock.now()
    rows = [opened(row, by) for row in interviews if row.pk in places]
    standing = bookings_of(rows)
    moved = [row for row in rows if not _stays(standing.get(row.pk), places[row.pk])]
    Booking.objects.filter(interview__in=moved, ended_at__isnull=True).update(ended_at=now)
    for row in moved:
        book(interview=row, by=by, place=places[row.pk])


def _stays(booking: Booking | None, place: Place) -> bool:
    return booking is not None and (booking.day, booking.slot, booking.room) == (
        place.moment.day, place.moment.slot, place.room,
    )  # fmt: skip


@transaction.atomic
def hand_over(*, interview: Interview, by: Staff, adult: Staff) -> None:
    """Let another adult hold it; a time that was booked is given up, because theirs may not be free."""
    row = opened(interview, by)
    if adult.school_id != row.school_id or not adult.can(Can.RESPOND):
        raise PermissionDenied
    now = clock.now()
    row.adult = adult
    row.save(update_fields=["adult"])
    Booking.objects.filter(interview=row, ended_at__isnull=True).update(ended_at=now)
    owe_for(row, HOLD_INTERVIEW, pupil=row.pupil, by=by, at=now, staff=adult, day=_last_day(row))
    journal(by=by, school_id=row.school_id, event="interview.handed_over", about=row, cite=CITE, at=now, staff=adult.pk)


@transaction.atomic
def drop_interview(*, interview: Interview, by: Staff, reason: str) -> None:
    """End an interview that will not be held, with a reason: only who takes reports in, so that none is just let go."""
    row = opened(interview, by)
    if not by.can(Can.INTAKE) or not reason.strip():
        raise PermissionDenied
    end(row, by=by, at=clock.now(), dropped=reason)
    drop_for(row, by=by, at=row.ended_at or clock.now(), move="dropped")


def end(row: Interview, *, by: Staff, at: datetime, dropped: str = "") -> None:
    """Mark it as ended; its time is free again from now on if it lies ahead. Inside the caller's transaction."""
    row.ended_at, row.ended_by, row.dropped = at, by, bool(dropped)
    row.put("dropped_because", dropped)
    row.save(update_fields=["ended_at", "ended_by", "dropped", "dropped_because"])
    Booking.objects.filter(interview=row, ended_at__isnull=True).update(ended_at=at)
    journal(by=by, school_id=row.school_id, event="interview.ended", about=row, cite=CITE, at=at, dropped=bool(dropped))


def rooms_for(school: School, pupil: Pupil | None = None) -> dict[str, str]:
    """Return the rooms to talk in by their codes: those of the edition, and the child's own classroom last."""
    found = {room.code: room.label for room in edition(school.edition).care.rooms}
    seat = current_enrolments([pupil.pk]).get(pupil.pk) if pupil is not None else None
    if seat is not None:
        found[f"class:{seat.school_class_id}"] = str(seat.school_class)
    return found


def when_key(moment: Moment) -> str:
    """Return a moment as a form's value: 「2026-06-03 break」."""
    return f"{moment.day.isoformat()} {moment.slot}"
