"""Reads of meetings: those one is called to, and for the managers all that they are not shut out of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.duties.kept_from import kept_from_anything, nothing_kept, open_matters
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.seats import is_own, seated, theirs
from yorisoi.meetings.standing import standing_in, voices
from yorisoi.policy.edition import BodyRule, edition
from yorisoi.policy.needs import MeetingFacts
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now


def body_rule(school: School, body: str) -> BodyRule:
    """Return the edition's rule for a body."""
    return edition(school.edition).bodies[body]


def _not_shut_out(staff: Staff) -> QuerySet[AgendaItem]:
    """Return the agenda items that are not about something this person is shut out of."""
    return AgendaItem.objects.filter(open_matters(staff), meeting__school=staff.school)


def items_for(staff: Staff) -> QuerySet[AgendaItem]:
    """Return the agenda items this person may know: never what they are shut out of; else as `seats` opens it.

    Who may convene knows every item. A seat of the body's own opens every item of its meeting. Whoever was called for
    one matter (担任, guests) knows it when it is the only one, or is about a child of their class, grade or team.
    """
    rows = _not_shut_out(staff)
    return rows if staff.can(Can.CONVENE) else rows.filter(pk__in=seated(staff).values("pk"))


def meetings_for(staff: Staff) -> QuerySet[Meeting]:
    """Return the meetings this person may know of: called to them, or a manager.

    A meeting whose every item is about something they are shut out of does not exist for them.
    """
    rows = Meeting.objects.filter(school=staff.school)
    if not staff.can(Can.CONVENE):
        rows = rows.filter(Exists(Attendance.objects.filter(meeting_id=OuterRef("pk"), staff=staff)))
    if not nothing_kept(staff):
        any_item = AgendaItem.objects.filter(meeting_id=OuterRef("pk"))
        allowed = _not_shut_out(staff).filter(meeting_id=OuterRef("pk"))
        rows = rows.filter(Q(Exists(allowed)) | ~Q(Exists(any_item)))
    return rows.select_related("key", "school", "convened_by")


def sees_all(meeting: Meeting, staff: Staff) -> bool:
    """Say whether this person may know every item, and so what was noted freely, and may record in the meeting."""
    if staff.can(Can.CONVENE) and staff.school_id == meeting.school_id and not kept_from_anything(staff):
        return True  # nearly always
    return items_for(staff).filter(meeting=meeting).count() == how_many(meeting)


def kept_in(meeting: Meeting, staff: Staff) -> bool:
    """Say whether anything on the agenda is kept from this person because they are shut out of it."""
    if not kept_from_anything(staff):
        return False  # nearly always
    return bool(_not_shut_out(staff).filter(meeting=meeting).count() != how_many(meeting))


def seats_shown(meeting: Meeting, staff: Staff, items: Iterable[AgendaItem]) -> frozenset[int] | None:
    """Return the staff ids of the seats this person may see; None: all of them.

    Whoever is shut out of one matter sees who sits over those they know (`items`): who was called, came, or stands in
    for the other alone would tell of it.
    """
    if not kept_in(meeting, staff):
        return None
    return frozenset({staff.pk}.union(*(who_knows(meeting, item) for item in items)))


def seats_of(meeting: Meeting, staff: Staff) -> list[Attendance]:
    """Return the seats this person may see, with the items and seats that were read with the meeting."""
    seats = list(meeting.attendances.all())
    if len(meeting.items.all()) < 2 or nothing_kept(staff):
        return seats
    seen = seats_shown(meeting, staff, items_for(staff).filter(meeting=meeting).select_related("report"))
    return [seat for seat in seats if seen is None or seat.staff_id in seen]


COUNT = Fixed(lambda meeting: AgendaItem.objects.filter(meeting=meeting).order_by().values_list("pk"))


def how_many(meeting: Meeting) -> int:
    """Return how many items the meeting has, those too that somebody may not know."""
    return len(COUNT.rows(meeting=meeting.pk))


def shut_out_of_item(item: AgendaItem) -> frozenset[int]:
    """Return the staff ids that are shut out of what this item is about."""
    if item.case_id:
        return shut_out_of_case(item.case_id)
    return shut_out_of(item.report) if item.report else frozenset()


def out_of_any(meeting: Meeting) -> frozenset[int]:
    """Return who is shut out of anything on the agenda."""
    return frozenset().union(*(shut_out_of_item(item) for item in meeting.items.all()))


def who_knows(meeting: Meeting, item: AgendaItem) -> frozenset[int]:
    """Return the staff ids of the seats that may know the item, by the rule of `items_for`; queries stay the same."""
    seats = list(meeting.attendances.all())
    rule = body_rule(meeting.school, meeting.body)
    standing = standing_in(meeting)
    own = {
        seat.staff_id
        for seat in seats
        if is_own(seat, rule) or (seat.pk in standing and is_own(standing[seat.pk].absent, rule))
    }
    called = {seat.staff_id for seat in seats} - own
    sat_for = {seat.staff_id: standing[seat.pk].absent.staff_id for seat in seats if seat.pk in standing}
    near = theirs(item, called | (set(sat_for.values()) - own))
    near |= {pk for pk, absent in sat_for.items() if absent in near}  # who sits for a 担任 comes for that class
    near &= called
    alone = how_many(meeting) == 1
    return frozenset(own | (called if alone else near)) - shut_out_of_item(item)


def chair_row(meeting: Meeting, seats: Iterable[Attendance]) -> frozenset[str]:
    """Return the posts that may chair: the edition's row, or, when everyone in it is shut out, the members' own choice.

    seats: the members' seats of those who may know the matter.
    """
    able = frozenset(seat.post for seat in seats)
    row = frozenset(body_rule(meeting.school, meeting.body).chair)
    return row & able or able


@dataclass(frozen=True)
class Quorum:
    """How many are there of those who count for an item."""

    present: int
    entitled: int
    needed: int
    chair: bool

    @property
    def met(self) -> bool:
        """Enough, with somebody who may preside."""
        return self.present >= self.needed and self.chair


def quorum_of(meeting: Meeting, knowing: frozenset[int]) -> Quorum:
    """Count who is present and entitled for an item; whoever may not know it counts on neither side."""
    seats = voices(meeting, knowing)
    here, row = [a for a in seats if a.present], chair_row(meeting, seats)
    needed = body_rule(meeting.school, meeting.body).quorum_of(len(seats))
    return Quorum(len(here), len(seats), needed, any(a.post in row for a in here))


def quorum_facts(meeting: Meeting, item: AgendaItem, **said: Any) -> MeetingFacts:
    """Return what the policy asks of the meeting for one item."""
    found = quorum_of(meeting, who_knows(meeting, item))
    return MeetingFacts(present=found.present, quorum=found.needed, chair_present=found.chair, **said)


def people_to_call(school: School, body: str, *, class_ids: list[int], out: frozenset[int]) -> list[tuple[Staff, str]]:
    """Return (person, post) for every seat of a body; 担任 of the children concerned are called too.

    A person who holds two seats comes once, by the first. Whoever is shut out is not called.
    """
    rule = body_rule(school, body)
    called: dict[int, tuple[Staff, str]] = {}
    people = people_now(school)
    for post in rule.members:
        for person in people:
            for holding in person.holdings:
                if holding.post == post and person.pk not in out:
                    called.setdefault(person.pk, (person, post))
    for post in rule.concerned:
        for person in people:
            for holding in person.holdings:
                fits = holding.post == post and holding.school_class_id in class_ids
                if fits and person.pk not in out:
                    called.setdefault(person.pk, (person, post))
    return list(called.values())
