"""The child's pages asked as any view is, and by whoever wants to do harm: no log-in, no cookie, no other class."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.asking import text
from tests.conftest import People
from tests.together import acts
from yorisoi.journal import clock
from yorisoi.surveys.child_enter import TRIES
from yorisoi.surveys.flood import FLOOD
from yorisoi.together.models import Note, Round
from yorisoi.together.ruling import rule_on

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P1")]
ENTER, WRITE = reverse("together:enter", args=["nishi"]), reverse("together:write", args=["nishi"])


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    TRIES.forget()
    FLOOD.forget()


def sent(one: Round, child: Any, **more: Any) -> Any:
    """Press a button of the child's page."""
    return Client().post(WRITE, {"card": acts.token(one, child), "sending": "k" * 24, "mode": "ruby", **more})


def test_in_by_the_card_or_by_its_words(people: Any) -> None:
    assert "じかんでは ありません" in text(Client().get(ENTER))
    one = acts.begun(people)
    page = reverse("together:class", args=["nishi", people.class31.pk])
    assert "3つの" in text(Client().get(ENTER))
    for answer in (
        Client().post(ENTER, {"card": acts.token(one, people.victim)}),
        Client().post(page, {"words": acts.words(one, people.victim)}),
    ):
        said = text(answer)
        assert "佐藤" in said
        assert f'value="{people.victim.pk}"' not in said  # nobody praises themselves
        assert not answer.cookies
    assert "いぬ ねこ とり" in text(Client().post(page, {"words": "いぬ ねこ とり"}), 422)
    assert not Session.objects.exists()


def test_children_are_told_the_truth_before_they_write(people: Any) -> None:
    plain = re.compile(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>|\u200b")
    said = plain.sub("", text(sent(acts.begun(people), people.victim, go="again")))
    assert "だれが書いたかは出しません" in said
    said = plain.sub("", text(sent(acts.begun(people, shows_writer=True), people.victim, go="again")))
    assert "書いた人の名前もいっしょにかざります" in said
    assert "先生にはわかります" in said


def test_a_note_is_taken_once_and_what_was_changed_is_another(people: Any) -> None:
    one = acts.begun(people)
    for said in (acts.KIND, acts.KIND, "🎉 なかよし 👨‍👩‍👧"):
        assert "とどきました" in text(sent(one, people.victim, about=people.witness.pk, words=said))
    assert {note.text("words") for note in Note.objects.all()} == {acts.KIND, "🎉 なかよし 👨‍👩‍👧"}


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(people: Any) -> None:
    one, long = acts.begun(people), "あ" * 10_000
    said = text(sent(one, people.victim, about=people.witness.pk, words=long), 422)
    assert "10000じ" in said
    assert long in said
    assert re.search(rf'value="{people.witness.pk}"[^>]*checked', said)
    said = text(sent(one, people.victim, words="やさしい <b>"), 422)
    assert "やさしい &lt;b&gt;" in said
    for about in ("x", "-1", "9" * 30, str(people.victim.pk)):
        assert "やさしい" in text(sent(one, people.victim, about=about, words="やさしい"), 422)
    assert not Note.objects.exists()


def test_reading_another_way_keeps_what_was_typed(people: Any) -> None:
    said = text(sent(acts.begun(people), people.victim, go="reading:en", words="やさしい", about=people.witness.pk))
    assert "Write a good point" in said
    assert "やさしい" in said


def test_a_foreign_card_opens_nothing(people: Any, other_school: Any) -> None:
    other = People(other_school)
    theirs = acts.begun(other)
    for card in (acts.token(theirs, other.victim), "", "a" * 24, "'; drop"):
        for go in ("send", "seen", "again"):
            answer = Client().post(WRITE, {"card": card, "go": go, "about": people.witness.pk, "words": acts.KIND})
            assert "佐藤" not in text(answer, 422)
    assert not Note.objects.exists()


def test_a_child_sees_what_was_approved_of_the_own_class_and_no_more(people: Any) -> None:
    one, other = acts.begun(people), acts.begun(people)
    shown = acts.wrote(one, people.perpetrator, people.witness, "ノートを見せてくれた")
    rule_on(note=shown, move="show", by=people.homeroom)
    acts.wrote(one, people.perpetrator, people.witness, "まだ読まれていない")
    refused = acts.wrote(one, people.perpetrator, people.witness, "かざらない")
    rule_on(note=refused, move="refuse", by=people.homeroom, reason="わけ")
    said = text(sent(one, people.victim, go="seen"))
    assert "ノートを見せてくれた" in said
    assert "𠮷田" not in said  # who wrote stays hidden in this round
    for hidden in ("まだ読まれていない", "かざらない", "わけ"):
        assert hidden not in said
    assert "ノートを" not in text(sent(other, people.victim, go="seen"))


def test_a_card_of_a_child_who_has_left_or_of_a_round_that_is_over_opens_nothing(people: Any) -> None:
    one = acts.begun(people)
    card = acts.token(one, people.victim)
    with clock.at(clock.now() + timedelta(days=8)):
        assert "おわりました" in text(Client().post(ENTER, {"card": card}), 409)
        assert text(sent(one, people.victim, go="seen"), 409)
    people.victim.left_on = clock.now().date()
    people.victim.save()
    assert "つかえません" in text(Client().post(ENTER, {"card": card}), 409)


def test_the_page_of_the_young_is_in_kana(people: Any) -> None:
    people.witness.family_kana, people.witness.given_kana = "サトウ", "コ"
    people.witness.save()
    said = text(sent(acts.begun(people), people.victim, go="reading:kana"))
    assert "さとう こ" in said
    assert "佐藤" not in said
