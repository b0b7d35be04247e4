"""What minutes say: the case that was opened, roles, hearings, elements, watchers, and when it really was."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.queries import decisions_of
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.spoken import Names, names_in, spoken
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import TOKYO


def fixed(people: Any, held: Meeting) -> str:
    """The address of the minutes, fixed now."""
    finalise(meeting=held, by=people.principal, decisions=decisions_of(held))
    return reverse("meetings:minutes", args=[held.pk])


@pytest.mark.requirement("O3")
def test_the_subcommittees_minutes_lead_to_the_case_and_say_the_roles(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = case.steps.get(move="open").meeting
    assert held is not None
    page = text(client_for(people.principal).get(fixed(people, held)))
    assert f'<a href="{reverse("cases:show", args=[case.pk])}">事案 {case.label}</a>' in page
    assert f"{people.victim.name}（被害）" in page
    assert f"{people.perpetrator.name}（加害）" in page
    held.refresh_from_db()
    for at in (held.opened_at, held.finalised_at):
        assert at is not None
        assert at.astimezone(TOKYO).isoformat(timespec="minutes") in page


@pytest.mark.requirement("O3", "R5")
def test_minutes_and_chronology_say_who_hears_whom_and_the_elements(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.recognise(people, case, held)
    client = client_for(people.principal)
    page = text(client.get(fixed(people, held)))
    assert f"被害の子ども {people.victim.name}: {people.homeroom.name}が聞く" in page
    assert f"周囲の子ども: {people.nurse.name}が聞く" in page
    assert "一定の人的関係" in page
    seen = text(client.get(reverse("cases:show", args=[case.pk])))
    assert f"周囲の子ども: {people.nurse.name}が聞く" in seen
    assert "時間" in seen


def test_a_report_that_joined_a_case_says_which(people: Any, client_for: Any) -> None:
    from yorisoi.cases.decisions import Decided
    from yorisoi.cases.report_actions import join_case
    from yorisoi.policy.roles import Body
    from yorisoi.reports.actions import leave_memo

    case = play.opened(people)
    row = play.report(people, narrative="また")
    leave_memo(report=row, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[row])
    join_case(meeting=held, report=row, case=case, by=people.guidance_head, decided=Decided(reason="同じ子"))
    url = fixed(people, held)
    assert case.label in text(client_for(people.principal).get(url))
    shut_out(report=case.report_links.order_by("at")[0].report, by=people.guidance_head, staff=people.nurse)
    answer = client_for(people.nurse).get(url)
    assert answer.status_code == 404 or f"事案 {case.label}" not in answer.content.decode()


def test_watchers_and_guests_of_the_words_are_named_by_id_alone(people: Any) -> None:
    decided = {"watchers": [people.homeroom.pk, 10**9], "counsellor": True, "relation": "unknown"}
    names = names_in([decided], people.guidance_head)
    said = dict(spoken(decided, names))
    assert said["見守る人"] == f"{people.homeroom.name}、—"
    assert said["一定の人的関係"] == "まだ分からない"
    assert spoken({}, Names()) == []
