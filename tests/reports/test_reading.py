"""The child's words: no kanji in all-kana, furigana wherever a grade has not learned a kanji, English complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from yorisoi.policy.edition import edition
from yorisoi.policy.kanji import grade_of, hardest, is_kanji
from yorisoi.reports.easy import easy_texts
from yorisoi.reports.reading import LEARNED, Words, bare, show, text_data

RUBY = re.compile(r"<ruby>.*?</ruby>")


def texts(entry: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every entry {ja, en} of the data, with its path."""
    if isinstance(entry, dict):
        if any(isinstance(entry.get(key), str) for key in ("ja", "en")):
            yield path, entry
        for key, value in entry.items():
            if isinstance(value, dict):
                yield from texts(value, f"{path}.{key}")


ALL = [(path, entry["ja"]) for path, entry in texts(text_data()) if "ja" in entry] + [
    (form.code, form.label_child) for name in ("ito-nishi", "mihon-nishi") for form in edition(name).forms
]
ALL = [(path, text) for path, text in ALL if not path.startswith(".mode.en")]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(("path", "text"), ALL)
def test_readings(path: str, text: str) -> None:
    assert not [c for c in show(text, "kana") if is_kanji(c)], "all kana has no kanji at all"
    assert not [c for c in RUBY.sub("", show(text, "ruby")) if is_kanji(c)], "furigana on everything"
    assert hardest(RUBY.sub("", show(text, "upper"))) <= LEARNED, "furigana on what is above the grade"
    assert not [c for c in bare(text, "kana") + bare(text, "ruby") if is_kanji(c)]
    assert " " not in show(text, "upper").replace("<ruby", "")


@pytest.mark.parametrize(("path", "entry"), [(p, e) for p, e in texts(text_data()) if not p.startswith(".mode.")])
def test_english_is_complete_and_not_japanese(path: str, entry: dict[str, str]) -> None:
    assert entry.get("en")
    assert not re.search("[ぁ-んァ-ン一-鿿]", entry["en"])


def test_every_form_of_bullying_has_english_and_a_picture() -> None:
    for form in edition("ito-nishi").forms:
        entry = text_data()["option"]["forms"][form.code]
        assert entry["en"]
        assert entry["icon"]


def test_class_names_in_a_list_have_no_furigana_so_the_young_get_kana() -> None:
    assert Words("kana").class_label(3, "2") == "3ねん 2くみ"
    assert Words("ruby").class_label(3, "2") == "3ねん2くみ"
    assert Words("upper").class_label(3, "2") == "3年2組"
    assert Words("en").class_label(3, "2") == "3-2"


def test_plain_japanese_has_furigana_on_every_kanji() -> None:
    for key, text in easy_texts(edition("ito-nishi")).items():
        assert not [c for c in RUBY.sub("", text) if is_kanji(c)], key


def test_the_table_of_kanji_is_the_1026() -> None:
    counts = [0] * 8
    for code in range(0x4E00, 0xA000):
        counts[grade_of(chr(code))] += 1
    assert counts[1:7] == [80, 160, 200, 202, 193, 191]
    assert grade_of("あ") == 0
    assert grade_of("𠮷") == 7
