"""Readings are data: one text, three ways to show it, nothing unescaped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.ui.ruby import read

TEXT = "{先生|せんせい} に {話|はな}して ください。"


def test_one_text_is_shown_three_ways() -> None:
    assert read(TEXT, "kana") == "せんせい に はなして ください。"
    assert read(TEXT, "plain") == "先生に話してください。"
    assert read(TEXT, "ruby") == (
        "<ruby>先生<rp>(</rp><rt>せんせい</rt><rp>)</rp></ruby>に"
        "<ruby>話<rp>(</rp><rt>はな</rt><rp>)</rp></ruby>してください。"
    )


def test_spaces_between_latin_words_stay() -> None:
    assert read("Talk to {先生|せんせい} at school now", "plain") == "Talk to先生at school now"
    assert read("Tell an adult", "ruby") == "Tell an adult"


@pytest.mark.parametrize("mode", ["kana", "ruby", "plain"])
def test_markup_from_outside_is_escaped(mode: str) -> None:
    shown = read("<b>{<i>|<u>}</b>&", mode)
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "<u>" not in shown
    assert shown.endswith("&amp;")


@given(st.text())
def test_any_text_is_shown_and_safe(text: str) -> None:
    for mode in ("kana", "plain"):
        assert "<" not in read(text, mode)


def test_an_unknown_mode_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="reading mode"):
        read(TEXT, "furigana")
