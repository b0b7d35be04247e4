"""The child's steps, without a database: nothing is lost back and forth, and every child turns as many pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.reports.child_steps import ORDER, QUESTIONS, STEPS, Sheet, asked_in, read_sheet, turn
from yorisoi.reports.reading import MODES
from yorisoi.reports.said import child_said, sending_token, token_of

FORMS = ("teasing", "exclusion", "other")
CLASSES = ("11", "12")
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1, max_size=200)


def allowed(name: str) -> tuple[str, ...]:
    """The values that a page offers for a question."""
    return FORMS if name == "forms" else CLASSES if name == "class_id" else QUESTIONS[name].options


@st.composite
def answer(draw: st.DrawFn, name: str) -> list[str]:
    """What a child may do with one question: leave it, or answer."""
    question = QUESTIONS[name]
    if question.kind in {"line", "text"}:
        return draw(st.one_of(st.just([]), WORDS.map(lambda text: [text])))
    values = st.lists(st.sampled_from(allowed(name)), unique=True, max_size=3)
    return draw(values if question.kind == "many" else values.map(lambda row: row[:1]))


def browse(sheet: Sheet, step: str, seen: dict[str, list[str]], go: str) -> tuple[Sheet, str]:
    """One page of a browser: the hidden fields, what the child set on the page, and the button."""
    posted = QueryDict(mutable=True)
    for name, value in sheet.hidden(step):
        posted.appendlist(name, value)
    for name, values in seen.items():
        for value in values:
            posted.appendlist(name, value)
    posted["mode"], posted["step"], posted["go"] = sheet.mode, step, go
    return turn(read_sheet(posted, FORMS, CLASSES, token="t" * 24), step, go)


@pytest.mark.requirement("E3")
@given(st.data(), st.sampled_from(MODES))
def test_back_and_forth_never_loses_an_answer(data: st.DataObject, mode: str) -> None:
    sheet, step = Sheet(mode=mode, token="t" * 24), "what"
    expected: dict[str, tuple[str, ...]] = {}
    unsaid: set[str] = set()
    for _ in range(data.draw(st.integers(1, 25))):
        asked = [question.name for question in asked_in(step, mode)]
        seen = {name: data.draw(answer(name)) for name in asked}
        go = data.draw(st.sampled_from(["next", "back", "cannot", "to:when", "to:words"]))
        before = step
        sheet, step = browse(sheet, step, seen, go)
        for name in asked:
            expected.pop(name, None)
            if seen[name] and not (go == "cannot" and before != "check"):
                expected[name] = tuple(seen[name])
        if go == "cannot" and before != "check":
            unsaid.add(before)
        elif any(seen.values()):
            unsaid.discard(before)
        assert dict(sheet.answers) == expected
        assert sheet.unsaid == unsaid
        if step == "mode":
            step = "what"


@given(st.data(), st.sampled_from(MODES))
def test_everybody_turns_as_many_pages_whatever_is_answered(data: st.DataObject, mode: str) -> None:
    """A neighbour learns nothing from how long it takes."""
    sheet, step, pages = Sheet(mode=mode, token="t" * 24), "what", [("what")]
    while step != "check":
        seen = {question.name: data.draw(answer(question.name)) for question in asked_in(step, mode)}
        sheet, step = browse(sheet, step, seen, data.draw(st.sampled_from(["next", "cannot"])))
        pages.append(step)
    assert tuple(pages) == ORDER


def test_what_no_page_offers_is_dropped_and_words_are_kept_to_the_letter() -> None:
    posted = QueryDict(mutable=True)
    posted.setlist("forms", ["teasing", "teasing", "nonsense"])
    posted["class_id"], posted["feel"], posted["mode"] = "999", "angry", "klingon"
    posted["words"] = "  𠮷田さんが\r\n😢  "
    sheet = read_sheet(posted, FORMS, CLASSES, token="t" * 24)
    assert sheet.mode == "kana"
    assert dict(sheet.answers) == {"forms": ("teasing",), "words": ("  𠮷田さんが\n😢  ",)}


def test_said_holds_codes_never_labels() -> None:
    """A label such as 校長先生 in the answers would read as naming the principal."""
    answers: dict[str, Any] = {name: allowed(name)[:2] for name, q in QUESTIONS.items() if allowed(name)}
    answers |= {"name": ("はる",), "words": ("たすけて",)}
    said = child_said(Sheet("upper", "t" * 24, answers, frozenset({"where"})))
    assert "先生" not in str(said.answers)
    assert said.narrative == "たすけて"
    assert said.reporter == {"name": "はる"}
    assert not said.anonymous
    assert said.class_id == 11
    assert ("homeroom", 11) in said.withhold


def test_homeroom_withheld_without_a_class_means_all_of_them() -> None:
    said = child_said(Sheet("kana", "t" * 24, {"withhold": ("homeroom", "family", "nobody")}))
    assert said.withhold == [("homeroom", None)]
    assert said.anonymous


def test_tokens() -> None:
    assert token_of("x" * 24) == "x" * 24
    assert len(token_of("short")) >= 20
    assert len(token_of("x" * 500)) < 100
    assert sending_token("t", {"a": 1}) == sending_token("t", {"a": 1}) != sending_token("t", {"a": 2})
    assert list(STEPS) == list(ORDER)
