"""What a child or guardian wishes: from the answers and the words, never from words that mean something else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import play
from yorisoi.reports.models import Report
from yorisoi.reports.wishes import wishes, wishes_of

pytestmark = pytest.mark.django_db


def test_the_answers_of_a_child(people: Any) -> None:
    answers = {"withhold": ["homeroom", "family"], "talk_to": ["nurse"], "feel": "very_hard", "whose": "me"}
    found = wishes(play.report(people, answers=answers, still_going="yes"))
    assert [str(label) for label in found.withhold] == ["担任", "おうちの人"]
    assert [str(label) for label in found.talk_to] == ["養護教諭"]
    assert (str(found.feel), str(found.still_going), str(found.who)) == ("とてもつらい", "つづいている", "本人")
    assert found.family
    assert found.warning.startswith("本人は、おうちの人に知られたくない")


def test_a_friend_is_not_the_child_itself(people: Any) -> None:
    found = wishes(play.report(people, answers={"withhold": ["family"], "whose": "friend"}))
    assert str(found.who) == "知らせた子ども"


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("かばんをかくされた。お母さんには言わないでください。", True),
        ("おうちの人にぜったいいわないで", True),
        ("親に知られたくないです。", True),
        ("たんにんの先生には言わないで", False),
        ("だれにも いわないで", True),
        ("ないしょにしてください", False),
    ],
)
def test_the_words_of_the_narrative(people: Any, words: str, family: bool) -> None:
    found = wishes(play.report(people, narrative=words))
    assert len(found.asked) == 1
    assert found.asked[0] in words
    assert (found.quiet, found.family) == (True, family)


@pytest.mark.parametrize(
    "words",
    [
        "いやなことを言わないでほしい。",
        "ばかって言わないで",
        "みんなでひみつの話をしている。",
        "お母さんに言った。",
        "",
    ],
)
def test_what_asks_for_something_else(people: Any, words: str) -> None:
    assert not wishes(play.report(people, narrative=words)).quiet


def test_nobody_to_withhold_from_is_no_wish(people: Any) -> None:
    row = play.report(people, answers={"withhold": ["nobody"]})
    assert wishes_of([row]) == []


def test_a_guardian_who_does_not_want_the_child_to_know(people: Any) -> None:
    found = wishes(play.report(people, source="guardian", answers={"withhold": ["homeroom", "child"]}))
    assert found.child
    assert not found.family
    assert str(found.who) == "保護者"


@pytest.mark.parametrize(("mode", "feel"), [("kana", "とてもつらい"), ("upper", "8(0〜10で10がとてもつらい)")])
def test_as_the_childs_door_keeps_them(people: Any, mode: str, feel: str) -> None:
    sent = {"mode": mode, "step": "check", "go": "send", "token": "t" * 30, "whose": "me", "still_going": "yes"}
    sent |= {"withhold": ["family", "nobody"], "talk_to": "anyone", "feel": "very_hard", "feel_scale": "8"}
    sent = {**sent, "feel": ""} if mode == "upper" else {**sent, "feel_scale": ""}
    Client().post(reverse("reports:child", args=[people.school.slug]), sent)
    found = wishes(Report.objects.get())
    assert (str(found.who), str(found.feel), str(found.still_going)) == ("本人", feel, "つづいている")
    assert [str(label) for label in found.withhold] == ["おうちの人"]
    assert [str(label) for label in found.talk_to] == ["だれでもいい"]
    assert found.family
