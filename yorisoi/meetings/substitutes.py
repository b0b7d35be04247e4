"""Whoever stands in for a member who is away sits for them: called with the others, with a seat and the member's voice.

One rule for the page that calls, the notice and the room. Only for a member's seat; never somebody who is shut out of
what is taken up, may not come to meetings, or sits there as a member already (one voice each).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.duties.actions import tell
from yorisoi.duties.away import SUBSTITUTES, coming_absences, substitutes_today
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.meetings.models import Attendance, Meeting
from yorisoi.meetings.models_room import StandIn
from yorisoi.meetings.queries import out_of_any
from yorisoi.policy.roles import Can, acting_posts
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now


@dataclass(frozen=True)
class Away:
    """A person who is on record as away on the day of a meeting, and who stands in, if that may be said and helps.

    seated: the one who stands in sits there as a member already, and so with one voice only.
    """

    other: Staff | None = None
    seated: bool = False

    def __str__(self) -> str:
        if self.other is None:
            return _("不在")
        return _("不在（代わり %(name)s）") % {"name": self.other.name}


def away_on(
    school: School, day: date, members: Sequence[int], out: Collection[int], people: Iterable[Staff] | None = None
) -> dict[int, Away]:
    """Return who of the school is away that day, by staff id.

    members: whose seats are members' seats, in their order. out: who is shut out of what is taken up: never named.
    """
    gone = dict.fromkeys(person for person, _other in SUBSTITUTES.rows(school=school.pk, day=day))
    if not gone:
        return {}
    last = substitutes_today(school, day)
    here = {person.pk: person for person in (people_now(school) if people is None else people)}
    found, taken = {pk: Away() for pk in gone}, set()
    for pk in members:
        other = here.get(last.get(pk, 0))
        if pk not in gone or other is None or other.pk in out or other.pk in taken or not other.can(Can.MEET):
            continue
        seated = other.pk in members
        if not seated:
            taken.add(other.pk)
        found[pk] = Away(other, seated)
    return found


def sitting_for(school: School, day: date, members: Sequence[int], out: Collection[int]) -> dict[int, Staff]:
    """Return who sits for which of these members that day, by the member's staff id."""
    rows = away_on(school, day, members, out)
    return {pk: one.other for pk, one in rows.items() if one.other is not None and not one.seated}


def members_of(meeting: Meeting) -> list[Attendance]:
    """Return the members' seats in the order in which they were called."""
    return sorted((a for a in meeting.attendances.all() if a.seat == "member"), key=lambda a: a.pk)


def acts_as(person: Staff, post: str) -> str:
    """Return as which of their posts somebody acts for this one: one that may act for it first."""
    posts = [*(p for p in acting_posts(post) if p in person.posts), *sorted(person.posts)]
    return posts[0] if posts else ""


def take_seat(meeting: Meeting, staff: Staff, post: str) -> tuple[Attendance, bool]:
    """Give somebody a guest's seat, or the one that was taken back; return it, and whether they had none before."""
    row, made = Attendance.everyone.get_or_create(
        meeting=meeting, staff=staff, defaults={"post": post, "seat": "invited"}
    )
    if row.withdrawn_at is not None:
        row.withdrawn_at, row.present, made = None, None, True
        row.save(update_fields=["withdrawn_at", "present"])
    return row, made


def seat_substitutes(meeting: Meeting, *, by: Actor, at: datetime) -> list[Staff]:
    """Give a seat to whoever stands in for a member who is away on the meeting's day; return those newly called.

    What the room ended once is not begun again. Inside the transaction of whoever calls.
    """
    members = [a for a in Attendance.objects.filter(meeting=meeting).order_by("pk") if a.seat == "member"]
    day = day_of(meeting.scheduled_at)
    plan = sitting_for(meeting.school, day, [a.staff_id for a in members], out_of_any(meeting))
    known = list(meeting.stand_ins.values_list("absent_id", "substitute__staff_id", "until"))
    busy = {who for _absent, who, until in known if until is None}
    sat_for = {absent for absent, _who, until in known if until is None}
    before = {(absent, who) for absent, who, _until in known}
    called = []
    for absent in members:
        person = plan.get(absent.staff_id)
        if person is None or absent.present or absent.pk in sat_for or person.pk in busy:
            continue
        if (absent.pk, person.pk) in before:
            continue
        post = acts_as(person, absent.post)
        seat, made = take_seat(meeting, person, post)
        StandIn.objects.create(
            meeting=meeting, absent=absent, substitute=seat, post=post, since=at,
            by=by if isinstance(by, Staff) else meeting.convened_by,
        )  # fmt: skip
        journal(
            by=by, school_id=meeting.school_id, event="meeting.stand_in", about=meeting, at=at, absent=absent.staff_id,
            staff=person.pk, post=post,
        )  # fmt: skip
        busy.add(person.pk)
        called += [person] if made else []
    return called


def tell_called(meeting: Meeting, people: Iterable[Staff], *, at: datetime) -> None:
    """Say that they are called. Nobody else: whoever stands in for one of them has a seat of their own, or none."""
    tell(people, kind="meeting_called", school=meeting.school, at=at, stand_in={}, meeting=meeting)


@transaction.atomic
def _seat(pk: UUID) -> int:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("school", "convened_by").get(pk=pk)
    if meeting.finalised_at is not None:
        return 0
    now = clock.now()
    called = seat_substitutes(meeting, by=SYSTEM, at=now)
    tell_called(meeting, called, at=now)
    return len(called)


def seat_everywhere() -> int:
    """By the clock: an absence noted after the meeting was called brings whoever stands in. Returns how many came."""
    done = 0
    for school in School.objects.all():
        gone = set(coming_absences(school).values_list("staff_id", flat=True))
        rows = Meeting.objects.filter(
            school=school,
            finalised_at__isnull=True,
            attendances__in=Attendance.objects.filter(staff__in=gone, seat="member"),
        )
        ahead = rows.order_by().values_list("pk", "scheduled_at").distinct() if gone else ()
        for pk, at in ahead:
            if day_of(at) >= today():
                done += _seat(pk)
    return done
