"""Who chairs when everyone in the edition's row is shut out (DESIGN §1: 校長 named → 教頭; both → somebody must)."""

from __future__ import annotations

from typing import Any

from tests import play
from yorisoi.cases.decisions import Decided
from yorisoi.cases.report_actions import set_aside
from yorisoi.meetings.actions import finalise
from yorisoi.policy.roles import Body
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
