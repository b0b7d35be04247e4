"""Words that may be urgent: each rule by what children write, its false friends, and what it leaves to people."""

from __future__ import annotations

import unicodedata

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.edition import edition
from yorisoi.policy.urgency import FACTS, GOING_ON, REPEATED, _letters, look, look_at_facts, rule, rules

FOUND = {
    "self_harm": [
        "しにたい",
        "死にたいです",
        "もう消えたい",
        "きえたい",
        "いなくなりたい",
        "リスカした",
        "「いきてるいみない」っておもう",
        "し に た い",
        "しにたーい",
        "死にたい…",
        "わたしがいなければいいんだ",
        "死にたくないけどつらい",
    ],
    "threat_to_life": [
        "「しね」といわれた",
        "しねっていわれる",
        "死ね。",
        "ころすぞとおどされた",
        "ぶっころすって",
        "きえろと いわれた",
    ],
    "weapon": [
        "ナイフを見せられた",
        "ｶｯﾀｰで おどされた",
        "カッターをもっている",
        "はさみで切られた",
        "えんぴつでさされた",
    ],
    "body": ["ズボンをおろされた", "からだをさわられた", "着がえをとられた"],
    "injury": ["血がでた", "ちがでた", "骨折した", "びょういんにいった", "けがをした", "首をしめられた", "はなぢ"],
    "money": [
        "お金をとられた",
        "カツアゲされた",
        "おごらされた",
        "１０００円もってこいと言われた",
        "おこづかいをわたした",
    ],
    "absence": ["学校に行きたくない", "がっこうに いきたくない", "ずっと休んでいます", "教室に入れない"],
    "crowd": ["5人に囲まれた", "だれにもいうなといわれた", "トイレにとじこめられた"],
}
NOT_FOUND = [
    "死ぬほど楽しい",
    "しぬほどおもしろい",
    "わたしにたいしてひどいことをいう",
    "14にたいして",
    "おはなしね、たのしかったよ",
    "それでね、あのね、かなしかった",
    "ぼくだけがしたことじゃない",
    "よかったー",
    "たのしかったー",
    "カッターシャツをよごされた",
    "きもちがでてきた",
    "なかまはずれにされる",
    "血液型をからかわれる",
    "まちがっている",
    "お金持ちの子",
    "しゃしんをとられた",
    "シネマを見た",
    "そのところすぐに行った",
    "からかわれている",
    "むしされる",
    "アザラシのえ",
    "消しゴムをかくされた",
    "ことばがきつい",
    "しらないふりをされる",
    "山に囲まれた学校",
    "夏休みが続く",
    "けがはなかった",
    "血がつながっている",
    "",
]


@pytest.mark.requirement("R3")
@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOUND.items() for text in texts])
def test_what_children_write_is_found_by_its_rule(name: str, text: str) -> None:
    found = {one.rule.name: one for one in look(f"きのうのこと。{text}、おわり")}
    assert name in found
    assert all(word in text for word in found[name].words)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_false_friends_are_not_found(text: str) -> None:
    assert [(one.rule.name, one.words) for one in look(text)] == []


def test_each_rule_finds_each_of_its_words_and_none_of_its_false_friends() -> None:
    for one in rules().values():
        for word in (*one.words, *one.alone):
            if not any(word in friend for friend in one.but):
                assert one.name in {found.rule.name for found in look(word)}, (one.name, word)
        for friend in one.but:
            assert one.name not in {found.rule.name for found in look(friend)}, (one.name, friend)


def test_a_finding_shows_its_place_and_says_why() -> None:
    (found,) = look("となりの子が、毎日「カッター」を見せてくる")
    assert (found.before, found.words, found.after) == ("となりの子が、毎日「", ("カッター",), "」を見せてくる")
    assert found.rule.grave
    clause = edition("ito-nishi").clause(found.rule.cite)
    assert clause.article
    assert found.rule.why


def test_a_rule_speaks_the_language_of_the_page() -> None:
    for one in rules().values():
        with override("en"):
            assert str(one.label).isascii() or "“" in str(one.label)
        with override("ja"):
            assert not str(one.label).isascii()


def test_a_false_friend_hides_only_itself() -> None:
    assert [one.rule.name for one in look("カッターシャツをカッターで切られた")] == ["weapon"]
    assert look("わたしにたいして、しにたいというまで")[0].words == ("しにたい",)


def test_facts_speak_without_words_and_nothing_is_scored() -> None:
    assert [one.rule.name for one in look_at_facts(still_going="yes", earlier=2)] == [GOING_ON, REPEATED]
    assert look_at_facts(still_going="no") == []
    assert {name for name in (*rules(), *FACTS) if rule(name).grave} == {
        "self_harm",
        "threat_to_life",
        "weapon",
        "body",
    }


@given(st.text(alphabet="ｶｷﾊﾞﾟ゛カばー〜 　\nＡaİßﬁ㌔死にたい、", max_size=30))
def test_letters_are_compared_one_by_one_each_with_its_mark(text: str) -> None:
    expected, at = [], 0
    while at < len(text):
        end = at + (2 if text[at + 1 : at + 2] in {"ﾞ", "ﾟ"} else 1)
        for letter in unicodedata.normalize("NFKC", text[at:end]).casefold():
            if not letter.isspace() and letter not in "ー〜～~…‥":
                expected.append((letter, end - 1))
        at = end
    letters, places = _letters(text)
    assert list(zip(letters, places, strict=True)) == expected
