"""Short names for what happens in a round of good points."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from yorisoi.schools.calendar import today
from yorisoi.schools.models import Pupil
from yorisoi.surveys.cards import card_token, card_words
from yorisoi.together.holding import New, begin_round
from yorisoi.together.models import Card, Note, Round
from yorisoi.together.writing import write_note

KIND = "ころんだとき、だいじょうぶと言ってくれた。"
HURT = "いつもわたしをたたかれて、なかまはずれにされる。"


def begun(people: Any, **more: Any) -> Round:
    """A round of 3年1組 is on."""
    given = {"title": "いいところ見つけ", "first": today(), "last": today() + timedelta(days=5), **more}
    return begin_round(
        school=people.school, school_class=people.class31, by=people.homeroom, new=New(**given),
        token=secrets.token_urlsafe(24),
    )  # fmt: skip


def card(one: Round, pupil: Pupil) -> Card:
    """A child's card."""
    return Card.objects.select_related(
        "round__school", "round__key", "round__school_class", "pupil"
    ).get(round=one, pupil=pupil)  # fmt: skip


def token(one: Round, pupil: Pupil) -> str:
    """The token on a child's card."""
    return card_token(one.key, card(one, pupil).pk)


def words(one: Round, pupil: Pupil) -> str:
    """The words on a child's card."""
    return " ".join(card_words(one.key, card(one, pupil).pk))


def wrote(one: Round, writer: Pupil, about: Pupil, text: str = KIND) -> Note:
    """A child sends a note."""
    return write_note(card=card(one, writer), about=about.pk, words=text, sending=secrets.token_hex(16))
