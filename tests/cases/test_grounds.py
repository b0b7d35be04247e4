"""この判断の根拠: what a body ticked for and against each element stays with the decision, as it then stood."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.models import CaseStep, Entry
from yorisoi.meetings.actions import finalise
from yorisoi.policy.needs import Determination

FELT = {"relation": "yes", "act": "yes", "distress": "felt", "child_words": "「いや」", "reason": "苦痛がある"}


def room_of(people: Any) -> tuple[Any, Any, Any]:
    case = play.opened(people)
    held = play.find_facts(people, case)
    heard = play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    return case, held, heard


def post(client: Any, held: Any, **said: Any) -> Any:
    item = held.items.get()
    return client.post(reverse("cases:room", args=[held.pk]), {"item": item.pk, "move": "recognise", **FELT, **said})


@pytest.mark.requirement("R6")
def test_what_was_ticked_stays_with_the_decision_and_is_shown(people: Any, client_for: Any) -> None:
    case, held, heard = room_of(people)
    report = case.report_links.get().report
    memo = report.memos.get()
    ticked = {
        "for_distress": [f"entry:{heard.pk}", f"memo:{memo.pk}"],
        "against_act": [f"report:{report.pk}"],
    }
    assert post(client_for(people.guidance_head), held, **ticked).status_code == 302
    details = CaseStep.objects.get(case=case, move="recognise").data("details")
    kept = {(one["element"], one["side"], one["ref"]) for one in details["evidence"]}
    assert kept == {
        ("distress", "for", f"entry:{heard.pk}"),
        ("distress", "for", f"memo:{memo.pk}"),
        ("act", "against", f"report:{report.pk}"),
    }
    assert all(len(one["sha256"]) == 64 for one in details["evidence"])
    page = text(client_for(people.principal).get(reverse("cases:show", args=[case.pk])))
    assert "この判断の根拠 3件" in page
    assert "判断のときと内容がちがいます" not in page
    assert "その後、訂正されました" not in page
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim, corrects=heard)
    page = text(client_for(people.principal).get(reverse("cases:show", args=[case.pk])))
    assert "その後、訂正されました" in page
    from yorisoi.cases.queries import decisions_of

    finalise(meeting=held, by=people.principal, decisions=decisions_of(held))
    minutes = text(client_for(people.principal).get(reverse("meetings:minutes", args=[held.pk])))
    assert "この判断の根拠" in minutes
    assert "心身の苦痛・支える: 聞き取り（被害）" in minutes


@pytest.mark.requirement("R6")
def test_records_of_another_case_are_no_evidence(people: Any, client_for: Any) -> None:
    case, held, _heard = room_of(people)
    other = play.opened(people)
    foreign = play.write(other, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    answer = post(client_for(people.guidance_head), held, for_act=[f"entry:{foreign.pk}"])
    assert answer.status_code == 422
    from yorisoi.cases.actions import decide
    from yorisoi.cases.decisions import Decided

    with pytest.raises(Entry.DoesNotExist):
        decide(
            meeting=held,
            case=case,
            move="recognise",
            by=people.guidance_head,
            decided=Decided(**FELT, evidence=(("act", "for", f"entry:{foreign.pk}"),)),
        )
    assert not CaseStep.objects.filter(case=case, move="recognise").exists()


@pytest.mark.requirement("R6")
def test_nothing_ticked_is_lost_when_the_policy_refuses(people: Any, client_for: Any) -> None:
    _case, held, heard = room_of(people)
    answer = post(client_for(people.guidance_head), held, reason="", for_distress=[f"entry:{heard.pk}"])
    page = text(answer, 422)
    assert f'name="for_distress" value="entry:{heard.pk}" checked' in page


@pytest.mark.requirement("R6")
def test_what_looks_like_play_is_looked_into() -> None:
    """国の基本方針: けんかやふざけ合いであっても、背景を調べ、感じる被害性に着目する."""
    assert not Determination(distress="not_felt", child_words=True, play_or_quarrel=True).distress_considered
    assert Determination(
        distress="not_felt", child_words=True, circumstances=True, play_or_quarrel=True
    ).distress_considered


@pytest.mark.requirement("R6")
def test_no_question_asks_for_intent_repetition_or_severity(people: Any, client_for: Any) -> None:
    _case, held, _heard = room_of(people)
    page = text(client_for(people.guidance_head).get(f"{reverse('cases:room', args=[held.pk])}?move=recognise"))
    assert "回数・意図・重さは条件ではありません" in page
    for name in ("intent", "repeated", "severity", "continuous"):
        assert f'name="{name}"' not in page
