"""Forms of the talk between 市教委 and a school: shape only."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, WordsField


def new_token() -> str:
    """Return what marks one sending of a form."""
    return secrets.token_hex(16)


class Tokened(forms.Form):
    """A form that is sent once."""

    token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"token": new_token(), **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def clean_token(self) -> str:
        """A browser that sends none is given one."""
        return str(self.cleaned_data.get("token") or new_token())


def _words(label: Any, rows: int = 4, help_text: Any = "") -> WordsField:
    return WordsField(label=label, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


class AskForm(Tokened):
    """What is asked, and until when the school is to answer."""

    words = _words(gettext_lazy("たずねること"), help_text=gettext_lazy("学校では教頭が、この日までに答えます。"))
    due_on = DayField(
        label=gettext_lazy("いつまでに"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_due_on(self) -> date:
        """Not a day that has passed."""
        day: date = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("今日より前の日は選べません。"))
        return day


class CommentForm(Tokened):
    """What the 指導主事 advises."""

    words = _words(
        gettext_lazy("助言・指導のことば"),
        help_text=gettext_lazy("校長・教頭・生徒指導主任が読みます。答えを求めるときは、照会を使ってください。"),
    )


class AnswerForm(Tokened):
    """What the school answers."""

    words = _words(gettext_lazy("市教委への答え"), rows=6)
