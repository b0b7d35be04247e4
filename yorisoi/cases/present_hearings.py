"""What the hearing day's pages show: the plan with its clashes, the board of rooms, who has no room yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.entries import SIDES
from yorisoi.cases.hearing_plan import Clash, Planned, clashes
from yorisoi.cases.hearings import HEARINGS, current_rows, rows_in
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import people_of
from yorisoi.cases.queries import cases_for
from yorisoi.duties.away import absences
from yorisoi.duties.models import OPEN, Absence, Duty
from yorisoi.journal import clock
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Staff

SIDE_LABELS = dict(SIDES)
AHEAD, IN_ROOM, DONE, LATE = "ahead", "in_room", "done", "late"


@dataclass
class Room:
    """One hearing as the day's pages show it."""

    row: HearingRow
    side: Text
    child: SafeString | str
    whom: SafeString | str
    ends_at: datetime
    state: str
    state_label: Text
    tone: str
    since: datetime | None = None
    mine: bool = False
    write_url: str = ""
    entry_url: str = ""
    clashes: list[Clash] = field(default_factory=list)


@dataclass
class Day:
    """One day of hearings, in order of time, then of room."""

    day: Any
    rooms: list[Room]


@dataclass(frozen=True)
class Waiting:
    """Somebody was asked to hear a child, and there is no room and time yet."""

    child: SafeString | str
    words: SafeString | str
    who: str
    due_at: datetime
    url: str


@dataclass
class PlanPage:
    """The plan of a case's hearings."""

    letters: Letters
    days: list[Day]
    clashes: list[tuple[Clash, str]]
    waiting: list[Waiting]
    done: int
    all: int
    changed: list[HearingRow]
    elsewhere: list[str]
    out: list[str]
    may_plan: bool


def plan_page(case: Case, staff: Staff) -> PlanPage:
    """Read the plan for one person, in a fixed number of queries."""
    _people, letters = people_of(case, staff)
    rows = current_rows(case)
    rooms = [_room(case, row, letters, staff) for row in rows]
    away = _away(case, rows)
    found = clashes([planned(row, away) for row in rows])
    by_key = {room.row.pk: room for room in rooms}
    for clash in found:
        for key in clash.rows:
            by_key[key].clashes.append(clash)
    days: dict[Any, list[Room]] = {}
    for room in rooms:
        days.setdefault(day_of(room.row.starts_at), []).append(room)
    return PlanPage(
        letters=letters,
        days=[Day(day, there) for day, there in sorted(days.items())],
        clashes=[(clash, _where(clash, by_key)) for clash in found],
        waiting=_waiting(case, rows, letters),
        done=sum(room.state == DONE for room in rooms),
        all=len(rooms),
        changed=_changed(case),
        elsewhere=_elsewhere(rows, staff),
        out=_shut_out(case, rows),
        may_plan=staff.can(Can.CONVENE),
    )


def planned(row: HearingRow, away: Sequence[Absence] = ()) -> Planned:
    """Return the row as the rules read it. away: the absences on record for these days."""
    people = tuple(pk for pk in (row.main_id, row.second_id) if pk)
    day = day_of(row.starts_at)
    gone = {one.staff_id for one in away if one.since <= day <= one.until}
    missing = tuple(pk for pk in people if pk in gone)
    return Planned(row.pk, row.side, row.room.strip(), row.starts_at, row.minutes, people, row.pupil_id, missing)


def _away(case: Case, rows: Sequence[HearingRow]) -> list[Absence]:
    """Return the absences on the days of what has not begun, in one query."""
    days = [day_of(row.starts_at) for row in rows if not row.marks.all()]
    return list(absences(case.school, min(days), max(days))) if days else []


def _room(case: Case, row: HearingRow, letters: Letters, staff: Staff) -> Room:
    now = clock.now()
    marks = {mark.what: mark for mark in row.marks.all()}
    ends = row.starts_at + timedelta(minutes=row.minutes)
    if "recorded" in marks:
        state, label, tone, since = DONE, _("記録した"), "ok", marks["recorded"].at
    elif "began" in marks:
        state, label, tone, since = IN_ROOM, _("聞いている"), "accent", marks["began"].at
    elif now > row.starts_at + timedelta(minutes=10):
        state, label, tone, since = LATE, _("始まっていない"), "warn", None
    else:
        state, label, tone, since = AHEAD, _("これから"), "neutral", None
    entry = marks["recorded"].entry_id if "recorded" in marks else None
    case_url = reverse("cases:show", args=[case.pk])
    mine = staff.pk in {row.main_id, row.second_id}
    return Room(
        row=row,
        side=SIDE_LABELS[row.side],
        child=letters.name(row.pupil) if row.pupil else "",
        whom=letters.veil(row.text("note")),
        ends_at=ends,
        state=state,
        state_label=label,
        tone=tone,
        since=since,
        mine=mine,
        write_url=f"{reverse('cases:record', args=[case.pk, 'hearing'])}?row={row.pk}"
        if mine or staff.can(Can.CONVENE)
        else "",
        entry_url=f"{case_url}#line-{entry}" if entry else "",
    )


def _shut_out(case: Case, rows: Sequence[HearingRow]) -> list[str]:
    """Name whoever still stands in the plan and may have no part in the matter any more."""
    out = shut_out_of_case(case.pk)
    people = {p.pk: p.name for row in rows for p in (row.main, row.second) if p is not None}
    return sorted(name for pk, name in people.items() if pk in out)


def _where(clash: Clash, rooms: dict[Any, Room]) -> str:
    """Say which rooms it is about, and who stands in two of them."""
    rows = [rooms[key].row for key in clash.rows]
    said = listed(dict.fromkeys(row.room for row in rows))
    if clash.kind in {"listener", "away"}:
        who = next((p.name for row in rows for p in (row.main, row.second) if p and p.pk == clash.who), "")
        return beside(who, said)
    return said


def _waiting(case: Case, rows: Sequence[HearingRow], letters: Letters) -> list[Waiting]:
    """Return the hearings that the committee shared out and that have no room and time yet."""
    placed = {(row.pupil_id, row.side) for row in rows}
    owed = (
        Duty.objects.filter(OPEN, case=case, name__in=HEARINGS)
        .select_related("pupil", "staff")
        .order_by("due_at", "owed_at", "pk")
    )
    roles: dict[int, str] = {}
    for one in case.involvements.filter(until__isnull=True):
        roles.setdefault(one.pupil_id, one.role)
    out = []
    for duty in owed:
        duty.case = case
        side = "victim" if duty.name == "hear_victim" else roles.get(duty.pupil_id or 0, "around")
        side = side if side in SIDE_LABELS else "around"
        heard = (duty.pupil_id, side) in placed if duty.pupil_id else any(r.main_id == duty.staff_id for r in rows)
        if heard:
            continue
        words = duty.text("words")
        asked = {"side": side, "pupil": duty.pupil_id or "", "main": duty.staff_id or "", "duty": duty.pk}
        out.append(
            Waiting(
                child=letters.name(duty.pupil) if duty.pupil else "",
                words=letters.veil(words),
                who=duty.staff.name if duty.staff else "",
                due_at=duty.due_at,
                url=f"?{urlencode({k: v for k, v in asked.items() if v})}#add",
            )
        )
    return out


def _changed(case: Case) -> list[HearingRow]:
    """Return the rows that were changed or taken out, the latest change first."""
    rows = rows_in(case).filter(replaced_by__isnull=False)
    return list(rows.select_related("replaced_by__by", "replaced_by__case__key").order_by("-replaced_by__at"))


def _elsewhere(rows: Sequence[HearingRow], staff: Staff) -> list[str]:
    """Name whoever listens in another matter at the same time, where the planner may know of that matter."""
    people = {pk for row in rows for pk in (row.main_id, row.second_id) if pk}
    if not people:
        return []
    first, last = min(row.starts_at for row in rows), max(row.starts_at for row in rows)
    others = (
        HearingRow.objects.filter(
            case__in=cases_for(staff).values("pk"),
            replaced_by__isnull=True,
            cancelled=False,
            starts_at__gte=first - timedelta(hours=2),
            starts_at__lte=last + timedelta(hours=2),
        )
        .exclude(pk__in=[row.pk for row in rows])
        .select_related("main", "second")
    )
    here = [planned(row) for row in rows]
    names: dict[int, str] = {}
    for other in others:
        there = planned(other)
        both = {p for mine in here if mine.meets(there) for p in mine.people if p in there.people}
        names |= {p.pk: p.name for p in (other.main, other.second) if p is not None and p.pk in both}
    return sorted(names.values())


def room_names(case: Case) -> list[str]:
    """Return the rooms in which the school has planned hearings lately, for the list below the field."""
    rows = HearingRow.objects.filter(case__school_id=case.school_id).order_by(F("at").desc())
    return sorted(dict.fromkeys(rows.values_list("room", flat=True)[:60]))
