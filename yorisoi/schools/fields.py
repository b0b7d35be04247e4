"""Fields that all forms share: days and times within reason, words with something in them and not without end."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from yorisoi.policy.deadlines import add_months
from yorisoi.schools.calendar import today

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 5
LONGEST = 20_000  # characters of one field
# Letters and signs to Unicode, and yet nothing of them is seen: fillers of Hangul, the empty braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def visible(text: str) -> bool:
    """Say whether anything of a text can be seen."""
    return any(letter not in _BLANK and unicodedata.category(letter) not in _UNSEEN for letter in text)


def without_controls(text: str) -> str:
    """Return a text without what turns its letters round or controls a machine: C0 and C1 (not tabs and lines' ends)
    and the marks of direction, with which words can be made to read otherwise than they are written."""
    return _CONTROLS.sub("", text)


def length(text: str) -> int:
    """Return how many characters a person would count: a line's end is one, however the browser sends it."""
    return len(text.replace("\r\n", "\n"))


def too_long(text: str) -> str:
    """Return the sentence that says by how much a text is too long, or ""."""
    count = length(text)
    if count <= LONGEST:
        return ""
    return _("%(limit)d字まで書けます。いまは%(count)d字あります。二つに分けて送ってください。") % {
        "limit": LONGEST,
        "count": count,
    }


def check_day(day: date) -> None:
    """Raise ValidationError for a day that lies out of reason."""
    if not EARLIEST <= day <= add_months(today(), 12 * YEARS_AHEAD):
        raise forms.ValidationError(
            _("2000年から5年先までの日付を入れてください。年の数字を確かめてください。"), code="bounds"
        )


def mark(text: str | None, most: int) -> str:
    """Return what a page's own hidden field or a short line says, as a column of `most` characters can hold it.

    PostgreSQL holds no NUL. What people write goes through a form, which says what is wrong with it.
    """
    return (text or "").replace("\x00", "")[:most]


class DayField(forms.DateField):
    """A day between 2000 and five years ahead."""

    def to_python(self, value: Any) -> date | None:
        """Return the day."""
        day: date | None = super().to_python(value)
        if day is not None:
            check_day(day)
        return day


class MomentField(forms.DateTimeField):
    """A day and time between 2000 and five years ahead."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment. A year that no time zone can hold is out of bounds, no fault of ours."""
        try:
            moment: datetime | None = super().to_python(value)
        except (OverflowError, ValueError):
            check_day(date.min)
            raise
        if moment is not None:
            check_day(moment.date())  # as it was typed: the first of all years has no day before it
        return moment


class WordsField(forms.CharField):
    """Words kept to the letter. Blanks alone are no words where words are required; beyond `LONGEST` it says so.

    max_length: a limit of this field's own. There is no `maxlength` on the page: it would cut what is pasted
    without a word.
    """

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        self.most = LONGEST if max_length is None else max_length
        super().__init__(**{"strip": False, **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the page count what is typed in a large field, and say so when little room is left (`yorisoi.js`)."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        return {**attrs, "data-most": self.most} if isinstance(widget, forms.Textarea) else attrs

    def validate(self, value: str) -> None:
        """Ask for something visible, and not too much of it."""
        if self.required and not visible(value):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if said := too_long(value):
            raise forms.ValidationError(said, code="too_long")
        if (count := length(value)) > self.most:
            said = _("%(limit)d字までにしてください。いまは%(count)d字あります。")
            raise forms.ValidationError(said % {"limit": self.most, "count": count}, code="too_long")


class LineField(WordsField):
    """The same for one line, or for a reason: blanks at its ends are nobody's words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=True, **options)
