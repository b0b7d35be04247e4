"""Guests: who may be asked to a body's meeting, asking them, and taking it back before the minutes are fixed."""

from __future__ import annotations

from django.db import transaction

from yorisoi.duties.actions import tell
from yorisoi.duties.models import Notice
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import ShutOut, opened, require_convener, require_recorder
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import body_rule, shut_out_of_item
from yorisoi.meetings.standing import standing_in
from yorisoi.meetings.substitutes import take_seat, tell_called
from yorisoi.policy.roles import Post
from yorisoi.schools.models import School, Staff

SPECIALISTS = (Post.COUNSELLOR, Post.SOCIAL_WORKER)  # may be asked to any meeting, where they have no seat of their own


class Sits(Exception):
    """They are marked as present, or sit for somebody: that is taken back first."""


def guest_posts(school: School, body: str) -> frozenset[str]:
    """Return the posts whose holders may be asked to this body: the page that calls and the room offer the same."""
    return frozenset({*body_rule(school, body).invited, *SPECIALISTS})


@transaction.atomic
def invite(*, meeting: Meeting, by: Staff, staff: Staff) -> None:
    """Invite a person to one meeting (SC・SSW・外部の専門家 at the principal's word).

    Raises ValueError for whoever is of another school or holds no post that this body may ask.
    """
    meeting = opened(meeting)
    require_convener(meeting.school_id, by)
    require_recorder(meeting, by)
    if staff.school_id != meeting.school_id:
        raise ValueError("a person of another school cannot be invited")
    if not staff.posts & guest_posts(meeting.school, meeting.body):
        raise ValueError("this body does not ask people of these posts")
    items = list(meeting.items.all())
    if items and all(staff.pk in shut_out_of_item(item) for item in items):
        raise ShutOut
    _row, made = take_seat(meeting, staff, sorted(staff.posts)[0])
    if made:
        journal(by=by, school_id=meeting.school_id, event="meeting.invited", about=meeting, staff=staff.pk)
        tell_called(meeting, [staff], at=clock.now())


@transaction.atomic
def uninvite(*, meeting: Meeting, by: Staff, staff_id: int) -> None:
    """Take an invitation back: the seat opens nothing any more, and the guest is told. Once more changes nothing.

    Raises PermissionError for a member's seat, `Sits` for whoever is present or sits for somebody.
    """
    meeting = opened(meeting)
    require_convener(meeting.school_id, by)
    require_recorder(meeting, by)
    row = meeting.attendances.select_for_update(of=("self",)).select_related("staff").filter(staff_id=staff_id).first()
    if row is None:
        return
    if row.seat != "invited":
        raise PermissionError("a member's seat is not an invitation")
    if row.present or row.pk in standing_in(meeting):
        raise Sits
    now = clock.now()
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    journal(by=by, school_id=meeting.school_id, event="meeting.uninvited", about=meeting, at=now, staff=staff_id)
    called = Notice.objects.filter(staff=row.staff, meeting=meeting, kind="meeting_called", seen_at__isnull=True)
    if not called.update(seen_at=now):  # who has not seen that they were called need not hear that they are not
        tell([row.staff], kind="meeting_uncalled", school=meeting.school, at=now, stand_in={}, meeting=meeting)
