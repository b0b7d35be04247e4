"""Writes of meetings: convene, attend, take notes, set the next date, finalise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yorisoi.duties.actions import settle
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.models_room import RoomState
from yorisoi.meetings.queries import chair_row, people_to_call, sees_all, shut_out_of_item
from yorisoi.meetings.sharing import share_minutes
from yorisoi.meetings.standing import standing_in
from yorisoi.meetings.substitutes import seat_substitutes, tell_called
from yorisoi.policy.roles import Body, Can
from yorisoi.reports.models import Report
from yorisoi.reports.pointing_out import first_report, point_out
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.fields import mark
from yorisoi.schools.models import School, Staff
from yorisoi.schools.numbers import next_number


class Finalised(Exception):
    """The minutes are fixed; a correction is an addition."""


class ShutOut(Exception):
    """The person is shut out of everything on the agenda: nothing is said to them."""


class Changed(Exception):
    """Somebody else wrote meanwhile; `theirs` is the text as it stands now."""

    def __init__(self, theirs: str) -> None:
        super().__init__("changed meanwhile")
        self.theirs = theirs


def require_convener(school_id: int, by: Staff) -> None:
    """Raise PermissionError unless this person may call this school's meetings."""
    if not by.can(Can.CONVENE) or by.school_id != school_id:
        raise PermissionError("not theirs to convene")


def require_recorder(meeting: Meeting, by: Staff) -> None:
    """Raise PermissionError unless this person may write in the meeting."""
    if by.school_id != meeting.school_id or not may_record(meeting, by):
        raise PermissionError("not theirs to record")


def opened(meeting: Meeting) -> Meeting:
    """Lock a meeting that is not finalised, to write in it; who looks at the room will see that something changed."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=meeting.pk)
    if row.finalised_at is not None:
        raise Finalised
    if not RoomState.objects.filter(meeting=row).update(version=F("version") + 1):
        RoomState.objects.create(meeting=row, version=1)
    return row


@transaction.atomic
def convene(
    *,
    school: School,
    by: Staff,
    body: str,
    at: datetime,
    place: str = "",
    reports: Sequence[Report] = (),
    cases: Sequence[Any] = (),
    class_ids: Iterable[int] = (),
    invited: Iterable[Staff] = (),
) -> Meeting:
    """Call a body together over reports and cases: seats by post, 担任 of the children, guests (O1, R3, R4).

    Whoever is shut out of every item is not called, and never learns of the meeting.
    """
    require_convener(school.pk, by)
    now = clock.now()
    year, number = next_number(school, "meeting", school_year(day_of(now)))
    meeting = Meeting.objects.create(
        key=make_data_key(school.pk),
        school=school,
        year=year,
        number=number,
        body=body,
        scheduled_at=at,
        place=place,
        convened_at=now,
        convened_by=by,
    )
    items = [
        AgendaItem.objects.create(meeting=meeting, position=i, **about)
        for i, about in enumerate([*({"report": r} for r in reports), *({"case": c} for c in cases)])
    ]
    outs = [shut_out_of_item(item) for item in items]
    everywhere = frozenset.intersection(*outs) if outs else frozenset()
    seats = people_to_call(school, body, class_ids=list(class_ids), out=everywhere)
    rows = [Attendance(meeting=meeting, staff=person, post=post) for person, post in seats]
    have = {person.pk for person, _post in seats}
    for guest in invited:
        if guest.pk not in everywhere and guest.pk not in have and guest.school_id == school.pk:
            post = sorted(guest.posts)[0] if guest.posts else ""
            rows.append(Attendance(meeting=meeting, staff=guest, post=post, seat="invited"))
    Attendance.objects.bulk_create(rows)
    for item in items:
        settle(f"convened:{body}", about=item.case or item.report, by=by, at=now)
    journal(
        by=by,
        school_id=school.pk,
        event="meeting.convened",
        about=meeting,
        at=now,
        cite="response.subcommittee" if body == Body.SUBCOMMITTEE else "response.committee",
        body=body,
    )
    tell_called(meeting, [*(row.staff for row in rows), *seat_substitutes(meeting, by=by, at=now)], at=now)
    return meeting


@transaction.atomic
def add_item(*, meeting: Meeting, by: Staff, report: Report | None = None, case: Any = None) -> AgendaItem:
    """Put a report or a case on the agenda of a meeting that is not finalised."""
    meeting = opened(meeting)
    require_convener(meeting.school_id, by)
    require_recorder(meeting, by)
    item, made = AgendaItem.objects.get_or_create(
        meeting=meeting, report=report, case=case, defaults={"position": meeting.items.count()}
    )
    if made:
        settle(f"convened:{meeting.body}", about=case or report, by=by)
        journal(by=by, school_id=meeting.school_id, event="meeting.item", about=meeting, item=item.pk)
    return item


@transaction.atomic
def mark_attendance(*, meeting: Meeting, by: Staff, present: Iterable[int], informed: dict[int, str]) -> None:
    """Record who is there; absent members get how they are told. Opens the meeting at the first mark.

    present: staff ids. informed: staff id → how an absent member is told.
    """
    meeting = opened(meeting)
    require_recorder(meeting, by)
    now = clock.now()
    here = set(present)
    marks: dict[tuple[bool, str], list[int]] = {}
    for row in meeting.attendances.all():
        how = "" if row.staff_id in here else mark(informed.get(row.staff_id, row.informed), 60)
        marks.setdefault((row.staff_id in here, how), []).append(row.pk)
    for (came, how), rows in marks.items():
        Attendance.objects.filter(pk__in=rows).update(present=came, informed=how, marked_at=now, marked_by=by)
    if meeting.opened_at is None and here:
        meeting.opened_at = now
        meeting.save(update_fields=["opened_at"])
    meeting.stand_ins.filter(absent__staff__in=here, until__isnull=True).update(until=now)
    journal(by=by, school_id=meeting.school_id, event="meeting.attendance", about=meeting, at=now, present=sorted(here))


@transaction.atomic
def take_notes(*, meeting: Meeting, by: Staff, notes: str, version: int) -> int:
    """Keep the room's notes. Two hands: whoever writes over a newer version gets `Changed` with the other's text."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    if meeting.version != version and meeting.text("notes") != notes:
        raise Changed(meeting.text("notes"))
    meeting.put("notes", notes)
    meeting.version += 1
    meeting.save(update_fields=["notes", "version"])
    journal(by=by, school_id=meeting.school_id, event="meeting.notes", about=meeting, version=meeting.version)
    return meeting.version


@transaction.atomic
def set_next(*, meeting: Meeting, by: Staff, at: datetime, work: str) -> None:
    """Fix the next date and what must be done until then (◎ of the flowchart)."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    meeting.next_at = at
    meeting.put("next_work", work)
    meeting.save(update_fields=["next_at", "next_work"])
    journal(by=by, school_id=meeting.school_id, event="meeting.next", about=meeting, cite="response.next_date")


def seat_of(meeting: Meeting, staff: Staff) -> Attendance | None:
    """Return this person's seat in the meeting, if they have one."""
    return next((row for row in meeting.attendances.all() if row.staff_id == staff.pk), None)


def may_record(meeting: Meeting, staff: Staff) -> bool:
    """Say whether this person may write in the meeting: a member or who convenes, and who may know all its items.

    Next date, attendance, guests and minutes speak of the whole meeting: none of it is for whoever is shut out of part.
    """
    if not staff.can(Can.CONVENE):
        seat = seat_of(meeting, staff)
        if seat is None or (seat.seat != "member" and seat.pk not in standing_in(meeting)):
            return False
    return sees_all(meeting, staff)


def may_finalise(meeting: Meeting, staff: Staff) -> bool:
    """Say whether this person may fix the minutes: present, in the row of the chair, shut out of nothing there."""
    seat = seat_of(meeting, staff)
    if seat is None or not seat.present or not sees_all(meeting, staff):
        return False
    members = [a for a in meeting.attendances.all() if a.seat == "member"]
    row = chair_row(meeting, members)
    if seat.post in row:
        return True
    # everyone in the edition's row may be shut out of something here: then a member who is present fixes the minutes
    return seat.seat == "member" and not any(sees_all(meeting, a.staff) for a in members if a.post in row)


@transaction.atomic
def finalise(*, meeting: Meeting, by: Staff, decisions: list[dict[str, Any]]) -> Meeting:
    """Fix the minutes: what was decided, who was there, when next. From here on nothing changes.

    Only the chair (or a substitute in the edition's row who was present) finalises. `decisions` comes
    from `cases.queries.decisions_of`, so that the minutes hold exactly what was recorded.
    """
    meeting = opened(meeting)
    if not may_finalise(meeting, by):
        raise PermissionError("the chair finalises")
    now = clock.now()
    minutes = {
        "body": meeting.body,
        "number": meeting.label,
        "scheduled_at": meeting.scheduled_at.isoformat(),
        "opened_at": meeting.opened_at.isoformat() if meeting.opened_at else None,
        "finalised_at": now.isoformat(),
        "chair": by.name,
        "attendance": [
            {"name": a.staff.name, "post": a.post, "seat": a.seat, "present": a.present, "informed": a.informed}
            for a in meeting.attendances.select_related("staff")
        ],
        "stand_ins": [
            {"absent": one.absent.staff.name, "substitute": one.substitute.staff.name, "post": one.post}
            for one in standing_in(meeting).values()
        ],
        "notes": meeting.text("notes"),
        "decisions": decisions,
        "next_at": meeting.next_at.isoformat() if meeting.next_at else None,
        "next_work": meeting.text("next_work"),
    }
    text = json.dumps(minutes, ensure_ascii=False, sort_keys=True)
    meeting.put("minutes", text)
    meeting.minutes_hash = hashlib.sha256(text.encode()).digest()
    meeting.finalised_at, meeting.finalised_by = now, by
    meeting.save(update_fields=["minutes", "minutes_hash", "finalised_at", "finalised_by"])
    for item in meeting.items.select_related("report__key", "case"):
        about = item.report or first_report(item.case)
        if about is not None:
            point_out(report=about, by=by, text=meeting.text("notes"), place="meeting", at=now)
    journal(
        by=by,
        school_id=meeting.school_id,
        event="meeting.finalised",
        about=meeting,
        at=now,
        cite="response.record",
        minutes=meeting.minutes_hash.hex(),
    )
    share_minutes(meeting=meeting, by=by, at=now)
    return meeting
