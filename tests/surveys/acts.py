"""Short names for what happens in a round: opened, answered, read."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from tests import play
from yorisoi.journal import clock
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body
from yorisoi.surveys.actions import open_round, plan_round
from yorisoi.surveys.models import CLOSED, Card, ReadingItem, Round
from yorisoi.surveys.queries import card_for_pupil
from yorisoi.surveys.receiving import Taken, receive

FINE = {"school_fun": "very", "hurt": "no", "going_on": "none", "saw": "no", "talk_to": ["nobody"]}
GRAVE = {**FINE, "hurt": "many", "going_on": "yes", "forms": ["teasing"]}
MILD = {**FINE, "hurt": "once", "going_on": "stopped"}


def opened(people: Any, mode: str = "named", **more: Any) -> Round:
    """A round of 3年1組 and 6年1組 is open."""
    now = clock.now()
    one = plan_round(
        school=people.school,
        by=people.guidance_head,
        title="元気アンケート（2学期）",
        mode=mode,
        stage=2,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=3),
        parts={people.class31.pk: None, people.class61.pk: None},
        **more,
    )
    return open_round(round=one, by=people.guidance_head)


def card(one: Round, pupil: Any) -> Card:
    """A child's card."""
    found = card_for_pupil(one, pupil)
    assert found is not None
    return found


def answer(one: Round, pupil: Any, answers: dict[str, Any] | None = None, **more: Any) -> Taken:
    """A child sends answers."""
    sending = more.pop("sending", None) or secrets.token_hex(16)
    return receive(card=card(one, pupil), sending=sending, answers=FINE if answers is None else answers, **more)


def items(one: Round, **where: Any) -> list[ReadingItem]:
    """What is to be read of a round."""
    return list(ReadingItem.objects.filter(round=one, **where))


def sitting(people: Any) -> Meeting:
    """小委員会 sits, on something else."""
    return play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])


def opened_with(people: Any, questionnaire: Any) -> Round:
    """A round of 3年1組 with a questionnaire of the school's own is open."""
    now = clock.now()
    one = plan_round(
        school=people.school,
        by=people.guidance_head,
        title="元気アンケート（学校の質問）",
        mode="named",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=3),
        parts={people.class31.pk: questionnaire},
    )
    return open_round(round=one, by=people.guidance_head)


def ended(one: Round) -> None:
    """A round is closed, as if everything to read had been decided."""
    Round.objects.filter(pk=one.pk).update(state=CLOSED, closed_at=clock.now())
