"""Receipt words: the list keeps its rules, codes round-trip, and a slip is noticed and pointed out."""

from __future__ import annotations

import contextlib
import hashlib
import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.reports.receipts import WORDS, Mistyped, code_hash, nearest, read_code, receipt_code, words
from yorisoi.reports.slips import slip

SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
TOKENS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=20, max_size=40)


def folded(word: str) -> str:
    """Without ゛゜ and small kana: what a hurried child may write."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if c not in "\u3099\u309a").translate(SMALL)


def test_the_list_has_2048_words_of_two_to_four_kana() -> None:
    assert len(words()) == len(set(words())) == 2048
    assert all(re.fullmatch("[ぁ-ん]{2,4}", word) for word in words())
    assert not [word for word in words() if re.search("[をゐゑゔぢづー]", word)]


def test_no_two_words_differ_only_by_dakuten_or_small_kana() -> None:
    assert len({folded(word) for word in words()}) == 2048


def test_the_list_is_never_changed() -> None:
    """Codes that children hold would no longer be read."""
    digest = hashlib.sha256("\n".join(words()).encode()).hexdigest()
    assert digest == "5ba80fd41a49cf5e118d366befd3e01c45fd05735c378219f24f2540a96c237d"


@pytest.mark.requirement("E3")
@given(TOKENS)
def test_a_code_is_six_words_always_the_same_and_reads_back(token: str) -> None:
    code = receipt_code(token)
    assert len(code) == WORDS
    assert receipt_code(token) == code
    assert read_code(" ".join(code)) == code
    assert len(code_hash(code)) == 32


@given(TOKENS, st.sampled_from([" ", "  ", "、", "\n", "・", "-", "　", ", "]), st.booleans(), st.booleans())
def test_any_manner_of_writing_is_understood(token: str, between: str, katakana: bool, numbered: bool) -> None:
    code = receipt_code(token)
    text = between.join(f"{n}.{word}" if numbered else word for n, word in enumerate(code, 1))
    if katakana:
        text = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)
    assert read_code(text) == code
    assert read_code(unicodedata.normalize("NFD", text)) == code


@given(TOKENS)
def test_half_width_and_no_spaces_are_understood(token: str) -> None:
    import jaconv

    code = receipt_code(token)
    assert read_code(jaconv.z2h(jaconv.hira2kata(" ".join(code)))) == code
    with contextlib.suppress(Mistyped):  # two ways of parting that both agree: rare, and then it is asked again
        assert read_code("".join(code)) == code


def test_one_wrong_word_is_noticed_98_times_in_100() -> None:
    chance = random.Random(1)
    tried = missed = 0
    for number in range(300):
        code = receipt_code(f"token{number}")
        for _ in range(30):
            wrong = list(code)
            wrong[chance.randrange(WORDS)] = chance.choice(words())
            if wrong == code:
                continue
            tried += 1
            try:
                read_code(" ".join(wrong))
                missed += 1
            except Mistyped:
                pass
    assert missed / tried < 0.02


@given(TOKENS, st.integers(0, WORDS - 1))
def test_a_slip_inside_a_word_is_pointed_out(token: str, place: int) -> None:
    code = receipt_code(token)
    right = code[place]
    wrong = right[:-1] + "ゑ"
    with pytest.raises(Mistyped) as caught:
        read_code(" ".join([*code[:place], wrong, *code[place + 1 :]]))
    assert caught.value.position == place + 1
    assert right in caught.value.suggestions
    assert wrong in slip(caught.value)


@pytest.mark.parametrize(("typed", "reason"), [("", "empty"), ("2026-040", "empty"), ("うさぎ りんご", "count")])
def test_what_is_no_code_is_said_so(typed: str, reason: str) -> None:
    with pytest.raises(Mistyped) as caught:
        read_code(typed)
    assert caught.value.reason == reason
    assert slip(caught.value)


@given(st.text(max_size=300))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    said = ""
    try:
        assert len(read_code(text)) == WORDS
    except Mistyped as mistyped:
        said = slip(mistyped)
    assert said


def test_dakuten_is_not_guessed_but_offered() -> None:
    assert "うさぎ" in nearest("うざぎ")
    with pytest.raises(Mistyped):
        read_code("うざぎ うさぎ うさぎ うさぎ うさぎ うさぎ")
