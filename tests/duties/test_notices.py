"""Notices say what happened; who may not call a meeting asks for it; a late reason reaches the principal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.duties.actions import Setting, explain_late, owe
from yorisoi.duties.asking import ask_to_convene
from yorisoi.duties.models import Duty, Notice
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.places import places
from yorisoi.duties.queries import duties_of, once
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import convene, finalise
from yorisoi.policy.case_duties import GRADE_HEADS_MEETING, HOLD_COMMITTEE
from yorisoi.policy.roles import Body
from yorisoi.reports.shutting_out import shut_out
from yorisoi.ui.clocks import say_moment

MINE = "/duties/"


def read(client: Any, url: str = MINE) -> str:
    """Return the page's text."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def owes_grade_heads_meeting(people: Any) -> Duty:
    """The 学年主任 owes a meeting that they may not call."""
    case = play.opened(people)
    setting = Setting(pupils={"victim": [people.victim.pk]})
    owe([GRADE_HEADS_MEETING], about=case, by=people.guidance_head, at=clock.now(), setting=setting)
    return Duty.objects.get(case=case, name="grade_heads_meeting")


@pytest.mark.requirement("R2")
def test_who_may_not_call_a_meeting_asks_for_it_once_a_day(people: Any, client_for: Any) -> None:
    duty = owes_grade_heads_meeting(people)
    me = client_for(people.grade_head)
    page = read(me)
    assert "招集できる人: 生徒指導主任・教頭・校長" in page
    assert "会議の招集を頼む" in page
    url = reverse("duties:ask", args=[duty.pk])
    assert me.get(url).status_code == 405
    assert me.post(url).status_code == 302
    assert "今日、招集を頼みました" in read(me)
    me.post(url)
    assert Notice.objects.filter(kind="ask:grade_heads").count() == 1
    assert Event.objects.filter(event="duty.convene_asked").count() == 1
    assert "学年主任者会の招集を頼まれています" in read(client_for(people.guidance_head))
    with play.move_on(1):
        assert ask_to_convene(duty=duty, by=people.grade_head)
    assert client_for(people.homeroom6).post(url).status_code == 404
    assert not places([duty], people.principal)[duty.pk].who


def test_asked_is_who_may_know_of_the_matter(people: Any) -> None:
    duty = owes_grade_heads_meeting(people)
    report = duty.case.report_links.get().report
    shut_out(report=report, by=people.principal, staff=people.guidance_head)
    ask_to_convene(duty=duty, by=people.grade_head)
    assert Notice.objects.get(kind="ask:grade_heads").staff == people.vice_principal
    with pytest.raises(PermissionError):
        ask_to_convene(duty=duty, by=people.guidance_head)


@pytest.mark.requirement("R3")
def test_a_late_reason_stands_at_its_siblings_and_reaches_the_principal(people: Any, client_for: Any) -> None:
    with play.move_on(-3):
        report = play.report(people)
    duty = duties_of(people.guidance_head).get(name="convene_subcommittee")
    explain_late(duty=duty, by=people.guidance_head, reason="全員が校外学習に出ていた")
    page = read(client_for(people.principal))
    assert "おくれた理由が書かれました" in page
    sibling = page.index("小委員会を開き、判断する")
    assert "全員が校外学習に出ていた" in page[sibling : page.index("</li>", sibling)]
    assert Notice.objects.get(kind="late_explained").staff == people.principal
    memo = read(client_for(people.guidance_head))
    row = memo[memo.index("<b>メモを残す</b>") :]
    assert "全員が校外学習に出ていた" not in row[: row.index("</li>")]  # another clock
    assert report.label in page


def test_every_notice_says_what_happened(people: Any, client_for: Any) -> None:
    with play.move_on(-3):
        play.report(people)
    tell_overdue()
    case = play.opened(people)
    at = clock.now() + timedelta(days=2)
    convene(
        school=people.school, by=people.guidance_head, body=Body.COMMITTEE, at=at, cases=[case], place="校長室",
        class_ids=[people.class31.pk],
    )  # fmt: skip
    page = read(client_for(people.principal))
    news = page[page.index('id="news"') : page.index("</details>", page.index('id="news"'))]
    assert "期限を過ぎたものがあります" in news
    assert "いじめ対策委員会に呼ばれています" in news
    assert "校長室" in news
    assert say_moment(at, at) in news
    assert "お知らせ ・" not in news
    assert page.index('class="tally"') < page.index('id="news"') < page.index('id="late"')


def test_a_guest_finds_todays_meeting(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    page = read(client_for(people.counsellor))
    assert "今日の会議" in page
    assert reverse("cases:room", args=[held.pk]) in page
    assert "今日の会議" not in read(client_for(people.teacher))
    shut_out(report=case.report_links.get().report, by=people.principal, staff=people.counsellor)
    assert "今日の会議" not in read(client_for(people.counsellor))


def test_what_one_meeting_does_is_one_line(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    assert once(duties_of(people.guidance_head)).filter(name="next_committee").count() == 1
    owe([HOLD_COMMITTEE], about=case, by=people.guidance_head, at=clock.now())
    names = list(once(duties_of(people.guidance_head)).filter(case=case).values_list("name", flat=True))
    assert names.count("hold_committee") == 1
    assert "next_committee" not in names


def test_later_is_named_so(people: Any, client_for: Any) -> None:
    play.report(people)
    page = read(client_for(people.guidance_head))
    assert "この先" in page
    assert "待っている" not in page


def test_a_call_to_a_meeting_that_is_closed_is_of_the_past(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    assert "いじめ対策委員会に呼ばれています" in read(client_for(people.counsellor))
    finalise(meeting=held, by=people.principal, decisions=[])
    page = read(client_for(people.counsellor))
    assert "いじめ対策委員会に呼ばれていました" in page
    assert "いじめ対策委員会に呼ばれています" not in page
