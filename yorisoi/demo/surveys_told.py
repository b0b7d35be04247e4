"""元気アンケート in the demo: a round of last term that has been read and closed, and one that runs now."""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from typing import Any

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.policy.questionnaire import Item
from yorisoi.schools.calendar import school_year, today
from yorisoi.surveys.actions import close_round, open_round, plan_round
from yorisoi.surveys.models import ReadingItem, Round
from yorisoi.surveys.queries import card_for_pupil
from yorisoi.surveys.reading import end_in_interview, judge_words, read_item
from yorisoi.surveys.reading_models import TEXT
from yorisoi.surveys.receiving import receive

CLASSES = ("2-1", "4-1", "5-1")
WORDS = (
    "きゅうしょくが おいしい。", "なかなおりしました。", "リレーの練習が楽しみです。",
    "休み時間に ドッジボールに入れてもらえないことがある。",
)  # fmt: skip


def surveys(diary: Diary, days: Days, cast: Cast) -> None:
    """Put the rounds down: one of some weeks ago, one of this week."""
    before: dict[str, Round] = {}
    diary.put(
        days.at(46, "8:10"), lambda: before.update(one=_begin(cast, "元気アンケート（前の回）", 5)), about="survey"
    )
    diary.put(days.at(46, "9:30"), lambda: _answers(cast, before["one"], 1.0, "before"), about="survey answers")
    diary.put(days.at(45, "15:30"), lambda: _read_all(cast, before["one"]), about="survey reading")
    diary.put(
        days.at(40, "16:30"), lambda: close_round(round=before["one"], by=cast.staff["sg"]), about="survey end"
    )
    diary.put(
        days.at(1, "8:20"), lambda: before.update(now=_begin(cast, "元気アンケート（今回）", 9)), about="survey now"
    )
    diary.put(days.at(1, "9:40"), lambda: _answers(cast, before["now"], 0.7, "now"), about="survey now answers")


def _begin(cast: Cast, title: str, length: int) -> Round:
    classes = cast.school.classes.filter(year=school_year(today()))
    wanted = {one.pk: None for one in classes if f"{one.grade}-{one.name}" in CLASSES}
    now = clock.now()
    planned = plan_round(
        school=cast.school, by=cast.staff["sg"], title=title, mode="named", stage=2,
        opens_at=now, closes_at=now + timedelta(days=length), parts=wanted,
    )  # fmt: skip
    return open_round(round=planned, by=cast.staff["sg"])


def _answers(cast: Cast, one: Round, share: float, seed: str) -> None:
    drawn = random.Random(f"survey-{seed}")
    for part in one.parts.select_related("school_class", "questionnaire"):
        place = f"{part.school_class.grade}-{part.school_class.name}"
        items = part.questionnaire.read.items
        for pupil in cast.roster.pupils[place]:
            if drawn.random() > share or pupil.left_on:
                continue
            card = card_for_pupil(one, pupil)
            if card is not None and not card.answered:
                receive(card=card, sending=secrets.token_hex(16), answers=_said(items, drawn))


def _said(items: tuple[Item, ...], drawn: random.Random) -> dict[str, Any]:
    """What a child says: most are well, a few are not, one in thirty has had many bad days."""
    luck = drawn.random()
    hurt = "no" if luck > 0.12 else "once" if luck > 0.03 else "many"
    given: dict[str, Any] = {}
    for item in items:
        if item.code == "hurt":
            given[item.code] = hurt
        elif item.code == "going_on":
            given[item.code] = {"no": "none", "once": "stopped", "many": "yes"}[hurt]
        elif item.code == "forms":
            given[item.code] = [] if hurt == "no" else ["teasing"]
        elif item.kind in {"faces", "one"}:
            given[item.code] = _one(item, drawn)
        elif item.kind == "scale":
            given[item.code] = {"no": drawn.choice((0, 0, 1, 2)), "once": 3, "many": 8}[hurt]
        elif item.kind == "text":
            given[item.code] = drawn.choice(WORDS) if drawn.random() < 0.06 else ""
        elif "nobody" in item.codes and item.kind in {"talk_to", "withhold"}:
            given[item.code] = ["nobody"]
    return given


def _one(item: Item, drawn: random.Random) -> str:
    if item.kind == "faces" or item.code == "breaks":
        return drawn.choice((item.codes[0], item.codes[0], item.codes[1]))
    return next((code for code in item.codes if code in ("no", "none")), item.codes[0])


def _read_all(cast: Cast, one: Round) -> None:
    """Two read every item; words are judged, what alarmed ends in an interview."""
    for row in ReadingItem.objects.filter(round=one).order_by("due_at", "pk"):
        read_item(item=row, by=cast.staff["nu"])
        if row.kind == TEXT and not row.grave:
            judge_words(item=row, by=cast.staff["nu"], alarming=False, reason="困りごとではないと読んだ。")
        else:
            at = clock.now() + timedelta(days=1)
            end_in_interview(item=row, by=cast.staff["nu"], interview=f"on:{at:%Y-%m-%d}T15:00")
        read_item(item=row, by=cast.staff["sg"])
