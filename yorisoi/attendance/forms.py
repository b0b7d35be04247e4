"""Forms of attendance: shape only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.attendance.answering import Answer
from yorisoi.policy.absence import CONTACTS, OUTCOMES
from yorisoi.policy.school_days import CLOSED, OPEN
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField
from yorisoi.schools.roster_files import MAX_BYTES


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=required, widget=widget, help_text=help_text)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AnswerForm(forms.Form):
    """What was done about a warning."""

    done = WordsField(label=gettext_lazy("したこと・確かめたこと"), widget=_lines(3))
    learned = WordsField(
        label=gettext_lazy("分かった様子"), required=False, widget=_lines(3),
        help_text=gettext_lazy("本人のことばと、見た様子を分けて書きます。"),
    )  # fmt: skip
    contact = forms.ChoiceField(label=gettext_lazy("家庭とのやりとり"), widget=forms.RadioSelect, choices=CONTACTS)
    home = WordsField(label=gettext_lazy("家庭から聞いたこと・伝えたこと"), required=False, widget=_lines(3))
    outcome = forms.ChoiceField(label=gettext_lazy("このあと"), widget=forms.RadioSelect, choices=OUTCOMES)
    next_on = _day(
        gettext_lazy("つぎに確かめる日"), required=False,
        help_text=gettext_lazy("その日のすべきことに入ります。面談・未連絡のときは入れてください。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for a next date where something is still open, and not for one that has passed."""
        data = super().clean() or {}
        day: date | None = data.get("next_on")
        if day is not None and day < today():
            self.add_error("next_on", _("今日より前の日は選べません。"))
        open_end = data.get("outcome") == "interview" or data.get("contact") in ("not_reached", "none")
        if open_end and day is None and "next_on" not in self.errors:
            self.add_error("next_on", _("まだ終わっていないので、つぎに確かめる日を入れてください。"))
        return data

    def answer(self) -> Answer:
        """Return the answer."""
        data = self.cleaned_data
        return Answer(data["done"], data["learned"], data["contact"], data["home"], data["outcome"], data["next_on"])


class TakeUpForm(forms.Form):
    """The second ground is being considered: why so, and until when it is looked at again."""

    words = WordsField(
        label=gettext_lazy("検討のしかたと、そう考えるわけ"), widget=_lines(4),
        help_text=gettext_lazy("だれが、何をもとに検討するか。市教委に相談したときは、そのことも書きます。"),
    )  # fmt: skip
    next_on = _day(gettext_lazy("つぎに確かめる日"))

    def clean_next_on(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["next_on"]
        if day < today():
            raise forms.ValidationError(_("今日より前の日は選べません。"))
        return day


class LoweredForm(forms.Form):
    """A correction was right: the second ground was not reached."""

    words = WordsField(label=gettext_lazy("訂正が正しいと確かめた方法"), widget=_lines(3))


class UploadForm(forms.Form):
    """A list of attendance."""

    file = forms.FileField(
        label=gettext_lazy("CSV か Excel のファイル"), allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm,.xls"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("ファイルが大きすぎます（3MBまで）。"))
        return file


LONGEST_SPAN = 120  # days


class DaysForm(forms.Form):
    """A setting of the school's calendar."""

    KINDS = (
        (CLOSED, gettext_lazy("休業日（長い休み・開校記念日・臨時休業）")),
        (OPEN, gettext_lazy("授業日（土曜授業・登校日）")),
        ("exchange", gettext_lazy("振替（はじめの日に授業をし、おわりの日を休みにする）")),
    )
    kind = forms.ChoiceField(label=gettext_lazy("種類"), choices=KINDS, widget=forms.RadioSelect, initial=CLOSED)
    first = _day(gettext_lazy("はじめの日"))
    last = _day(
        gettext_lazy("おわりの日"), required=False, help_text=gettext_lazy("一日だけのときは、空けておきます。")
    )
    name = LineField(label=gettext_lazy("名前"), max_length=40, help_text=gettext_lazy("例：夏休み、運動会の振替"))

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order and not too far apart."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first is None or "last" in self.errors:
            return data
        if data.get("kind") == "exchange":
            if last is None or last == first:
                self.add_error("last", _("振替で休みにする日を入れてください。"))
        elif last is None:
            data["last"] = first
        elif last < first:
            self.add_error("last", _("おわりの日が、はじめの日より前です。"))
        elif (last - first).days > LONGEST_SPAN:
            self.add_error("last", _("一度に決められるのは%(n)d日までです。") % {"n": LONGEST_SPAN})
        return data
