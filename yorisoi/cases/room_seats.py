"""Who sits in the room: there or not, away that day, who counts, who presides, and whom a convener may still ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yorisoi.duties.away import SUBSTITUTES
from yorisoi.meetings.inviting import guest_posts
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.queries import body_rule, chair_row, out_of_any
from yorisoi.meetings.standing import standing_in, voices
from yorisoi.meetings.substitutes import Away, away_on, members_of
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.reports.queries import directed_in, directed_in_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class SeatRow:
    """One seat: who, by which post, there or not; `counts` is whether they count for the item that is open.

    away: that they are on record as away on the meeting's day. leaves: an invitation that can be taken back.
    """

    seat: Attendance
    label: Text
    counts: bool
    away: Away | None = None
    leaves: bool = False


def chairs_of(meeting: Meeting, item: AgendaItem | None, knowing: frozenset[int]) -> str:
    """Say who presides: the edition's row, less posts that are all shut out; or who was put in the managers' stead."""
    rule = body_rule(meeting.school, meeting.body)
    seats = voices(meeting, knowing)
    row = chair_row(meeting, seats)
    able = [post for post in rule.chair if post in row] if seats else rule.chair
    if able:
        return listed(POST_LABELS[post] for post in able)
    instead = _directed(item)
    names = [seat.staff.name for seat in seats if seat.staff_id in instead]
    if not names:
        return _("出席している委員")
    return _("%(name)s（%(post)sに代わって）") % {"name": listed(names), "post": POST_LABELS[rule.chair[0]]}


def _directed(item: AgendaItem | None) -> frozenset[int]:
    if item is None:
        return frozenset()
    if item.case_id:
        return directed_in_case(item.case_id)
    return directed_in(item.report) if item.report else frozenset()


def away_here(meeting: Meeting, people: Sequence[Staff]) -> dict[int, Away]:
    """Return who is away on the meeting's day, as the page says that called it."""
    day = day_of(meeting.scheduled_at)
    if not SUBSTITUTES.rows(school=meeting.school_id, day=day):
        return {}  # nearly always
    return away_on(meeting.school, day, [s.staff_id for s in members_of(meeting)], out_of_any(meeting), people)


def can_leave(meeting: Meeting, staff: Staff) -> frozenset[int]:
    """Return the seats of guests whose invitation this convener may take back: not there, and sitting for nobody."""
    if not staff.can(Can.CONVENE) or meeting.finalised_at is not None:
        return frozenset()
    sits = standing_in(meeting)
    guests = (seat for seat in meeting.attendances.all() if seat.seat == "invited" and not seat.present)
    return frozenset(seat.pk for seat in guests if seat.pk not in sits)


def guests_of(meeting: Meeting, staff: Staff, out: frozenset[int], here: Sequence[Staff]) -> list[tuple[int, str]]:
    """Return whom a convener may still ask to come: as the page that calls; never whoever is shut out of the item."""
    if not staff.can(Can.CONVENE):
        return []
    posts = guest_posts(meeting.school, meeting.body)
    called = {seat.staff_id for seat in meeting.attendances.all()} | out
    return [(p.pk, beside(p.name, *p.holdings)) for p in here if p.pk not in called and p.posts & posts]
