"""No other child's name leaks, in whatever form it is written; the child's own name stays."""

from __future__ import annotations

import unicodedata

import jaconv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yorisoi.documents.masking import BLACK, Finder, Person, blacked, folded

FAMILIES = [
    ("髙﨑", "たかさき"), ("𠮷田", "よしだ"), ("佐藤", "さとう"), ("林", "はやし"), ("渡邉", "わたなべ"),
    ("五十嵐", "いがらし"), ("森", "もり"), ("小鳥遊", "たかなし"), ("大野", "おおの"), ("德永", "とくなが"),
]  # fmt: skip
GIVENS = [
    ("悠", "はるか"), ("陽翔", "はると"), ("りん", "りん"), ("健", "けん"), ("さくら", "さくら"),
    ("勇太", "ゆうた"), ("愛", "あい"), ("はる", "はる"),
    ("蓮", "れん"), ("光", "ひかる"), ("花音", "かのん"),
]  # fmt: skip
FILL = [
    "昼休みに",
    "は",
    "がたたいた、と話した。",
    "「やめて」と",
    "学校で",
    "の家へ電話した",
    "\n",
    " ",
    "1年2組の",
    "🙂",
    "ボール",
]
people = st.builds(lambda f, g: Person(f[0], g[0], f[1], g[1]), st.sampled_from(FAMILIES), st.sampled_from(GIVENS))


def half(kana: str) -> str:
    """Return kana as half-width katakana."""
    return jaconv.hira2hkata(kana)


def written(one: Person) -> list[str]:
    """Return the ways in which people write a child's name, said here by themselves."""
    kata = jaconv.hira2kata
    return [
        one.family + one.given, f"{one.family} {one.given}", f"{one.family}　{one.given}", one.family, one.given,
        one.family.replace("髙﨑", "高崎").replace("𠮷", "吉").replace("邉", "辺").replace("德", "徳"),
        one.family_kana + one.given_kana, kata(one.family_kana), kata(one.given_kana), one.given_kana, one.family_kana,
        half(one.family_kana), half(one.given_kana), f"{one.given_kana}ちゃん", f"{one.given_kana[:2]}くん",
        f"{kata(one.given_kana[:2])}っち", f"{one.given_kana[0]}ーちゃん", "　".join(one.given_kana),
        f"{one.family}さん", f"大{one.family}山", f"だ{one.given_kana}だ",
        jaconv.kana2alphabet(one.family_kana + one.given_kana),
        jaconv.kana2alphabet(one.given_kana).upper() if len(one.given_kana) > 2 else one.given, one.given + "くん",
    ]  # fmt: skip


def plain(text: str) -> str:
    """Return a text for comparison, in the simplest way."""
    return jaconv.kata2hira("".join(unicodedata.normalize("NFKC", text).split())).lower()


def leaks(text: str, other: Person) -> list[str]:
    """Return the whole forms of a name that a text still holds."""
    found = []
    for form in (other.family, other.given, other.family_kana, other.given_kana):
        if len(form) > 1 or not "ぁ" <= form <= "ん":
            found += [form] if plain(form) in plain(text) else []
    return found


SATO = Person("佐藤", "健", "さとう", "けん")


@pytest.mark.requirement("R9")
@settings(max_examples=300, deadline=None)
@given(people, st.lists(people, min_size=1, max_size=4), st.data())
def test_no_other_name_of_the_roster_is_left_in_any_form(
    own: Person, others: list[Person], data: st.DataObject
) -> None:
    others = [one for one in others if one != own]
    pieces: list[str] = []
    for _n in range(data.draw(st.integers(1, 6))):
        pieces.append(data.draw(st.sampled_from(FILL)))
        if others:
            pieces.append(data.draw(st.sampled_from(written(data.draw(st.sampled_from(others))))))
        if data.draw(st.booleans()):
            pieces.append(own.family + own.given)
    text = "".join(pieces)
    hits = Finder(own, others).find(text)
    left = blacked(text, [(hit.start, hit.end) for hit in hits])
    rest = left.replace(own.family + own.given, "◆")  # the child's own name, which may hold a shorter one of another
    for other in others:
        assert leaks(rest, other) == [], (text, left)


@settings(max_examples=100, deadline=None)
@given(
    people,
    st.sampled_from(written(Person("佐藤", "健", "さとう", "けん"))),
    st.sampled_from(FILL),
    st.sampled_from(FILL),
)
def test_every_way_of_writing_is_found_whole(own: Person, form: str, before: str, after: str) -> None:
    other = Person("佐藤", "健", "さとう", "けん")
    if own.family == other.family or own.given == other.given:
        return
    text = before + form + after
    left = blacked(text, [(h.start, h.end) for h in Finder(own, [other]).find(text)])
    assert BLACK in left
    for word in ("佐藤", "健", "さとう", "サトウ", "ｻﾄｳ", "けんちゃん", "けんくん", "けーちゃん", "KEN", "satou"):
        assert word not in left, left


def test_the_childs_own_name_stays_where_it_is_whole() -> None:
    finder = Finder(Person("佐藤", "はるか", "さとう", "はるか"), [Person("佐藤", "はる", "さとう", "はる")])
    text = "佐藤 はるかさんは、はるちゃんと佐藤さんに会った。はるかさんは泣いた。"
    left = blacked(text, [(h.start, h.end) for h in finder.find(text)])
    assert left == f"佐藤 はるかさんは、{BLACK}と{BLACK}に会った。はるかさんは泣いた。"


def test_a_shorter_name_at_the_start_of_the_childs_own_is_found() -> None:
    finder = Finder(Person("佐藤", "はるか", "さとう", "はるか"), [Person("佐藤", "はる", "さとう", "はる")])
    for text in ("はるから聞いた。", "佐藤はるから聞いた。", "さとうはるからきいた"):
        assert BLACK in blacked(text, [(h.start, h.end) for h in finder.find(text)]), text


def test_a_teacher_of_a_childs_family_name_is_hidden_too_until_a_person_looks() -> None:
    hits = Finder(Person("林", "光"), [Person("森", "蓮")]).find("森先生と原先生が来た。")
    assert [(hit.start, hit.end) for hit in hits] == [(0, 1)]


def test_guardians_of_others_are_hidden_for_their_own_reason() -> None:
    finder = Finder(Person("林", "光"), [Person("森", "蓮", guardians=("小鳥遊 花子",))])
    assert [hit.reason for hit in finder.find("小鳥遊花子さんから電話")] == ["other_family"]


@given(st.text(max_size=60))
def test_folding_knows_where_each_sign_stood(text: str) -> None:
    said, places = folded(text)
    assert len(said) == len(places)
    assert all(0 <= a < b <= len(text) for a, b in places)
    assert places == sorted(places)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 10)), max_size=5))
def test_what_is_hidden_is_gone_and_the_rest_stays(text: str, spans: list[tuple[int, int]]) -> None:
    wanted = [(a, min(a + n, len(text))) for a, n in spans if a < len(text)]
    left = blacked(text, wanted)
    hidden = {at for a, b in wanted for at in range(a, b)}
    assert left.replace(BLACK, "") == "".join(s for at, s in enumerate(text) if at not in hidden).replace(BLACK, "")
