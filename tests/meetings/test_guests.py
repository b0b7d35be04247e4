"""Guests: only whom the body may ask, taken back before the minutes are fixed, and never counted as members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.next_date import slots
from yorisoi.cases.present_room import build_room
from yorisoi.duties.models import Notice
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import convene, finalise, mark_attendance
from yorisoi.meetings.inviting import Sits, invite, uninvite
from yorisoi.meetings.models import Attendance, Meeting
from yorisoi.meetings.proposals import propose
from yorisoi.policy.roles import Body, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(people: Any) -> Meeting:
    return convene(
        school=people.school, by=people.guidance_head, body=Body.SUBCOMMITTEE, at=clock.now(),
        reports=[play.report(people)],
    )  # fmt: skip


def test_the_room_offers_whom_the_page_that_calls_offers(people: Any, held: Meeting, client_for: Any) -> None:
    item = held.items.get()
    offered = {guest.staff.pk for guest in propose(people.guidance_head, held.body, [item.report], []).guests}
    assert {pk for pk, _said in build_room(held, people.guidance_head, "").guests} == offered
    assert people.administrator.pk not in offered
    asked = client_for(people.guidance_head).post(
        reverse("meetings:invite", args=[held.pk]), {"staff": people.administrator.pk}
    )
    assert asked.status_code == 404
    with pytest.raises(ValueError, match="does not ask"):
        invite(meeting=held, by=people.guidance_head, staff=people.administrator)
    assert not held.attendances.filter(staff=people.administrator).exists()


def test_an_invitation_is_taken_back_and_given_again(people: Any, held: Meeting, client_for: Any) -> None:
    me, guest = client_for(people.guidance_head), client_for(people.nurse)
    room, back = reverse("cases:room", args=[held.pk]), reverse("meetings:uninvite", args=[held.pk])
    invite(meeting=held, by=people.guidance_head, staff=people.nurse)
    assert guest.get(room).status_code == 200
    assert "招きを取り消す" in text(me.get(room))
    assert me.post(back, {"staff": people.nurse.pk}).status_code == 302
    assert me.post(back, {"staff": people.nurse.pk}).status_code == 404  # there is none any more
    assert guest.get(room).status_code == 404
    assert not Notice.objects.filter(staff=people.nurse, meeting=held, seen_at__isnull=True).exists()
    assert Event.objects.filter(event="meeting.uninvited").count() == 1
    assert Attendance.everyone.filter(meeting=held, staff=people.nurse).count() == 1  # the row stays
    invite(meeting=held, by=people.guidance_head, staff=people.nurse)
    assert guest.get(room).status_code == 200
    Notice.objects.filter(staff=people.nurse).update(seen_at=clock.now())
    uninvite(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk)
    assert Notice.objects.get(staff=people.nurse, seen_at__isnull=True).kind == "meeting_uncalled"
    mark_attendance(meeting=held, by=people.principal, present=[people.principal.pk], informed={})
    finalise(meeting=Meeting.objects.get(pk=held.pk), by=people.principal, decisions=[])
    assert people.nurse.name not in text(me.get(reverse("meetings:minutes", args=[held.pk])))


def test_what_cannot_be_taken_back_and_by_whom(
    people: Any, held: Meeting, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    other = make_staff(other_school, Post.GUIDANCE_HEAD)
    back = reverse("meetings:uninvite", args=[held.pk])
    invite(meeting=held, by=people.guidance_head, staff=people.nurse)
    assert client_for(people.guidance_head).get(back).status_code == 405
    assert client_for(people.grade_head).post(back, {"staff": people.nurse.pk}).status_code == 403
    assert client_for(other).post(back, {"staff": people.nurse.pk}).status_code == 404
    with pytest.raises(PermissionError):
        uninvite(meeting=held, by=people.grade_head, staff_id=people.nurse.pk)
    with pytest.raises(PermissionError):  # a member's seat is not an invitation
        uninvite(meeting=held, by=people.guidance_head, staff_id=people.grade_head.pk)
    mark_attendance(meeting=held, by=people.guidance_head, present=[people.nurse.pk], informed={})
    with pytest.raises(Sits):
        uninvite(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk)


def test_guests_are_not_counted_as_members(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    invite(meeting=held, by=people.guidance_head, staff=people.expert)
    held = Meeting.objects.get(pk=held.pk)
    everybody = [seat.staff_id for seat in held.attendances.all()]
    members = held.attendances.filter(seat="member").count()
    mark_attendance(meeting=held, by=people.guidance_head, present=everybody, informed={})
    room = build_room(Meeting.objects.get(pk=held.pk), people.guidance_head, "")
    assert room.quorum is not None
    assert (room.quorum.present, room.quorum.entitled) == (members, members)
    page = text(client_for(people.guidance_head).get(reverse("cases:chronology", args=[case.pk])))
    assert f"出席 {members}/{members}" in page
    at = next(slot for slot in slots(held, room.item, frozenset(everybody), people.guidance_head)).at
    beside = convene(
        school=people.school, by=people.guidance_head, body=Body.COMMITTEE, at=at + timedelta(minutes=5), cases=[case]
    )
    invite(meeting=beside, by=people.guidance_head, staff=people.expert)
    said = text(client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk])))
    assert f"委員{beside.attendances.filter(seat='member').count()}人に別の会議" in said
