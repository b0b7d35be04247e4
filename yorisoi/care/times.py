"""The times that can be chosen for an interview, and a proposal that fits several in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from yorisoi.care.interviews import rooms_for, when_key
from yorisoi.care.models_interviews import Booking, Interview
from yorisoi.journal import clock
from yorisoi.policy.deadlines import is_weekday
from yorisoi.policy.edition import edition
from yorisoi.policy.fitting import Moment, Place, Wanted, fit
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.models import School
from yorisoi.schools.queries import current_enrolments
from yorisoi.ui.clocks import say_day

AHEAD = 20  # school days that are offered


def moments(school: School, days: int = AHEAD) -> list[Moment]:
    """Return the slots of the coming school days that have not begun, the earliest first."""
    rules, now, day, found = edition(school.edition).care, clock.now(), today(), list[Moment]()
    count = 0
    while count < days:
        if is_weekday(day):
            count += 1
            begins = [(slot, datetime.combine(day, slot.begins, TOKYO)) for slot in rules.slots]
            found += [Moment(day, slot.code) for slot, at in begins if at > now]
        day += timedelta(days=1)
    return found


def moment_label(moment: Moment, school: School) -> str:
    """Return 「6月3日(水) 中休み 10:25〜10:45」."""
    slot = edition(school.edition).care.slot(moment.slot)
    noon = datetime.combine(moment.day, datetime.min.time(), TOKYO) + timedelta(hours=12)
    return f"{say_day(noon, clock.now())} {slot.label} {slot.hours}"


def taken(school: School, *, but: Iterable[Any] = ()) -> set[tuple[Moment, str, str]]:
    """Return what is booked from today on: (moment, adult | pupil | room, who). but: interviews left out of account."""
    rows = Booking.objects.filter(school=school, day__gte=today(), ended_at__isnull=True).exclude(
        interview__in=list(but)
    )
    found = set()
    for day, slot, adult, pupil, room in rows.values_list("day", "slot", "adult_id", "pupil_id", "room"):
        at = Moment(day, slot)
        found |= {(at, "adult", str(adult)), (at, "pupil", str(pupil)), (at, "room", room)}
    return found


@dataclass
class Row:
    """One child of the plan: the time and room that stand or are proposed, and what is wrong with them."""

    interview: Interview
    number: int | None
    when: str = ""
    room: str = ""
    booked: bool = False
    error: str = ""


@dataclass
class Plan:
    """The plan of a class: its rows, and the choices beside each."""

    rows: list[Row]
    whens: list[tuple[str, str]]
    rooms: list[tuple[str, str]]
    without: list[Row] = field(default_factory=list)


def propose(
    school: School, interviews: Sequence[Interview], slots: Iterable[str], standing: dict[Any, Booking]
) -> Plan:
    """Return the plan with a free time for each that has none, in the slots named, as early as they come."""
    wanted_slots = set(slots)
    seats = current_enrolments(row.pupil_id for row in interviews)
    rows = []
    for one in interviews:
        seat, booking = seats.get(one.pupil_id), standing.get(one.pk)
        row = Row(one, seat.number if seat else None)
        if booking is not None:
            row.when, row.room, row.booked = when_key(Moment(booking.day, booking.slot)), booking.room, True
        rows.append(row)
    rows.sort(key=lambda row: (row.number or 0, row.interview.pk))
    rooms = rooms_for(school, interviews[0].pupil) if interviews else {}
    codes = tuple(sorted(rooms, key=lambda code: not code.startswith("class:")))
    free = [moment for moment in moments(school) if moment.slot in wanted_slots]
    wanted = [
        Wanted(str(r.interview.pk), r.interview.adult_id, r.interview.pupil_id, codes) for r in rows if not r.booked
    ]
    for key, place in fit(wanted, free, taken(school)).items():
        row = next(one for one in rows if str(one.interview.pk) == key)
        row.when, row.room = when_key(place.moment), place.room
    return Plan(rows, when_choices(school, standing.values()), [(code, rooms[code]) for code in codes])


def when_choices(school: School, standing: Iterable[Booking] = ()) -> list[tuple[str, str]]:
    """Return the times as choices, those already booked among them."""
    all_of = {*moments(school), *(Moment(one.day, one.slot) for one in standing)}
    return [(when_key(moment), moment_label(moment, school)) for moment in sorted(all_of, key=_order(school))]


def _order(school: School) -> Any:
    codes = [slot.code for slot in edition(school.edition).care.slots]
    return lambda moment: (moment.day, codes.index(moment.slot) if moment.slot in codes else 99)


def place_of(when: str, room: str, school: School) -> Place | None:
    """Return the place that these choices of a form mean, None where they mean none."""
    day, _space, slot = when.partition(" ")
    try:
        moment = Moment(date.fromisoformat(day), edition(school.edition).care.slot(slot).code)
    except (ValueError, KeyError):
        return None
    return Place(moment, room) if room else None
