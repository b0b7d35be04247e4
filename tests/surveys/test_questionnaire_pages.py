"""The school's own questionnaires: made in the browser, held to their readings, frozen when used."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.asking import refused, text
from tests.surveys import acts
from yorisoi.policy.questionnaire import CANNOT, shipped
from yorisoi.policy.questionnaire_reader import read
from yorisoi.policy.roles import Post
from yorisoi.surveys import editing
from yorisoi.surveys.child_words import GenkiWords
from yorisoi.surveys.furigana import faults
from yorisoi.surveys.models import Questionnaire

pytestmark = pytest.mark.django_db


def own(people: Any, client: Any, start: str = "upper") -> Questionnaire:
    """A draft made in the browser."""
    client.post(reverse("surveys:make"), {"from": start})
    return Questionnaire.objects.get(code=f"{start}_own")


def at(name: str, row: Questionnaire, *more: str) -> str:
    """An address of a questionnaire."""
    return reverse(f"surveys:{name}", args=[row.pk, *more])


def shown(answer: Any) -> str:
    """What a child would see of the page."""
    return text(answer).split('class="preview"')[1].split("</main>")[0]


def codes(row: Questionnaire) -> list[str]:
    """Its questions in order."""
    row.refresh_from_db()
    return [item.code for item in row.read.items]


@pytest.mark.requirement("E1")
def test_a_school_makes_its_own(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    assert "学校の質問は、まだありません" in text(client.get(reverse("surveys:questionnaires")))
    row = own(people, client)
    client.post(reverse("surveys:make"), {"from": "upper"})
    assert Questionnaire.objects.count() == 1
    assert "消えてしまいたい" in text(client.get(at("questionnaire", row)))
    answer = client.post(at("item_add", row), {"kind": "one", "ask": "{朝|あさ}ごはんを {食|た}べましたか。"})
    assert answer["Location"] == at("item_edit", row, "q1")
    assert codes(row).index("q1") == codes(row).index("talk_to") - 1
    client.post(at("item_add", row), {"kind": "one", "ask": "{朝|あさ}ごはんを {食|た}べましたか。"})
    assert codes(row).count("q1") == 1
    assert "q2" not in codes(row)
    said = {
        "ask": "{朝|あさ}ごはんは？", "short": "朝ごはん", "text_0": "たべた", "place_0": "2", "text_1": "",
        "place_1": "1", "text_2": "すこし", "place_2": "1",
    }  # fmt: skip
    client.post(at("item_edit", row, "q1"), said)
    row.refresh_from_db()
    assert [option.text["ja"] for option in row.read.item("q1").options] == ["すこし", "たべた"]
    client.post(at("item_move", row, "q1"), {"way": "up"})
    place = codes(row).index("q1")
    client.post(at("item_move", row, "q1"), {"way": "down"})
    assert codes(row).index("q1") == place + 1
    client.post(at("item_remove", row, "q1"))
    assert "q1" not in codes(row)


def test_another_reading_is_held_against_every_question(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    head = {"title": "げんき", "lead": "おしえてね", "thanks": "ありがとう", "grades": ["1", "2"]}
    client.post(at("item_edit", row, "distress"), {"ask": "学校は つらい ですか", "short": "つらさ"})
    page = text(client.post(at("questionnaire", row), {**head, "mode": "kana"}), 422)
    assert "8番の質問: 「学校」に読みがありません" in page
    client.post(at("item_edit", row, "distress"), {"ask": "{学校|がっこう}は つらい ですか", "short": "つらさ"})
    client.post(at("questionnaire", row), {**head, "mode": "kana"})
    row.refresh_from_db()
    assert (row.read.mode, row.read.grades, row.title) == ("kana", (1, 2), "げんき")


@pytest.mark.requirement("E2")
def test_what_alarms_is_said_in_words_and_changed(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    page = text(client.get(at("questionnaire", row)))
    assert "つらさ（0〜10）が8以上" in page
    said = {
        "say": "朝ごはんを食べていない",
        "clock": "survey_read",
        "together": "any",
        "any_breaks": ["alone_sad", CANNOT],
    }
    client.post(at("rule_edit", row, "new"), said)
    row.refresh_from_db()
    rule = row.read.rules[-1]
    assert (rule.say, rule.any[0].any) == ("朝ごはんを食べていない", ("alone_sad", CANNOT))
    assert "一つ以上選んで" in text(client.post(at("rule_edit", row, "new"), {**said, "any_breaks": []}), 422)
    client.post(at("rule_edit", row, "great_distress"), {
        "say": "つらさを9以上と答えた", "clock": "survey_grave", "together": "all", "least_distress": "9",
    })  # fmt: skip
    row.refresh_from_db()
    changed = next(one for one in row.read.rules if one.code == "great_distress")
    assert (changed.all[0].least, changed.cite) == (9, "detection.survey_reading")
    client.post(at("rule_remove", row, "great_distress"))
    row.refresh_from_db()
    assert "great_distress" not in {one.code for one in row.read.rules}


def test_rules_go_with_what_they_asked_for_and_it_is_said(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    page = text(client.post(at("item_remove", row, "distress"), follow=True))
    assert "つらさを8以上と答えた" in page
    row.refresh_from_db()
    rules = {one.code: one for one in row.read.rules}
    assert "great_distress" not in rules
    assert [one.item for one in rules["distress"].any] == ["wish"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{朝ごはん", "かっこの形"),
        ("{朝|}", "漢字か読み"),
        ("{朝|asa}", "かなで書いて"),
        ("憂鬱ですか", "「憂鬱」に読みがありません"),
        ("あ" * 500, "400"),
    ],
)
def test_readings_are_held_and_what_was_typed_comes_back(people: Any, client_for: Any, words: str, said: str) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    page = text(client.post(at("item_edit", row, "distress"), {"ask": words, "short": "つらさ"}), 422)
    assert said in page
    assert words in page


def test_what_was_used_is_frozen_and_has_a_new_version(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client, "middle")
    acts.opened_with(people, row)
    row.refresh_from_db()
    page = text(client.get(at("questionnaire", row)))
    assert "だれにも変えられません" in page
    body = row.body
    client.post(at("item_remove", row, "saw"))
    client.post(at("rule_remove", row, "hurt"))
    page = text(client.post(at("item_move", row, "saw"), {"way": "up"}, follow=True))
    assert "使われたアンケートは変えられません" in page
    row.refresh_from_db()
    assert row.body == body
    client.post(reverse("surveys:make"), {"from": str(row.pk)})
    assert sorted(Questionnaire.objects.filter(code="middle_own").values_list("version", flat=True)) == [1, 2]


def test_it_is_shown_as_each_grade_reads_it(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    url = reverse("surveys:preview_shipped", args=["upper"])
    assert "<ruby>" in text(client.get(url + "?as=ruby"))
    kana = shown(client.get(url + "?as=kana"))
    assert "学校" not in kana
    assert "<ruby>" not in shown(client.get(url + "?as=plain"))
    assert client.get(url + "?as=x").status_code == 200
    assert client.get(reverse("surveys:preview_shipped", args=["nothing"])).status_code == 404
    row = own(people, client)
    assert "いまは いえない" in text(client.get(at("preview", row) + "?as=kana"))


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    row = own(people, client_for(people.guidance_head))
    other = make_staff(other_school, Post.PRINCIPAL)
    for name, more in (("questionnaire", ()), ("preview", ()), ("item_edit", ("hurt",)), ("rule_edit", ("hurt",))):
        url = at(name, row, *more)
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom, other=other)
    for name, more in (
        ("item_add", ()), ("item_move", ("hurt",)), ("item_remove", ("hurt",)), ("rule_remove", ("hurt",)),
    ):  # fmt: skip
        url = at(name, row, *more)
        refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=other)
        assert client_for(people.principal).get(url).status_code == 405
    client = client_for(people.principal)
    for name in ("item_edit", "rule_edit"):
        assert client.get(at(name, row, "nothing")).status_code == 404
    for name in ("item_move", "item_remove", "rule_remove"):
        assert client.post(at(name, row, "nothing")).status_code == 404
    assert client.post(reverse("surveys:make"), {"from": "999²"}).status_code == 404
    assert client_for(other).post(reverse("surveys:make"), {"from": str(row.pk)}).status_code == 404


def test_what_a_school_asks_in_japanese_is_read_without_marks_in_english(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    client.post(at("item_add", row), {"kind": "one", "ask": "{夢|ゆめ}は ありますか？"})
    row.refresh_from_db()
    asked = next(item for item in row.read.items if "ゆめ" in item.ask["ja"])
    assert GenkiWords("en").of(dict(asked.ask)) == "夢はありますか？"
    client.cookies["yorisoi_language"] = "en"
    page = text(client.get(at("questionnaire", row)))
    assert "夢はありますか？" in page


def test_signs_of_html_in_a_question_are_escaped_once(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    row = own(people, client)
    client.post(at("item_add", row), {"kind": "text", "ask": "<b>x</b> & y"})
    row.refresh_from_db()
    asked = next(item for item in row.read.items if "<b>" in item.ask["ja"])
    assert asked.short["ja"] == "<b>x</b> & y"
    one = acts.opened_with(people, row)
    acts.answer(one, people.victim, {asked.code: "はい"})
    (item,) = acts.items(one)
    urls = [reverse("surveys:item", args=[item.pk]), reverse("surveys:pupil", args=[people.victim.uid])]
    for url in [*urls, reverse("surveys:class_results", args=[one.pk, people.class31.pk])]:
        page = client.get(url).content.decode()
        assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page
        assert "&amp;lt;" not in page


@given(st.lists(st.integers(0, 30), max_size=12), st.sampled_from(["lower", "middle", "upper"]))
def test_any_row_of_changes_leaves_a_questionnaire_that_can_be_used(steps: list[int], name: str) -> None:
    data = shipped(name)
    for step in steps:
        items = [item["code"] for item in data["items"]]
        code = items[step % len(items)]
        if step % 3 == 0 and len(items) > 1:
            data, gone = editing.without(data, code)
            assert not set(gone) & {rule["say"] for rule in data["rules"]}
        elif step % 3 == 1:
            data = editing.moved(data, code, up=bool(step % 2))
        else:
            data, _code = editing.with_item(data, ("one", "many", "faces", "scale", "text")[step % 5], "しつもん")
        read(data)


@given(st.text(alphabet="あ{}|漢字学校a ", max_size=20))
def test_readings_never_break_the_check(words: str) -> None:
    for mode in ("kana", "ruby", "upper", "plain"):
        for fault in faults(words, mode):
            assert fault


def test_what_comes_with_the_program_is_readable_by_its_grades() -> None:
    for name in ("lower", "middle", "upper"):
        data = shipped(name)
        texts = [data["title"]["ja"], data["lead"]["ja"], data["thanks"]["ja"]]
        texts += [item["ask"]["ja"] for item in data["items"]]
        texts += [option["ja"] for item in data["items"] for option in item.get("options", [])]
        assert [fault for one in texts for fault in faults(one, data["mode"])] == []
