"""The teacher's lesson: who has answered, never what; paper; a slip put right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.surveys import acts
from yorisoi.policy.roles import Post
from yorisoi.surveys.actions import add_cards, close_round
from yorisoi.surveys.models import Card, Pool, Sheet

pytestmark = pytest.mark.django_db


def at(name: str, people: Any, one: Any, pupil: Any = None) -> str:
    """An address of the lesson of 3年1組."""
    more = [Card.objects.get(round=one, pupil=pupil).pk] if pupil else []
    return reverse(f"surveys:{name}", args=[one.pk, people.class31.pk, *more])


PAPER = {"q_hurt": "once", "q_going_on": "stopped", "q_talk_to": ["homeroom"], "sending": "p" * 32}


def test_it_tells_who_has_answered_and_never_what(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.GRAVE, "words": "たたかれた"})
    page = text(client_for(people.homeroom).get(at("lesson", people, one)))
    assert people.victim.name in page
    assert page.count("すみ") == 1
    assert "あと2人" in page
    seat = text(client_for(people.homeroom).get(at("seat", people, one, people.victim)))
    for secret in ("たたかれた", "何回も", "grave"):
        assert secret not in page
        assert secret not in seat


def test_the_page_is_drawn_anew_only_when_it_changed(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client = client_for(people.homeroom)
    mark = text(client.get(at("lesson", people, one))).split("live/?mark=")[1].split('"')[0]
    url = f"{at('live', people, one)}?mark="
    assert client.get(url + mark).status_code == 204
    acts.answer(one, people.witness)
    fresh = text(client.get(url + mark))
    assert "すみ" in fresh
    assert "<html" not in fresh
    assert client.get(url + fresh.split("live/?mark=")[1].split('"')[0]).status_code == 204


@pytest.mark.requirement("E1")
def test_paper_is_entered_once_and_read_like_the_others(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client, url = client_for(people.homeroom), at("paper", people, one, people.victim)
    assert "いまは いえない" in text(client.get(url))
    for _n in range(2):
        assert client.post(url, PAPER).status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.source, sheet.entered_by, sheet.data("answers")["hurt"]) == ("paper", people.homeroom, "once")
    assert len(acts.items(one)) == 1
    page = text(client.post(url, {**PAPER, "sending": "q" * 32}), 422)
    assert "もう入っています" in page


def test_what_was_never_asked_and_contradictions_come_back(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client, url = client_for(people.homeroom), at("paper", people, one, people.victim)
    both = {**PAPER, "q_talk_to": ["homeroom", "cannot_say"], "q_words": "ぼくは"}
    page = text(client.post(url, both), 422)
    assert "いっしょに選べません" in page
    assert "ぼくは" in page
    assert "p" * 32 in page
    text(client.post(url, {**PAPER, "q_hurt": "always"}), 422)
    text(client.post(url, {**PAPER, "q_words": "あ" * 20_001}), 422)
    assert Sheet.objects.count() == 0


def test_an_empty_form_is_no_answer_unless_the_sheet_was_blank(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client, url = client_for(people.homeroom), at("paper", people, one, people.victim)
    assert "答えが一つも入っていません" in text(client.post(url, {"sending": "p" * 32}), 422)
    assert Sheet.objects.count() == 0
    assert client.post(url, {"sending": "p" * 32, "blank": "on"}).status_code == 302
    assert Sheet.objects.count() == 1


def test_a_lost_card_can_be_printed_again_from_the_seat(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client = client_for(people.homeroom)
    page = text(client.get(at("seat", people, one, people.victim)))
    link = page.split("/cards/")[1].split('"')[0]
    sheet = text(client.get(f"/surveys/rounds/{one.pk}/cards/{link}"))
    assert sheet.count('class="child-card"') == 1
    assert reverse("surveys:lesson", args=[one.pk, people.class31.pk]) in sheet  # the way back
    acts.answer(one, people.victim)
    assert "/cards/" not in text(client.get(at("seat", people, one, people.victim)))


def test_paper_without_a_name_has_none(people: Any, client_for: Any) -> None:
    one = acts.opened(people, "anonymous")
    client = client_for(people.homeroom)
    assert "混ぜてから" in text(client.get(at("paper", people, one, people.victim)))
    assert client.post(at("paper", people, one, people.victim), PAPER).status_code == 302
    assert Sheet.objects.count() == 0
    assert "once" in Pool.objects.get(school_class=people.class31).text("sheets")
    page = text(client.get(at("seat", people, one, people.victim)))
    assert "もう一度答えられるようにする" not in page
    assert client.post(at("reopen", people, one, people.victim)).status_code == 302
    assert not Card.objects.filter(reopened=True).exists()


def test_where_the_child_chooses_the_teacher_does_not_learn_what_was_chosen(people: Any, client_for: Any) -> None:
    one = acts.opened(people, "choice")
    acts.answer(one, people.victim, nameless=True)
    acts.answer(one, people.witness, nameless=False)
    client = client_for(people.homeroom)
    pages = [text(client.get(at("seat", people, one, child))) for child in (people.victim, people.witness)]
    strip = [
        page.replace(child.name, "").replace(str(Card.objects.get(round=one, pupil=child).pk), "")
        for page, child in zip(pages, (people.victim, people.witness), strict=True)
    ]
    bodies = [page[page.index("<main") : page.index("</main")] for page in strip]
    bodies = [re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", body) for body in bodies]
    assert bodies[0] == bodies[1]


def test_a_slip_is_put_right(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    client = client_for(people.homeroom)
    assert client.post(at("reopen", people, one, people.victim)).status_code == 302
    assert "直し中" in text(client.get(at("lesson", people, one)))
    acts.answer(one, people.victim, acts.MILD)
    assert Sheet.objects.count() == 2


def test_after_the_end_nothing_is_entered(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    close_round(round=one, by=people.principal)
    client = client_for(people.homeroom)
    assert "閉じています" in text(client.get(at("seat", people, one, people.witness)))
    page = text(client.post(at("paper", people, one, people.witness), PAPER), 422)
    assert "受け取っていません" in page


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    other = make_staff(other_school, Post.PRINCIPAL)
    for name, pupil in (("lesson", None), ("live", None), ("seat", people.victim), ("paper", people.victim)):
        url = at(name, people, one, pupil)
        refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.counsellor, other=other)
        assert client_for(people.grade_head6).get(url).status_code == 404
        assert client_for(people.administrator).get(url).status_code == 403
        if name != "paper":
            assert client_for(people.homeroom).post(url).status_code == 405
    url = at("reopen", people, one, people.victim)
    refused(client_for, url, post=True, stranger=people.homeroom6, wrong=people.counsellor, other=other)
    assert client_for(people.homeroom).get(url).status_code == 405
    foreign = reverse(
        "surveys:seat", args=[one.pk, people.class61.pk, Card.objects.get(round=one, pupil=people.victim).pk]
    )
    assert client_for(people.principal).get(foreign).status_code == 404


def test_queries_do_not_grow_with_the_class(people: Any, client_for: Any, make_pupil: Any) -> None:
    one = acts.opened(people)
    client = client_for(people.homeroom)
    before = [[queries(client, at(name, people, one)) for name in ("lesson", "live")] for _n in range(2)][1]
    for n in range(8):
        make_pupil(people.school, people.class31, f"児{n}")
    add_cards(round=one, by=people.guidance_head)
    acts.answer(one, people.victim)
    assert [queries(client, at(name, people, one)) for name in ("lesson", "live")] == before
