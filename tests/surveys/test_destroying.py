"""The end of originals: time, no hold, two people; a tombstone stays (E1)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.surveys import acts
from yorisoi.journal import clock
from yorisoi.journal.crypto import Unreadable
from yorisoi.policy.flow import NotYet
from yorisoi.schools.calendar import today
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.destroying import agree_destruction, ask_destruction, kept_until, lift_hold, put_hold
from yorisoi.surveys.making import change_questionnaire, make_questionnaire
from yorisoi.surveys.models import Sheet
from yorisoi.surveys.queries import card_for_pupil
from yorisoi.surveys.receiving import NotTaken, receive

pytestmark = pytest.mark.django_db


def test_originals_of_a_child_end_by_two_people_after_their_time(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    acts.answer(one, people.witness)
    close_round(round=one, by=people.guidance_head)
    child = people.victim
    with pytest.raises(NotYet, match="time_over"):
        ask_destruction(about=child, by=people.guidance_head)
    child.left_on = today()
    child.save()
    until = kept_until(child)
    assert until is not None
    with clock.at(clock.now() + (until - today()) + timedelta(days=1)):
        hold = put_hold(about=child, by=people.principal, reason="開示請求があった")
        with pytest.raises(NotYet, match="not_held"):
            ask_destruction(about=child, by=people.guidance_head)
        lift_hold(hold=hold, by=people.principal)
        asked = ask_destruction(about=child, by=people.guidance_head)
        for other in (people.guidance_head, people.vice_principal):
            with pytest.raises(NotYet, match="another_person"):
                agree_destruction(destruction=asked, by=other)
        with pytest.raises(PermissionError):
            agree_destruction(destruction=asked, by=people.administrator)
        done = agree_destruction(destruction=asked, by=people.principal)
    assert done.sheets == 1
    assert done.done_at is not None
    with pytest.raises(Unreadable):
        Sheet.objects.select_related("key").get(pupil=child).data("answers")
    assert Sheet.objects.select_related("key").get(pupil=people.witness).data("answers") == acts.FINE


def test_a_used_questionnaire_does_not_change(people: Any) -> None:
    one = acts.opened(people)
    used = one.parts.first().questionnaire
    assert used.frozen_at is not None
    data = json.loads(used.body)
    with pytest.raises(NotYet):
        change_questionnaire(questionnaire=used, by=people.principal, data=data)
    own = make_questionnaire(school=people.school, by=people.principal, data=data, made_from="middle 1")
    assert (own.code, own.version) == (used.code, used.version + 1)
    with pytest.raises(PermissionError):
        make_questionnaire(school=people.school, by=people.nurse, data=data)


def test_answers_wait_for_the_window_and_end_with_it(people: Any) -> None:
    one = acts.opened(people)
    for moment in (one.opens_at - timedelta(minutes=1), one.closes_at):
        with clock.at(moment), pytest.raises(NotTaken, match="closed"):
            acts.answer(one, people.victim)
    with clock.at(one.closes_at):
        acts.answer(one, people.victim, paper=True, by=people.homeroom)


@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_taking_quiet_answers_in_takes_few_queries(people: Any, mode: str) -> None:
    one = acts.opened(people, mode)
    acts.answer(one, people.perpetrator)
    with CaptureQueriesContext(connection) as asked:
        card = card_for_pupil(one, people.victim)
        assert card is not None
        receive(card=card, sending="0123456789abcdef", answers=acts.FINE)
    said = [each["sql"].split()[0] for each in asked.captured_queries]
    asked_for = [word for word in said if word in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(asked_for) <= (5 if mode == "named" else 7), asked_for
