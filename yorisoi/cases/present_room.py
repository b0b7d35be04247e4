"""What the meeting room shows: agenda, what is known, the moves with their needs, attendance, what was born."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.case_course import SEATS
from yorisoi.cases.earlier import earlier
from yorisoi.cases.forms_room import NEED_FIELDS, DecisionForm
from yorisoi.cases.names import Letters
from yorisoi.cases.places import own_place
from yorisoi.cases.present_duties import Holders, Owed, owed_rows
from yorisoi.cases.present_known import Known, known_of_case, known_of_report
from yorisoi.cases.room_queries import CASE_STEPS, HEARD, ITEMS, REPORT_STEPS, with_matters
from yorisoi.cases.room_seats import SeatRow, away_here, can_leave, chairs_of, guests_of
from yorisoi.cases.room_wall import unsaid_in
from yorisoi.duties.kept_from import nothing_kept, open_cases
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed, ahead
from yorisoi.meetings.actions import may_finalise, may_record
from yorisoi.meetings.drafts import Kept
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.present import item_label
from yorisoi.meetings.queries import (
    Quorum,
    how_many,
    items_for,
    quorum_of,
    seats_shown,
    shut_out_of_item,
    who_knows,
)
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Move, Need, Text
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.policy.roles import BODY_LABELS, Body, Can
from yorisoi.schools.models import Staff
from yorisoi.schools.people_now import people_now


@dataclass(frozen=True)
class Point:
    """One line of the agenda."""

    item: AgendaItem
    label: str
    state: Text
    url: str
    current: bool
    decided: bool


@dataclass(frozen=True)
class Check:
    """One thing the policy wants for a move."""

    text: Text
    cite: str
    met: bool
    url: str
    name: str = ""


@dataclass(frozen=True)
class Way:
    """A move that may be chosen here."""

    arrow: Move
    target: Text
    url: str
    current: bool


@dataclass
class Room:
    """The room with one item open."""

    meeting: Meeting
    label: Text
    agenda: list[Point]
    item: AgendaItem | None
    seats: list[SeatRow]
    quorum: Quorum | None
    may: bool
    whole: bool
    letters: Letters
    known: Known | None
    ways: list[Way]
    born: list[Owed]
    late: list[Owed]
    late_ids: list[Any]
    guests: list[tuple[int, str]]
    chairs: str
    may_chair: bool
    unsaid: frozenset[UUID] = frozenset()  # what somebody who sits here may not know: not on the wall
    finalise_needs: list[str] = field(default_factory=list)
    arrow: Move | None = None
    form: DecisionForm | None = None
    checks: list[Check] = field(default_factory=list)
    drafts: dict[str, Kept] = field(default_factory=dict)


def checks_of(arrow: Move, unmet: Sequence[Need], item: AgendaItem, staff: Staff) -> list[Check]:
    """Return every need of a move, met or not, each with where it is done, if this person may do it there."""
    missing = {need.name for need in unmet}
    return [Check(n.text, n.cite, n.name not in missing, where(n, item, staff), n.name) for n in arrow.needs]


def where(need: Need, item: AgendaItem, staff: Staff) -> str:
    """Return the place on this page, or the page, where a need is met, or nothing where the page would refuse them."""
    if need.name == "quorum":
        return "#attendance"
    if need.name == "hearings_split":
        return "#hearings"
    if need.name in NEED_FIELDS:
        return f"#id_{NEED_FIELDS[need.name][0]}"
    return own_place(need.name, case=item.case, report_id=item.report_id, staff=staff)


def chosen(items: Sequence[AgendaItem], wanted: str, *, writes: bool = False) -> AgendaItem | None:
    """Return the item that is asked for: without a word the first, but what is written names one of several.

    Raises `AgendaItem.DoesNotExist` for an item that is not there for this person.
    """
    if not wanted and (len(items) < 2 or not writes):
        return items[0] if items else None
    for item in items:
        if str(item.pk) == wanted:
            return item
    raise AgendaItem.DoesNotExist


def build_room(meeting: Meeting, staff: Staff, wanted: str, *, writes: bool = False) -> Room:
    """Read the room for one person. Items that are not theirs to know are not there. Queries do not grow with them."""
    ahead([meeting], "attendances", SEATS.rows(meetings=(meeting.pk,)), "meeting")
    for seat in meeting.attendances.all():
        if seat.staff.school_id == meeting.school_id:
            seat.staff.school = meeting.school
    if staff.can(Can.CONVENE) and staff.school_id == meeting.school_id and nothing_kept(staff):
        items = ITEMS.of(meeting, "meeting")  # every one is theirs to know
    else:
        items = list(with_matters(items_for(staff).filter(meeting=meeting)))
    item = chosen(items, wanted, writes=writes)
    steps = CASE_STEPS.rows(meeting=meeting.pk)
    report_steps = REPORT_STEPS.rows(meeting=meeting.pk)
    done = {pk for pk, _at in [*steps, *report_steps]}
    heard = {pk for (pk,) in HEARD.rows(meeting=meeting.pk)}
    unsaid = unsaid_in(meeting, item)
    known = _known(item, staff, unsaid)
    letters = known.letters if known else Letters([])
    seen = seats_shown(meeting, staff, items)
    seats = [s for s in meeting.attendances.all() if seen is None or s.staff_id in seen]
    out = shut_out_of_item(item) if item else frozenset()
    knowing = who_knows(meeting, item) if item else frozenset(s.staff_id for s in seats)
    whole, may = how_many(meeting) == len(items), may_record(meeting, staff)
    here = people_now(meeting.school)
    away, leave = away_here(meeting, here), can_leave(meeting, staff) if may else frozenset()
    holders = Holders(meeting.school, here)
    late = _late(item, meeting)
    now = clock.now()
    born = _born(items, steps, staff)
    room = Room(
        meeting=meeting,
        label=BODY_LABELS[meeting.body],
        agenda=[_point(meeting, i, i is item, bool({i.case_id, i.report_id} & done) or i.pk in heard) for i in items],
        item=item,
        seats=[
            SeatRow(s, holders.seat(s.staff_id, s.post), s.staff_id in knowing, away.get(s.staff_id), s.pk in leave)
            for s in seats
        ],
        quorum=quorum_of(meeting, knowing),
        may=may,
        whole=whole,
        letters=letters,
        known=known,
        ways=_ways(meeting, item),
        born=owed_rows(born, staff=staff, holders=holders, letters=letters, now=now),
        late=owed_rows(late, staff=staff, holders=holders, letters=letters, now=now),
        late_ids=[duty.pk for duty in late if not duty.late_reason],
        guests=guests_of(meeting, staff, out, here) if may else [],
        chairs=chairs_of(meeting, item, knowing),
        may_chair=may_finalise(meeting, staff),
        unsaid=unsaid,
    )
    room.finalise_needs = still_wanted(meeting, room.agenda) if whole else []
    return room


def still_wanted(meeting: Meeting, agenda: Sequence[Point]) -> list[str]:
    """Say what must be there before the minutes can be fixed; `agenda` is all of it."""
    wanted = []
    if meeting.opened_at is None:
        wanted.append(_("出席を記録してください。"))
    open_points = [point.label for point in agenda if not point.decided]
    if open_points and meeting.next_at is None:
        names = "、".join(open_points)
        wanted.append(_("%(items)s の決定がまだです。決めるか、次回の日時を決めてください。") % {"items": names})
    return wanted


def _point(meeting: Meeting, item: AgendaItem, current: bool, decided: bool) -> Point:
    flow, state = (CASE_FLOW, item.case.state) if item.case else (REPORT_FLOW, item.report.state if item.report else "")
    url = f"{reverse('cases:room', args=[meeting.pk])}?item={item.pk}"
    return Point(item, item_label(item), flow.labels.get(state, state), url, current, decided)


def moves_here(meeting: Meeting, item: AgendaItem) -> list[Move]:
    """Return the arrows that this body may take from where the item stands."""
    if item.case:
        return [m for m in CASE_FLOW.moves_from(item.case.state) if meeting.body in m.by]
    state = item.report.state if item.report else ""
    if state == ReportState.RECEIVED:
        state = ReportState.NOTED  # shown at once; the memo is among what is still wanted
    return [m for m in REPORT_FLOW.moves_from(state) if meeting.body in m.by and m.name != "mark_urgent"]


def _ways(meeting: Meeting, item: AgendaItem | None) -> list[Way]:
    if item is None:
        return []
    flow, state = (CASE_FLOW, item.case.state) if item.case else (REPORT_FLOW, item.report.state if item.report else "")
    base = reverse("cases:room", args=[meeting.pk])
    return [
        Way(m, flow.labels[m.lands(state)], f"{base}?item={item.pk}&move={m.name}#determine", False)
        for m in moves_here(meeting, item)
    ]


def _known(item: AgendaItem | None, staff: Staff, unsaid: frozenset[UUID]) -> Known | None:
    if item is None:
        return None
    known = known_of_case(item.case, staff) if item.case else known_of_report(item.report)  # type: ignore[arg-type]
    found = earlier(staff, known.pupils, known.letters, report=item.report, case=item.case)
    known.earlier = [one for one in found if one.pk not in unsaid]
    return known


def _born(items: Sequence[AgendaItem], steps: Sequence[tuple[Any, datetime]], staff: Staff) -> list[Duty]:
    """Return what the decisions of this meeting made people owe."""
    if not steps:
        return []
    mine = {i.case_id for i in items if i.case_id}
    reports = [i.report_id for i in items if i.report_id]
    rows = Duty.objects.filter(case_id__in=[pk for pk, _at in steps], owed_at__in=[at for _pk, at in steps])
    rows = rows.filter(Q(case_id__in=mine) | Q(case__report_links__report_id__in=reports), dropped_at__isnull=True)
    rows = rows.filter(open_cases(staff, "case_id")).order_by("due_at", "owed_at", "pk").distinct()
    return list(rows.select_related("case__key", "pupil", "staff", "school_class"))


LATE = Fixed(
    lambda names, began, since, **about: Duty.objects.filter(
        OPEN | Q(done_at__gte=since) | Q(dropped_at__gte=since), name__in=sorted(names), due_at__lt=began, **about
    ).select_related("case__key", "report__key", "pupil", "staff", "school_class")
)


def _late(item: AgendaItem | None, meeting: Meeting) -> list[Duty]:
    """Return the duties to hold this very meeting whose clock ran out before it."""
    if item is None:
        return []
    of_case = ["hold_committee", "set_goals", "next_committee"]
    names = ["decide_report", "convene_subcommittee"] if item.report_id else of_case
    if item.case_id and meeting.body != Body.COMMITTEE:
        names = ["grade_heads_meeting"] if meeting.body == Body.GRADE_HEADS else []
    if not names:
        return []
    about = {"report_id": item.report_id} if item.report_id else {"case_id": item.case_id}
    began = meeting.opened_at or max(meeting.scheduled_at, clock.now())
    return LATE.rows(names=frozenset(names), began=began, since=meeting.convened_at, **about)
