"""Fields that all forms share, and the numbers that people may type."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.cases.forms_room import FIELDS
from yorisoi.meetings.forms import ConveneForm, NextForm
from yorisoi.policy.edition import edition
from yorisoi.reports.forms import PassOnForm
from yorisoi.schools.fields import LONGEST, DayField, LineField, MomentField, WordsField, visible
from yorisoi.schools.numbers import whole

YEARS = ["0001-01-01", "0002-06-03", "1900-01-01", "1999-12-31", "9999-12-31"]


@pytest.mark.parametrize("text", ["²", "①", "１", "٣", "", "-1", "1.0", "abc", " 1", "9" * 40])
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert whole(text) is None


def test_plain_digits_are_a_number() -> None:
    assert [whole(text) for text in ("0", "7", "007", "123456")] == [0, 7, 7, 123456]


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    assert whole(text) is None or whole(text) == int(text)


@pytest.mark.parametrize("day", YEARS)
@pytest.mark.parametrize("time", ["00:00", "23:59", "23:59:59+00:00", "00:00-14:00", "00:00+14:00"])
def test_a_day_out_of_reason_gets_a_sentence(day: str, time: str) -> None:
    with pytest.raises(forms.ValidationError, match="5年先まで"):
        DayField().clean(day)
    with pytest.raises(forms.ValidationError, match="5年先まで"):
        MomentField().clean(f"{day}T{time}")


@pytest.mark.parametrize("text", ["10000-01-01", "0000-01-01", "2026-13-01", "2026-02-30", "きのう"])
def test_what_is_no_day_is_refused(text: str) -> None:
    for field, typed in ((DayField(), text), (MomentField(), f"{text}T10:00")):
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


def test_days_within_reason_are_taken() -> None:
    assert DayField().clean("2000-01-01").year == 2000  # type: ignore[union-attr]
    assert MomentField().clean("2026-06-03T15:40").hour == 15  # type: ignore[union-attr]


def test_every_form_has_these_fields() -> None:
    """No date of any form is without bounds."""
    shapes: list[Any] = [PassOnForm(edition=edition("mihon-nishi")), ConveneForm(), NextForm()]
    fields = [field for shape in shapes for field in shape.fields.values()] + [make() for make in FIELDS.values()]
    found = [field for field in fields if isinstance(field, forms.DateField | forms.DateTimeField)]
    assert len(found) >= 6
    assert [field for field in found if not isinstance(field, DayField | MomentField)] == []


@pytest.mark.parametrize(
    "text", ["", " ", "　", "\n\t", "\u200b", "\u200d\ufeff\u2060", "\u202e", "\u3164", "\u2800", "\ufe0f"]
)
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert not visible(text)
    with pytest.raises(forms.ValidationError):
        WordsField().clean(text)


@pytest.mark.parametrize("text", ["あ", ".", "😢", " \u200bx", "髙\U000e0100"])
def test_what_somebody_sees_is_kept_as_typed(text: str) -> None:
    assert WordsField().clean(text) == text


def test_too_much_is_said_with_how_many_there_are() -> None:
    text = "あ" * (LONGEST - 1) + "\r\n"
    assert WordsField().clean(text) == text  # the end of a line is one
    for field in (WordsField(), LineField(required=False)):
        with pytest.raises(forms.ValidationError, match="いまは20005字"):
            field.clean("あ" * 20005)
    assert "maxlength" not in WordsField().widget_attrs(forms.Textarea())  # it would cut without a word
