"""Shapes of what is typed about concerns, interviews and visits: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.care.visits import REASON_LABELS
from yorisoi.care.words import DECISION_LABELS
from yorisoi.policy.interview import ANSWERS, BULLYING, OUTCOMES, SCHOOL, InterviewSheet
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, MomentField, WordsField
from yorisoi.schools.models import Staff

_OFF = {"autocomplete": "off"}


def _day(label: Any, **options: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date", **_OFF}, format="%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget, **options)


def _columns() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "columns"})


class ConcernForm(forms.Form):
    """One line, whom it is about, when. Ten seconds."""

    words = WordsField(
        label=_("気づいたこと"),
        help_text=_("ひとことで足ります。見たこと・聞いたことを、そのまま。"),
        widget=forms.Textarea({"rows": 2, "autofocus": True, **_OFF}),
        error_messages={"required": _("気づいたことを、ひとことでよいので書いてください。")},
    )
    people = LineField(
        label=_("だれのこと"),
        help_text=_("名前・かな・組の一部で探せます。何人でも。"),
        required=False,
        widget=forms.TextInput(_OFF),
    )
    when = forms.ChoiceField(
        label=_("いつ"),
        choices=[("today", _("きょう")), ("other", _("ほかの日"))],
        initial="today",
        required=False,
        widget=_columns(),
    )
    noticed_on = _day(_("ほかの日のとき、その日"))

    def clean(self) -> dict[str, Any]:
        """Ask for the day if it was another one, and refuse a day to come."""
        data = super().clean() or {}
        day = data.get("noticed_on")
        if data.get("when") == "other" and day is None and "noticed_on" not in self.errors:
            self.add_error("noticed_on", _("「ほかの日」のときは、その日を入れてください。"))
        if day and day > today():
            self.add_error("noticed_on", _("これから先の日です。確かめてください。"))
        data["day"] = day if data.get("when") == "other" else None
        return data


class DecideForm(forms.Form):
    """What becomes of concerns that have come together."""

    decision = forms.ChoiceField(
        label=_("どうしますか"), choices=list(DECISION_LABELS.items()), required=False, widget=forms.RadioSelect
    )
    until = _day(_("見守るとき、次に決める日"))
    adult = forms.ChoiceField(label=_("面談をするとき、話を聞く人"), required=False)
    reason = WordsField(
        label=_("理由"),
        help_text=_("何を読み、何を確かめて、そう決めたか。"),
        required=False,
        widget=forms.Textarea({"rows": 3, **_OFF}),
    )

    def __init__(self, *args: Any, adults: Iterable[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(str(one.pk), f"{one.name}（{one.post_label}）") for one in adults]
        self.fields["adult"].choices = [("", _("担任")), *people]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """An interview with one child: why, who talks, and when if it is known."""

    why = LineField(
        label=_("話を聞きたいわけ"),
        required=False,
        help_text=_("本人には見せません。"),
        widget=forms.TextInput(_OFF),
    )
    adult = forms.ChoiceField(label=_("話を聞く人"), required=False)

    def __init__(self, *args: Any, adults: Iterable[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(str(one.pk), f"{one.name}（{one.post_label}）") for one in adults]
        self.fields["adult"].choices = people  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """The sheet during the talk. What is missing the policy says, all at once (`policy.interview`)."""

    bullying = forms.ChoiceField(
        choices=list(ANSWERS.items()),
        required=False,
        widget=_columns(),
    )
    school_going = forms.ChoiceField(
        choices=list(ANSWERS.items()),
        required=False,
        widget=_columns(),
    )
    child_words = WordsField(
        label=_("子どものことば"),
        help_text=_("子どもが話したことばを、そのまま。名前の挙がった教職員は、この面談を見られなくなります。"),
        required=False,
        widget=forms.Textarea({"rows": 4, **_OFF}),
    )
    signs = forms.MultipleChoiceField(
        label=_("見えたしるし"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    adult_view = WordsField(
        label=_("聞いた大人の見方"),
        help_text=_("子どものことばとは分けて残ります。"),
        required=False,
        widget=forms.Textarea({"rows": 3, **_OFF}),
    )
    outcome = forms.ChoiceField(
        label=_("この面談をどう終えますか"), choices=list(OUTCOMES.items()), required=False, widget=forms.RadioSelect
    )
    next_on = _day(_("もう一度話す日"))
    reason = WordsField(
        label=_("「いまは心配ない」「もう一度話す」の理由"),
        required=False,
        widget=forms.Textarea({"rows": 2, **_OFF}),
    )
    weighed = forms.BooleanField(label=_("ことばを読んだうえで、通報にしない"), required=False)

    def __init__(self, *args: Any, sheet: InterviewSheet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bullying"].label = sheet.question(BULLYING)
        self.fields["school_going"].label = sheet.question(SCHOOL)
        self.fields["signs"].choices = [(one.code, one.label) for one in sheet.signs]  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """Who came to the nurse's room: a few seconds."""

    people = LineField(
        label=_("だれが来たか"),
        help_text=_("名前・かな・組の一部で探せます。"),
        required=False,
        widget=forms.TextInput(_OFF),
    )
    reason = forms.ChoiceField(
        label=_("わけ"),
        choices=list(REASON_LABELS.items()),
        widget=_columns(),
        error_messages={"required": _("わけを選んでください。")},
    )
    words = LineField(label=_("ひとこと"), required=False, widget=forms.TextInput(_OFF))
    came_at = MomentField(
        label=_("いまでないとき、その日時"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", **_OFF}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_came_at(self) -> Any:
        """Nobody has come at a time that lies ahead."""
        from yorisoi.journal import clock

        at = self.cleaned_data["came_at"]
        if at is not None and at > clock.now():
            raise forms.ValidationError(_("これから先の日時です。確かめてください。"))
        return at


class LineFilter(forms.Form):
    """What of a child's line of time is shown."""

    kind = forms.ChoiceField(label=_("種類"), required=False)
    since = _day(_("いつから"))
    until = _day(_("いつまで"))

    def __init__(self, *args: Any, kinds: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("すべて")), *kinds.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", _("「いつから」より後の日を入れてください。"))
        return said
