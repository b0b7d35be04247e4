"""What a choice in the record brings with it: whom one heard, why nobody visited, what does not count yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.cases.test_views_record import heard, moment, url
from yorisoi.cases.entries import KINDS
from yorisoi.duties.queries import owed_for
from yorisoi.policy.roles import Post


@pytest.mark.requirement("R5")
def test_who_stood_around_is_named_in_words_or_chosen(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    client = client_for(people.nurse)
    said = heard(people, code="around", pupil="", second="")
    assert "だれから聞いたかを書いてください" in text(client.post(url(case, "hearing"), said), 422)
    assert client.post(url(case, "hearing"), {**said, "body_from_whom": "3年2組の三人"}).status_code == 302
    assert "3年2組の三人" in text(client.get(reverse("cases:show", args=[case.pk])))
    assert not owed_for(case).filter(staff=people.nurse, name="hear").exists()


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(("code", "who"), [("perpetrator", "victim"), ("victim", "perpetrator"), ("victim", "")])
def test_a_side_is_heard_from_a_child_of_that_side(people: Any, client_for: Any, code: str, who: str) -> None:
    case = play.opened(people)
    said = heard(people, code=code, pupil=getattr(people, who).pk if who else "")
    side = {"victim": "被害", "perpetrator": "加害"}[code]
    assert f"{side}の子どもを選んでください" in text(client_for(people.homeroom).post(url(case, "hearing"), said), 422)
    assert not case.entries.filter(kind="hearing").exists()


def test_words_of_another_side_are_not_kept(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    said = heard(people, body_from_whom="3年2組の三人")
    client_for(people.homeroom).post(url(case, "hearing"), said)
    assert "from_whom" not in case.entries.get(kind="hearing").data("body")


def test_an_assigned_hearing_says_whom_to_hear(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    page = text(client_for(people.guidance_head).get(reverse("cases:show", args=[case.pk])))
    assert "（周囲の子どもから聞く）" in page
    assert "（加害の子どもから聞く）" in page


@pytest.mark.requirement("R7")
def test_a_telephone_call_says_why_nobody_visited(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.homeroom)
    said = {"pupil": people.victim.pk, "code": "phone", "body_words": "事実を伝えた", "occurred_at": moment()}
    asked = client.post(url(case, "home_visit"), {**said, "body_not_visited": " "})
    assert "訪問できない理由を書いてください" in text(asked, 422)
    reason = {"body_not_visited": "父母とも夜勤のため"}
    assert client.post(url(case, "home_visit"), {**said, **reason}).status_code == 302
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert "父母とも夜勤のため" in page
    assert "電話（訪問できない理由を書く）" not in page


def test_choices_are_read_without_the_hints_of_the_form() -> None:
    assert KINDS["home_visit"].said("phone", "") == ["電話"]
    assert KINDS["hearing"].said("around", "could_not") == ["周囲", "聞けなかった"]
    assert KINDS["hearing"].said("", "nonsense") == []


@pytest.mark.requirement("R9")
def test_an_early_confirmation_says_that_it_does_not_count_and_from_when(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.homeroom)
    assert "まだ解消の条件には数えません" in text(client.get(url(case, "pupil_confirmation")))
    said = {"pupil": people.victim.pk, "flag": "no_distress", "body_words": "「だいじょうぶ」", "occurred_at": moment()}
    page = text(client.post(url(case, "pupil_confirmation"), said, follow=True))
    assert "まだ解消の条件には数えません" in page
    day = case.period_ends_on
    assert day is not None
    assert f"{day.month}月{day.day}日" in page.split("まだ解消の条件には数えません")[1][:40]
    with play.move_on(120):
        later = {**said, "occurred_at": moment(), "token": "later"}
        page = text(client_for(people.homeroom).post(url(case, "pupil_confirmation"), later, follow=True))
    assert "まだ解消の条件には数えません" not in page


def test_whoever_only_keeps_the_system_did_not_sit_beside(people: Any, client_for: Any, make_staff: Any) -> None:
    keeper = make_staff(people.school, Post.ADMINISTRATOR)
    page = text(client_for(people.homeroom).get(url(play.opened(people), "hearing")))
    assert f'value="{people.nurse.pk}"' in page
    assert f'<option value="{keeper.pk}"' not in page


def test_paper_names_the_school_the_day_and_how_to_handle_it(people: Any, client_for: Any) -> None:
    page = text(client_for(people.guidance_head).get(reverse("cases:show", args=[play.opened(people).pk])))
    head = page.split("paper-head")[1][:200]
    assert people.school.name in head
    assert "取扱注意" in head
    assert "印刷 " in head
