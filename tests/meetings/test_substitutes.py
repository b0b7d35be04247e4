"""Whoever stands in for a member who is away comes in, counts and reads; or is not called, and every page says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.duties.away import come_back, set_away
from yorisoi.duties.models import Notice
from yorisoi.journal import clock
from yorisoi.meetings.actions import convene, finalise, mark_attendance
from yorisoi.meetings.attending import mark_one, stand_in
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.models_shared import Addressee
from yorisoi.meetings.proposals import propose
from yorisoi.meetings.queries import quorum_facts
from yorisoi.meetings.substitutes import seat_everywhere
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10")]


@pytest.fixture
def stands(people: Any, make_staff: Any) -> Any:
    """Somebody without a seat in the 小委員会 who may stand in for 学年主任."""
    return make_staff(people.school, Post.HOMEROOM, name="代理田", school_class=people.class31)


def away(people: Any, person: Any, other: Any) -> Any:
    return set_away(
        staff=person, substitute=other, since=today(), until=today() + timedelta(days=2), by=people.principal
    )


def called(people: Any, *reports: Any) -> Meeting:
    at = clock.now() + timedelta(minutes=30)
    return convene(
        school=people.school, by=people.guidance_head, body=Body.SUBCOMMITTEE, at=at, place="校長室", reports=reports
    )


def kinds(person: Any, held: Meeting) -> list[str]:
    return list(Notice.objects.filter(staff=person, meeting=held).values_list("kind", flat=True))


def test_the_substitute_is_called_enters_counts_and_reads_the_minutes(
    people: Any, stands: Any, client_for: Any
) -> None:
    away(people, people.grade_head, stands)
    report = play.report(people)
    shown = {s.staff: s.away for s in propose(people.guidance_head, Body.SUBCOMMITTEE, [report], []).seats}
    assert shown[people.grade_head] == f"不在（代わり {stands.name}）"
    held = called(people, report)
    assert kinds(stands, held) == ["meeting_called"]
    room = reverse("cases:room", args=[held.pk])
    me = client_for(stands)
    assert me.get(room).status_code == 200
    assert room in me.get(reverse("meetings:list")).content.decode()
    page = text(client_for(people.guidance_head).get(room))
    assert f"不在（代わり {stands.name}）" in page
    assert f"{people.grade_head.name}の代わり" in page
    assert "代われる職の人が、ほかにいません" not in page
    item = held.items.get()
    before = quorum_facts(held, item)
    everybody = {a.staff_id for a in held.attendances.all()} - {people.grade_head.pk}
    mark_attendance(meeting=held, by=people.guidance_head, present=everybody, informed={})
    held = Meeting.objects.get(pk=held.pk)
    facts = quorum_facts(held, item)
    assert (facts.present, facts.quorum) == (len(everybody), before.quorum)  # with the voice of the one who is away
    finalise(meeting=held, by=people.principal, decisions=[])
    minutes = text(me.get(reverse("meetings:minutes", args=[held.pk])))
    assert f"{stands.name}（{people.grade_head.name}）" in minutes
    assert "to_read" not in kinds(stands, held)  # they were there


def test_a_substitute_who_did_not_come_either_reads_what_is_shared(people: Any, stands: Any, client_for: Any) -> None:
    away(people, people.grade_head, stands)
    held = called(people, play.report(people))
    mark_attendance(meeting=held, by=people.principal, present=[people.principal.pk], informed={})
    finalise(meeting=Meeting.objects.get(pk=held.pk), by=people.principal, decisions=[])
    assert Addressee.objects.filter(staff=stands, sharing__meeting=held).exists()
    assert "to_read" in kinds(stands, held)
    page = client_for(stands).get(reverse("meetings:shared")).content.decode()
    assert reverse("meetings:minutes", args=[held.pk]) in page


def test_whoever_is_shut_out_never_comes_in_as_a_substitute(people: Any, stands: Any, client_for: Any) -> None:
    away(people, people.grade_head, stands)
    report = play.report(people)
    shut_out(report=report, by=people.guidance_head, staff=stands)
    shown = {s.staff: s.away for s in propose(people.guidance_head, Body.SUBCOMMITTEE, [report], []).seats}
    assert shown[people.grade_head] == "不在"
    held = called(people, report)
    page = text(client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk])))
    assert "不在" in page
    assert stands.name not in page
    with pytest.raises(PermissionError):
        stand_in(meeting=held, by=people.guidance_head, absent_id=people.grade_head.pk, staff_id=stands.pk)
    mark_attendance(meeting=held, by=people.principal, present=[people.principal.pk], informed={})
    finalise(meeting=Meeting.objects.get(pk=held.pk), by=people.principal, decisions=[])
    assert kinds(stands, held) == []
    assert client_for(stands).get(reverse("meetings:minutes", args=[held.pk])).status_code == 404


def test_whoever_sits_there_already_has_one_voice_and_the_room_says_so(people: Any, client_for: Any) -> None:
    away(people, people.grade_head, people.academic_head)
    held = called(people, play.report(people))
    assert not held.stand_ins.exists()
    assert kinds(people.academic_head, held) == ["meeting_called"]
    page = text(client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk])))
    assert f"不在（代わり {people.academic_head.name}）" in page
    assert f"不在の間の代わりの{people.academic_head.name}は、もう委員として出ています" in page


def test_an_absence_noted_after_the_call_brings_the_substitute_once(people: Any, stands: Any, client_for: Any) -> None:
    held = called(people, play.report(people))
    row = away(people, people.grade_head, stands)
    assert [seat_everywhere(), seat_everywhere()] == [1, 0]
    assert kinds(stands, held) == ["meeting_called"]
    assert client_for(stands).get(reverse("cases:room", args=[held.pk])).status_code == 200
    come_back(absence=row, by=people.principal)
    mark_one(meeting=held, by=people.guidance_head, staff_id=people.grade_head.pk, present=True)
    assert not held.stand_ins.filter(until__isnull=True).exists()
    assert seat_everywhere() == 0


def test_what_the_room_ended_is_not_begun_again(people: Any, stands: Any) -> None:
    away(people, people.grade_head, stands)
    held = called(people, play.report(people))
    stand_in(meeting=held, by=people.guidance_head, absent_id=people.grade_head.pk, staff_id=None)
    assert seat_everywhere() == 0
    assert not held.stand_ins.filter(until__isnull=True).exists()
