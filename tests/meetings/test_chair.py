"""Who chairs when everyone in the edition's row is shut out (DESIGN §1: 校長 named → 教頭; both → somebody must)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import play
from yorisoi.cases.decisions import Decided
from yorisoi.cases.present_room import build_room
from yorisoi.cases.report_actions import set_aside
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.convening import Call, convene_once
from yorisoi.meetings.models import Meeting
from yorisoi.oversight.actions import direct
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.shutting_out import shut_out


def test_the_members_choose_when_principal_and_vice_principal_are_shut_out(people: Any) -> None:
    report = play.report(people, pupils=[])
    for manager in (people.principal, people.vice_principal):
        shut_out(report=report, by=people.guidance_head, staff=manager)
    leave_memo(report=report, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    decided = Decided(reason="遊具の故障の連絡", distress="not_felt", circumstances="児童に関わらない")
    set_aside(meeting=held, report=report, by=people.guidance_head, decided=decided)
    finalise(meeting=held, by=people.academic_head, decisions=[])
    held.refresh_from_db()
    assert held.finalised_by == people.academic_head


def test_whoever_acts_in_the_managers_stead_is_shown_as_the_chair(people: Any, make_staff: Any) -> None:
    report = play.report(people, staff_named=[people.principal.pk, people.vice_principal.pk])
    direct(report=report, by=make_staff(None, Post.BOARD_OFFICER), acting=people.academic_head, words="教務が代わる")
    held = Meeting.objects.get(pk=play.meeting(people, Body.SUBCOMMITTEE, reports=[report]).pk)
    room = build_room(held, people.guidance_head, "")
    assert room.quorum is not None
    assert room.quorum.met
    assert room.chairs == f"{people.academic_head.name}（校長に代わって）"


def test_only_who_may_know_the_matter_is_said_to_preside(people: Any) -> None:
    named = play.report(people, staff_named=[people.principal.pk])
    held = Meeting.objects.get(pk=play.meeting(people, Body.SUBCOMMITTEE, reports=[named]).pk)
    assert build_room(held, people.guidance_head, "").chairs == "教頭"
    held = Meeting.objects.get(pk=play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)]).pk)
    assert build_room(held, people.guidance_head, "").chairs == "校長・教頭"
    both = play.report(people, staff_named=[people.principal.pk, people.vice_principal.pk])
    held = Meeting.objects.get(pk=play.meeting(people, Body.SUBCOMMITTEE, reports=[both]).pk)
    assert build_room(held, people.guidance_head, "").chairs == "出席している委員"


def test_what_is_apart_has_a_time_of_its_own_and_takes_no_place(people: Any) -> None:
    at = clock.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    named = [
        play.report(people),
        play.report(people, staff_named=[people.principal.pk]),
        play.report(people, staff_named=[people.vice_principal.pk]),
    ]
    held, done = convene_once(
        school=people.school, by=people.guidance_head, body=Body.SUBCOMMITTEE, at=at, place="校長室", reports=named,
        cases=[], class_ids=[], invited=[],
    )  # fmt: skip
    assert done == Call.APART
    found = [(row.scheduled_at, row.place) for row in Meeting.objects.order_by("scheduled_at")]
    later = [at + timedelta(minutes=30 * n) for n in range(3)]
    assert found == list(zip(later, ["校長室", "", ""], strict=True))
    assert held.scheduled_at == at
