"""The demo's questionnaire for guardians: one class has its cards at home, some have answered, the rest still may."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.policy.deadlines import TOKYO
from yorisoi.schools.calendar import school_year
from yorisoi.schools.models import SchoolClass
from yorisoi.surveys.actions import open_round, plan_round
from yorisoi.surveys.models import NAMED, Card, Round
from yorisoi.surveys.receiving import receive

TITLE = "元気アンケート（保護者）"
BACK, GRADE, NAME = 2, 2, "1"
CALM: dict[str, Any] = {"changes": ["none"], "worry": "no", "heard": "no", "consult": "no"}


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put the round down: cards went home two days ago, the answers of some came back the next evening."""
    held: list[Round] = []
    diary.put(days.at(BACK, "15:50"), lambda: held.append(_open(days, cast)), about=TITLE)
    diary.put(days.at(BACK - 1, "20:10"), lambda: _answer(held[0]), about=TITLE)


def _open(days: Days, cast: Cast) -> Round:
    one_class = SchoolClass.objects.get(school=cast.school, year=school_year(days.day(BACK)), grade=GRADE, name=NAME)
    opens = datetime.combine(days.day(BACK), time(15, 0), TOKYO)
    one = plan_round(
        school=cast.school, by=cast.staff["sg"], title=TITLE, mode=NAMED, audience="guardian", opens_at=opens,
        closes_at=opens + timedelta(days=14), parts={one_class.pk: None},
    )  # fmt: skip
    return open_round(round=one, by=cast.staff["sg"])


def _answer(one: Round) -> None:
    rng = Random(TITLE)
    cards = Card.objects.filter(round=one).select_related(
        "round__school", "round__key", "part__questionnaire", "school_class", "key", "pupil"
    )
    for card in cards.order_by("pupil"):
        if rng.random() < 0.4:
            receive(card=card, sending=f"{rng.getrandbits(128):032x}", answers=CALM)
