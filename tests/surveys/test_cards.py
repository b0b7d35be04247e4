"""Cards are printed for the lesson by whoever holds it, and by nobody else; never another class's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.surveys import acts
from yorisoi.surveys.actions import add_cards, close_round
from yorisoi.surveys.cards import card_token, card_words
from yorisoi.surveys.models import Card, Round

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E1")]


def sheet(one: Round, school_class: Any) -> str:
    """The address of a class's cards."""
    return reverse("genki:cards", args=[one.pk, school_class.pk])


@pytest.mark.parametrize("who", ["guidance_head", "principal", "homeroom", "grade_head"])
def test_whoever_holds_the_lesson_prints_the_cards_in_one_go(people: Any, client_for: Any, who: str) -> None:
    one = acts.opened(people)
    page = client_for(getattr(people, who)).get(sheet(one, people.class31))
    assert page.status_code == 200
    text = page.content.decode()
    for pupil in (people.victim, people.perpetrator, people.witness):
        card = Card.objects.get(round=one, pupil=pupil)
        assert all(f"<li>{word}</li>" in text for word in card_words(one.key, card.pk))
        assert pupil.name in text
        assert card_token(one.key, card.pk) not in text  # in the picture alone
    assert text.count('class="qr"') == 4
    assert "no-store" in page.headers["Cache-Control"]


def test_one_card_is_printed_anew(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    card = Card.objects.get(round=one, pupil=people.victim)
    page = client_for(people.homeroom).get(sheet(one, people.class31), {"card": str(card.pk)}).content.decode()
    assert page.count('class="child-card"') == 1
    page = client_for(people.homeroom).get(sheet(one, people.class31), {"card": "nonsense"}).content.decode()
    assert page.count('class="child-card"') == 0


@pytest.mark.parametrize("who", ["homeroom6", "grade_head6"])
def test_another_class_does_not_exist(people: Any, client_for: Any, who: str) -> None:
    one = acts.opened(people)
    assert client_for(getattr(people, who)).get(sheet(one, people.class31)).status_code == 404


@pytest.mark.parametrize("who", ["administrator", "teacher", "counsellor", "expert"])
def test_whoever_holds_no_lesson_is_sent_away(people: Any, client_for: Any, who: str) -> None:
    one = acts.opened(people)
    assert client_for(getattr(people, who)).get(sheet(one, people.class31)).status_code in (403, 404)


def test_no_round_no_class_no_other_school_and_no_posting(
    people: Any, client_for: Any, client: Client, other_school: Any, make_staff: Any
) -> None:
    one = acts.opened(people)
    head = client_for(people.guidance_head)
    assert head.post(sheet(one, people.class31)).status_code == 405
    assert head.get(reverse("genki:cards", args=[uuid.uuid4(), people.class31.pk])).status_code == 404
    assert head.get(reverse("genki:cards", args=[one.pk, 999999])).status_code == 404
    assert head.get(sheet(one, other_school.classes.first())).status_code == 404
    assert client.get(sheet(one, people.class31)).status_code == 302
    stranger = client_for(make_staff(other_school, "guidance_head"))
    assert stranger.get(sheet(one, people.class31)).status_code == 404


def test_after_the_end_there_are_no_cards(people: Any, client_for: Any) -> None:
    one = close_round(round=acts.opened(people), by=people.guidance_head)
    page = client_for(people.guidance_head).get(sheet(one, people.class31)).content.decode()
    assert "もう使えません" in page
    assert 'class="child-card"' not in page


def test_the_sheet_takes_as_many_queries_for_three_as_for_six(people: Any, client_for: Any, make_pupil: Any) -> None:
    one = acts.opened(people)
    client, counts = client_for(people.homeroom), []
    client.get(sheet(one, people.class31))
    for _n in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(sheet(one, people.class31))
        counts.append(len(asked))
        for n in range(3):
            make_pupil(people.school, people.class31, f"新{n}")
        add_cards(round=one, by=people.guidance_head)
    assert counts[0] == counts[1]
