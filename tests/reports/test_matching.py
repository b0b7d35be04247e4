"""Who of the staff is named in a text: careful, explainable, and never a child of the same surname."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.reports.matching import Match, staff_mentioned, staff_named


@dataclass(frozen=True)
class Somebody:
    """A member of staff as the matching sees one."""

    pk: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    posts: frozenset[str] = frozenset()


STAFF = [
    Somebody(1, "田中", "花子", "タナカ", "ハナコ", frozenset({"homeroom"})),
    Somebody(2, "髙橋", "一郎", "たかはし", "いちろう", frozenset({"principal"})),
    Somebody(3, "林", "健", "はやし", "けん"),
    Somebody(4, "小林", "愛", "こばやし", "あい", frozenset({"vice_principal"})),
    Somebody(5, "森", "緑", "もり", "みどり", frozenset({"nurse"})),
    Somebody(6, "𠮷田", "勇", "よしだ", "いさむ"),
]


def found(text: str) -> set[int]:
    """The ids found in a text."""
    return {match.staff_id for match in staff_mentioned(text, STAFF)}


@pytest.mark.requirement("O3")
@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("田中先生が怒鳴った", {1}),
        ("今日田中先生が", {1}),
        ("田中　先生に言った", {1}),
        ("たなかせんせいに いわれた", {1}),
        ("ﾀﾅｶせんせい", {1}),
        ("タナカ先生", {1}),
        ("田中花子さんという教員", {1}),
        ("田中 花子", {1}),
        ("はなこ先生", {1}),
        ("高橋先生", {2}),
        ("髙橋校長が", {2}),
        ("校長先生は知っている", {2}),
        ("こうちょうせんせい", {2}),
        ("教頭先生に話した", {4}),
        ("きょうとうせんせい", {4}),
        ("副校長が", {4}),
        ("小林先生", {4}),
        ("今日林先生に", {3}),
        ("きょうもりせんせいが", {5}),
        ("保健の先生", {5}),
        ("ほけんしつの せんせい", {5}),
        ("吉田先生", {6}),
        ("𠮷田先生と田中先生", {1, 6}),
    ],
)
def test_named(text: str, who: set[int]) -> None:
    assert found(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "田中さんが叩かれた",
        "田中くんと田中ちゃん",
        "田中花子ちゃんが泣いていた",
        "林さんの家の前",
        "大林先生に習っている",
        "校長室の前で",
        "校長先生へ\nお願いがあります",
        "田中先生へ。",
        "先生に言っても聞いてくれない",
        "森の中で",
        "",
    ],
)
def test_not_named(text: str) -> None:
    assert found(text) == set()


def test_two_of_one_surname_are_both_found_and_the_post_decides() -> None:
    two = [*STAFF, Somebody(7, "田中", "勇", "たなか", "いさむ", frozenset({"principal"}))]
    assert {m.staff_id for m in staff_mentioned("田中先生が", two)} == {1, 7}
    assert {m.staff_id for m in staff_mentioned("田中校長が", two)} == {7}


def test_the_phrase_explains_the_find() -> None:
    assert staff_mentioned("きのう、田中先生に相談した", STAFF) == [Match(1, "田中先生")]


def test_a_field_that_asks_for_an_adult_takes_a_bare_surname() -> None:
    assert {m.staff_id for m in staff_named("田中、はやし", STAFF)} == {1, 3}
    assert staff_named("3年2組の担任", STAFF) == []


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    for match in staff_mentioned(text, STAFF):
        assert match.phrase
