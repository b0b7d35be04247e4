"""Who is there, by one tap each; who stands in for whom; the order of the items and the time they take."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from yorisoi.duties.away import substitutes_today
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.actions import opened, require_recorder
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.models_room import ItemTime, RoomState, StandIn
from yorisoi.meetings.queries import out_of_any
from yorisoi.meetings.substitutes import acts_as, sitting_for, take_seat, tell_called
from yorisoi.policy.roles import acting_posts
from yorisoi.schools.calendar import day_of
from yorisoi.schools.fields import mark
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import holders


@transaction.atomic
def mark_one(
    *, meeting: Meeting, by: Staff, staff_id: int, present: bool | None, informed: str | None = None
) -> tuple[Attendance, bool | None]:
    """Take down one person: there, not there, or not yet said. Others' marks stay. Returns the seat, and how it was."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    row = Attendance.objects.select_for_update(of=("self",)).select_related("staff").get(
        meeting=meeting, staff_id=staff_id
    )  # fmt: skip
    now, before = clock.now(), row.present
    row.present, row.marked_at, row.marked_by = present, now, by
    if present:
        row.informed = ""
        _end(meeting, row, now)
    elif informed is not None:
        row.informed = mark(informed, 60)
    row.save(update_fields=["present", "informed", "marked_at", "marked_by"])
    if present and meeting.opened_at is None:
        meeting.opened_at = now
        meeting.save(update_fields=["opened_at"])
    journal(
        by=by, school_id=meeting.school_id, event="meeting.attendance_one", about=meeting, at=now, staff=staff_id,
        present=present,
    )  # fmt: skip
    return row, before


def _end(meeting: Meeting, absent: Attendance, at: datetime) -> None:
    meeting.stand_ins.filter(absent=absent, until__isnull=True).update(until=at)


def may_stand_in(meeting: Meeting, absent: Attendance, out: frozenset[int]) -> list[tuple[Staff, str]]:
    """Return who may sit for this member: those who hold the posts that act for the seat's, in that order.

    First whoever is on record as standing in for the absent person on that day, whatever their post (`substitutes`).
    out: everybody who is shut out of anything on the agenda: none of them. Whoever sits here as a member already has
    a voice of their own, and cannot have two.
    """
    seats = {a.staff_id for a in meeting.attendances.all() if a.seat == "member"}
    found: dict[int, tuple[Staff, str]] = {}
    for post in acting_posts(absent.post):
        for person in holders(meeting.school, post):
            if person.pk not in out and person.pk not in seats:
                found.setdefault(person.pk, (person, post))
    first = recorded_substitute(meeting, absent)
    if first is not None and first not in found and absent.seat == "member":
        day = day_of(meeting.scheduled_at)
        for person in sitting_for(meeting.school, day, [absent.staff_id], out | seats).values():
            found[person.pk] = (person, acts_as(person, absent.post))
    return sorted(found.values(), key=lambda one: one[0].pk != first)


def recorded_substitute(meeting: Meeting, absent: Attendance) -> int | None:
    """Return the id of whoever is on record as standing in for this person on the day of the meeting."""
    if not hasattr(meeting, "_substitutes"):
        meeting._substitutes = substitutes_today(meeting.school, day_of(meeting.scheduled_at))  # type: ignore[attr-defined]
    found: dict[int, int] = meeting._substitutes  # type: ignore[attr-defined]
    return found.get(absent.staff_id)


@transaction.atomic
def stand_in(*, meeting: Meeting, by: Staff, absent_id: int, staff_id: int | None) -> StandIn | None:
    """Let somebody sit for a member who is absent, or end it (no `staff_id`).

    Raises PermissionError for whoever may not act for that post, sits here already, or is shut out of an item.
    """
    meeting = opened(meeting)
    require_recorder(meeting, by)
    absent = meeting.attendances.get(staff_id=absent_id)
    now = clock.now()
    _end(meeting, absent, now)
    if staff_id is None:
        journal(by=by, school_id=meeting.school_id, event="meeting.stand_in_ended", about=meeting, absent=absent_id)
        return None
    posts = {person.pk: (person, post) for person, post in may_stand_in(meeting, absent, out_of_any(meeting))}
    if absent.seat != "member" or absent.present or staff_id not in posts:
        raise PermissionError("not theirs to stand in")
    person, post = posts[staff_id]
    seat, made = take_seat(meeting, person, post)
    if meeting.stand_ins.filter(substitute=seat, until__isnull=True).exists():
        raise PermissionError("one voice each")
    row = StandIn.objects.create(meeting=meeting, absent=absent, substitute=seat, post=post, since=now, by=by)
    if absent.present is None:
        absent.present, absent.marked_at, absent.marked_by = False, now, by
        absent.save(update_fields=["present", "marked_at", "marked_by"])
    journal(
        by=by, school_id=meeting.school_id, event="meeting.stand_in", about=meeting, at=now, absent=absent_id,
        staff=staff_id, post=post,
    )  # fmt: skip
    if made:
        tell_called(meeting, [person], at=now)
    return row


@transaction.atomic
def move_item(*, meeting: Meeting, by: Staff, item: AgendaItem, up: bool) -> None:
    """Take an item one place up or down the agenda."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    rows = list(meeting.items.order_by("position", "id"))
    at = next(n for n, row in enumerate(rows) if row.pk == item.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for n, row in enumerate(rows):
        if row.position != n:
            row.position = n
            row.save(update_fields=["position"])
    journal(by=by, school_id=meeting.school_id, event="meeting.order", about=meeting, items=[r.pk for r in rows])


@transaction.atomic
def turn_to(*, meeting: Meeting, by: Staff, item: AgendaItem | None) -> None:
    """Say which item the meeting is at: its time runs, the time of the one before is kept."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    state, now = RoomState.objects.get(meeting=meeting), clock.now()
    if item is not None and item.meeting_id != meeting.pk:
        raise AgendaItem.DoesNotExist
    if state.item_id == (item.pk if item else None):
        return
    if state.item_id and state.item_since:
        ItemTime.objects.create(item_id=state.item_id, began_at=state.item_since, ended_at=now)
    state.item, state.item_since = item, now if item else None
    state.save(update_fields=["item", "item_since"])
    journal(by=by, school_id=meeting.school_id, event="meeting.at_item", about=meeting, at=now, item=item and item.pk)


TIMES = Fixed(
    lambda meeting: ItemTime.objects.filter(item__meeting=meeting).values_list("item_id", "began_at", "ended_at")
)


def times_of(meeting: Meeting) -> dict[int, timedelta]:
    """Return how long each item has been talked about before now, by the item's id."""
    found: dict[int, timedelta] = {}
    for item, began, ended in TIMES.rows(meeting=meeting.pk):
        found[item] = found.get(item, timedelta()) + (ended - began)
    return found


def span_of(meeting: Meeting) -> dict[str, Any]:
    """Return when the first item began and the last one ended."""
    return ItemTime.objects.filter(item__meeting=meeting).aggregate(Min("began_at"), Max("ended_at"))
