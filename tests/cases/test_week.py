"""The principal's week (O3, R3): what was judged not to be bullying, missed clocks, cases that stand still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import play
from tests.asking import queries, text
from yorisoi.cases.decisions import Decided
from yorisoi.cases.report_actions import set_aside
from yorisoi.duties.actions import explain_late
from yorisoi.duties.models import Duty
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

WEEK = "/week/"


def put_aside(people: Any, words: str) -> Any:
    """A report that the subcommittee sets aside."""
    report = play.report(people, pupils=[], narrative="うわばきが見つからない")
    leave_memo(report=report, by=people.guidance_head, words="本人に確かめた")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    set_aside(
        meeting=held,
        report=report,
        by=people.guidance_head,
        decided=Decided(reason=words, distress="not_felt", circumstances="笑顔で帰った", relation="no", act="no"),
    )
    return report


@pytest.mark.requirement("O3")
def test_what_was_judged_not_to_be_bullying_names_its_meeting_and_those_present(people: Any, client_for: Any) -> None:
    report = put_aside(people, "置き場所を間違えていた")
    page = text(client_for(people.principal).get(WEEK))
    assert report.label in page
    assert "いじめの疑いに当たらないと判断する" in page
    assert "置き場所を間違えていた" in page
    assert "出席" in page
    last = (today() - timedelta(days=7)).isoformat()
    assert report.label not in text(client_for(people.principal).get(f"{WEEK}?from={last}"))


@pytest.mark.requirement("R3")
def test_missed_clocks_are_shown_with_or_without_a_reason(people: Any, client_for: Any) -> None:
    with play.move_on(-7):
        report = play.report(people)
    me = client_for(people.principal)
    last = (today() - timedelta(days=7)).isoformat()
    page = text(me.get(f"{WEEK}?from={last}"))
    assert report.label in page
    assert "理由が書かれていない" in page
    for duty in Duty.objects.filter(report=report):
        explain_late(duty=duty, by=people.guidance_head, reason="台風で休校だった")
    page = text(me.get(f"{WEEK}?from={last}"))
    assert "台風で休校だった" in page
    assert "理由が書かれていない" not in page
    assert report.label not in text(me.get(WEEK))


def test_a_case_without_a_movement_for_two_weeks_is_pointed_out(people: Any, client_for: Any) -> None:
    with play.move_on(-15):
        case = play.opened(people)
    me = client_for(people.principal)
    assert f"事案 {case.label}" in text(me.get(WEEK))
    play.write(case, people.homeroom, "observation", body={"words": "落ち着いている"})
    page = text(me.get(WEEK))
    assert "どれも二週間のうちに動いています" in page


@pytest.mark.requirement("R2", "O1")
def test_whoever_is_shut_out_finds_nothing(people: Any, client_for: Any) -> None:
    with play.move_on(-15):
        case = play.opened(people)
    report = put_aside(people, "教頭の話が出ている")
    for row in (report, case.report_links.get().report):
        shut_out(report=row, by=people.guidance_head, staff=people.vice_principal)
    for weeks in range(4):
        day = (today() - timedelta(days=7 * weeks)).isoformat()
        page = text(client_for(people.vice_principal).get(f"{WEEK}?from={day}"))
        for words in (case.label, report.label, "教頭の話が出ている"):
            assert words not in page


def test_only_those_who_oversee_and_no_other_method(people: Any, client_for: Any, other_school: Any) -> None:
    for person in (people.homeroom, people.administrator, people.expert, people.counsellor):
        assert client_for(person).get(WEEK).status_code == 403
    assert client_for(people.principal).post(WEEK).status_code == 405
    assert Client().get(WEEK).status_code == 302
    for strange in ("x", "9999-99-99", "2999-01-01", "", "0001-01-01"):
        assert client_for(people.principal).get(f"{WEEK}?from={strange}").status_code == 200


def test_queries_do_not_grow(people: Any, client_for: Any) -> None:
    me = client_for(people.principal)

    def more() -> None:
        with play.move_on(-15):
            play.opened(people)
        put_aside(people, "別のこと")
        with play.move_on(-1):
            play.report(people)

    more()
    me.get(WEEK)
    few = queries(me, WEEK)
    for _ in range(4):
        more()
    assert queries(me, WEEK) == few
