"""What stands around the decision in the room: time, stand-ins, papers, the next date, what waits for the body."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case
from yorisoi.cases.next_date import Slot, slots
from yorisoi.cases.present_room import Room
from yorisoi.cases.room_live import side_mark
from yorisoi.cases.room_seats import SeatRow
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.kept_from import open_cases
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.attending import may_stand_in, recorded_substitute, times_of
from yorisoi.meetings.drafts import ASIDE, begun
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_room import Heard, RoomState, StandIn
from yorisoi.meetings.present import item_label
from yorisoi.meetings.present_shared import Overseen, overseen_rows
from yorisoi.meetings.queries import kept_in, meetings_for, out_of_any, shut_out_of_item
from yorisoi.meetings.series import waiting_cases
from yorisoi.meetings.standing import standing_in
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import NoSuchMove, Text
from yorisoi.policy.listed import beside
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS, Body, Can
from yorisoi.schools.models import Staff

PAPERS = 6


@dataclass(frozen=True)
class Absent:
    """A member who is not there: who may sit for them, who does."""

    row: SeatRow
    choices: list[tuple[int, str]]
    stands: StandIn | None


@dataclass(frozen=True)
class Paper:
    """Earlier minutes on the same matter."""

    meeting: Meeting
    label: Text


@dataclass(frozen=True)
class Begun:
    """A decision that somebody began to write and nobody took."""

    item: str
    move: Text


@dataclass
class Extras:
    """All of it."""

    side: str
    token: str
    at_item: int | None = None
    since: datetime | None = None
    spent: dict[int, int] = field(default_factory=dict)  # seconds by item
    absent: list[Absent] = field(default_factory=list)
    sits_for: dict[int, str] = field(default_factory=dict)  # staff id → for whom
    papers: list[Paper] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    heard: list[tuple[str, str, datetime]] = field(default_factory=list)
    hears: bool = False
    waiting: int = 0
    to_share: list[Overseen] = field(default_factory=list)
    uninformed: list[str] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    must_leave: list[str] = field(default_factory=list)  # who sits here and is shut out of the item that is open
    next_at: datetime | None = None  # of the whole meeting: not for whoever is shut out of part of it


STATE = Fixed(lambda meeting: RoomState.objects.filter(meeting=meeting))
HEARD = Fixed(lambda meeting, item: Heard.objects.filter(meeting=meeting, item=item).select_related("by"))


def extras(room: Room, staff: Staff) -> Extras:
    """Read what stands around. Nothing of what this person may not know: `room` holds their items only."""
    meeting, item = room.meeting, room.item
    state = STATE.first(meeting=meeting.pk)
    mine = {point.item.pk for point in room.agenda}
    found = Extras(side=side_mark(meeting, staff), token=secrets.token_hex(16))
    found.spent = {pk: int(span.total_seconds()) for pk, span in times_of(meeting).items() if pk in mine}
    if state is not None and state.item_id in mine:
        found.at_item, found.since = state.item_id, state.item_since
        if state.item_id and state.item_since:
            running = int((clock.now() - state.item_since).total_seconds())
            found.spent[state.item_id] = found.spent.get(state.item_id, 0) + running
    found.next_at = None if kept_in(meeting, staff) else meeting.next_at
    standing = standing_in(meeting)
    found.sits_for = {row.substitute.staff_id: row.absent.staff.name for row in standing.values()}
    if room.may:
        found.absent = _absent(room, standing.values())
        found.must_leave = _must_leave(room)
        members = frozenset(
            row.seat.staff_id
            for row in room.seats
            if row.counts and (row.seat.seat == "member" or row.seat.staff_id in found.sits_for)
        )
        found.slots = slots(meeting, item, members, staff)
        found.waiting = _waiting(room, staff)
        found.begun = [_begun(room, *row) for row in begun(meeting) if row[0] in mine]
    found.papers = _papers(room, staff)
    found.hears = room.may and item is not None and not room.ways
    if item is not None:
        for row in HEARD.of(meeting, "meeting", item=item.pk):
            found.heard.append((row.text("words"), row.by.name, row.at))
    if meeting.body == Body.STAFF_MEETING:
        found.to_share = [one for one in overseen_rows(staff) if one.sharing.entry_id and one.unread][:PAPERS]
        found.uninformed = _uninformed(staff)
    return found


def _must_leave(room: Room) -> list[str]:
    """Name who came, or may come, for other items and is shut out of this one: they leave while it is talked about."""
    others = [row.seat for row in room.seats if not row.counts and row.seat.present is not False]
    out = shut_out_of_item(room.item) if others and room.item else frozenset()
    return [seat.staff.name for seat in others if seat.staff_id in out]


def _absent(room: Room, standing: Iterable[StandIn]) -> list[Absent]:
    stands = {row.absent_id: row for row in standing}
    rows = [r for r in room.seats if r.seat.seat == "member" and not r.seat.present]
    rows = [r for r in rows if r.seat.present is False or r.away or r.seat.pk in stands]
    out = out_of_any(room.meeting) if rows else frozenset()
    return [
        Absent(
            row,
            [
                (p.pk, _sits(p, POST_LABELS[post], recorded=p.pk == recorded_substitute(room.meeting, row.seat)))
                for p, post in may_stand_in(room.meeting, row.seat, out)
            ],
            stands.get(row.seat.pk),
        )
        for row in rows
    ]


def _sits(person: Staff, post: Text, *, recorded: bool) -> str:
    said = _("%(post)s・不在の間の代わり") % {"post": post} if recorded else str(post)
    return beside(person.name, said)


def _fixed(staff: Staff, meeting: Any, report: Any, case: Any) -> QuerySet[Meeting]:
    ways = [{"case": case}, {"report__case_link__case": case}] if case else [{"report": report}]
    same = Q(pk__in=[])
    for way in ways:  # each from the matter's own items on, not along all meetings of the school
        same |= Q(pk__in=AgendaItem.objects.filter(**way).order_by().values("meeting"))
    rows = meetings_for(staff).filter(same, finalised_at__isnull=False).exclude(pk=meeting)
    return rows.select_related(None).defer("notes", "minutes").order_by("-scheduled_at", "-pk")[:PAPERS]


FIXED_BEFORE = AskedBy(_fixed)


def _papers(room: Room, staff: Staff) -> list[Paper]:
    """Return the fixed minutes on what is open here that this person may read, the newest first."""
    if room.item is None:
        return []
    report = room.item.report_id
    case = None if report else room.item.case_id
    rows = FIXED_BEFORE.rows(staff, meeting=room.meeting.pk, report=report, case=case)
    return [Paper(row, BODY_LABELS[row.body]) for row in rows]


def _waiting(room: Room, staff: Staff) -> int:
    """Count what waits for the grade heads and is not on their agenda, of what this person may know."""
    if room.meeting.body != Body.GRADE_HEADS or not staff.can(Can.CONVENE):
        return 0
    here = {point.item.case_id for point in room.agenda}
    known = Case.objects.filter(open_cases(staff), pk__in=[case.pk for case in waiting_cases(room.meeting.school)])
    return len(set(known.values_list("pk", flat=True)) - here)


def _uninformed(staff: Staff) -> list[str]:
    """Return the cases of which all staff have not been told yet, for who may know every case."""
    if not staff.can(Can.OVERSEE):
        return []
    rows = Duty.objects.filter(OPEN, school=staff.school, name__startswith="inform_staff", case__isnull=False)
    rows = rows.filter(open_cases(staff, "case_id")).select_related("case")
    return sorted({_("事案 %(number)s") % {"number": row.case.label} for row in rows if row.case})


def _begun(room: Room, item_id: int, move: str) -> Begun:
    item = next(point.item for point in room.agenda if point.item.pk == item_id)
    if move == ASIDE:
        return Begun(item_label(item), _("メモ・緊急の理由"))
    try:
        label: Text = (CASE_FLOW if item.case_id else REPORT_FLOW).move(move).label
    except NoSuchMove:
        label = move
    return Begun(item_label(item), label)
