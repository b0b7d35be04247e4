"""Forms of the groups: shape only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.groups.changing import LEADERS
from yorisoi.groups.making import MOST, TooFew, Wish
from yorisoi.groups.models import TITLE, WORDS, Group
from yorisoi.groups.queries import Member, Shown
from yorisoi.groups.reasons import REASONS
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.fields import DayField, LineField, WordsField

Choices = list[tuple[str, Any]]


def by_class(members: Iterable[Member]) -> Choices:
    """Return the children as choices, class by class."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in members:
        found[one.label].append((str(one.pupil.uid), one.pupil.name))
    return [("", "—"), *found.items()]


def _named(one: Member) -> tuple[str, str]:
    return str(one.pupil.uid), f"{one.pupil.name}（{one.label}）"


def _day(label: Any) -> DayField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class MakeForm(forms.Form):
    """How many groups, or how large, and why now."""

    way = forms.ChoiceField(
        label=gettext_lazy("何で決めますか"),
        choices=[("number", gettext_lazy("班の数")), ("size", gettext_lazy("一班の人数（およそ）"))],
        widget=forms.RadioSelect(attrs={"class": "columns"}),
        initial="number",
    )
    amount = forms.IntegerField(
        label=gettext_lazy("いくつ"), min_value=2, max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=gettext_lazy("組む理由"),
        help_text=gettext_lazy("だれでも見られます。一人ひとりの事情は、ここには書けません。"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, children: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.children = children
        if children >= 30:
            said = _("たとえば %(g)d班なら、一班およそ15人です。") % {"g": round(children / 15)}
            self.fields["amount"].help_text = said

    def wish(self) -> Wish:
        """Return what is asked for."""
        said = self.cleaned_data
        amount = said["amount"]
        return Wish(said["reason"], amount, None) if said["way"] == "number" else Wish(said["reason"], None, amount)

    def clean(self) -> dict[str, Any]:
        """Ask for at least two groups, with a child in each."""
        data = super().clean() or {}
        if not self.errors:
            self.cleaned_data = data
            try:
                self.wish().groups(self.children)
            except TooFew:
                said = _("子どもは %(n)d人です。二つ以上の班に、一人はいる数にしてください。") % {"n": self.children}
                self.add_error("amount", said)
        return data


class ForceForm(forms.Form):
    """From which day."""

    from_on = _day(gettext_lazy("いつから"))

    def __init__(self, data: Any = None, *, year: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.year = year

    def clean_from_on(self) -> date:
        """Refuse a day of another school year."""
        day: date = self.cleaned_data["from_on"]
        if school_year(day) != self.year:
            raise forms.ValidationError(_("この年度の中の日にしてください。"))
        return day


class MoveForm(forms.Form):
    """Into which group, and who comes in exchange."""

    to = forms.ChoiceField(label=gettext_lazy("うつす先の班"))
    exchange = forms.ChoiceField(
        label=gettext_lazy("かわりに来る子"), required=False,
        help_text=gettext_lazy("同じ学年の子と入れかえると、人数と学年は変わりません。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, groups: Iterable[Shown], grade: int, here: Group, **options: Any) -> None:
        super().__init__(data, **options)
        others = [one for one in groups if one.row.pk != here.pk]
        label = _("%(n)d班")
        self.fields["to"].choices = [(str(one.row.number), label % {"n": one.row.number}) for one in others]  # type: ignore[attr-defined]
        self.fields["exchange"].choices = [  # type: ignore[attr-defined]
            ("", _("入れかえない")),
            *(
                (
                    label % {"n": one.row.number},
                    [_named(kid) for kid in one.members if kid.grade == grade],
                )
                for one in others
            ),
        ]
        self.of = {str(kid.pupil.uid): str(one.row.number) for one in others for kid in one.members}

    def clean(self) -> dict[str, Any]:
        """Ask for a child of the group that was chosen."""
        data = super().clean() or {}
        if (other := data.get("exchange")) and data.get("to") and self.of[other] != data["to"]:
            self.add_error("exchange", _("うつす先の班の子を選んでください。"))
        return data


class LeadersForm(forms.Form):
    """Who leads, at most two."""

    leaders = forms.MultipleChoiceField(
        label=gettext_lazy("リーダー（二人まで）"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, members: Iterable[Member], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["leaders"].choices = [_named(one) for one in members]  # type: ignore[attr-defined]

    def clean_leaders(self) -> list[str]:
        """Refuse a third."""
        chosen: list[str] = self.cleaned_data["leaders"]
        if len(chosen) > LEADERS:
            raise forms.ValidationError(_("リーダーは二人までです。"))
        return chosen


class ApartForm(forms.Form):
    """Two children, and why if somebody wants to write it."""

    first = forms.ChoiceField(label=gettext_lazy("ひとり目"))
    second = forms.ChoiceField(label=gettext_lazy("ふたり目"))
    note = WordsField(
        label=gettext_lazy("わけ（書かなくてよい）"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("この組を見られる人だけが読めます。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, members: Iterable[Member], **options: Any) -> None:
        super().__init__(data, **options)
        choices = by_class(members)
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for two different children."""
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", _("ちがう二人を選んでください。"))
        return data


class SessionForm(forms.Form):
    """The next session: when, and what is planned."""

    on = _day(gettext_lazy("行う日"))
    title = LineField(
        label=gettext_lazy("すること"), widget=forms.TextInput(attrs={"maxlength": TITLE}),
        help_text=gettext_lazy("年間計画にも出ます。子どもの名前は書かないでください。"),
    )  # fmt: skip

    def clean_title(self) -> str:
        """Refuse what is too long."""
        said: str = self.cleaned_data["title"]
        if len(said) > TITLE:
            raise forms.ValidationError(_("%(n)d字までで書いてください。") % {"n": TITLE})
        return said


class HoldForm(forms.Form):
    """What was done, and what comes next."""

    done = WordsField(
        label=gettext_lazy("行ったこと"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("教職員のだれもが読みます。子どもの名前は書かないでください。"),
    )  # fmt: skip
    next = WordsField(
        label=gettext_lazy("次に向けて"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ReflectForm(forms.Form):
    """What a leader says of it."""

    leader = forms.ChoiceField(label=gettext_lazy("だれのふり返り"))
    words = WordsField(
        label=gettext_lazy("子どものことば"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("リーダーの子が話したことを、先生が書きます。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, members: Iterable[Member], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["leader"].choices = [(str(one.pupil.uid), one.pupil.name) for one in members]  # type: ignore[attr-defined]


def begins_today(year: int) -> date:
    """Return the day that is offered for putting groups in force."""
    return max(today(), date(year, 4, 1))
