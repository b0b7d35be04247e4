"""Forms of what goes to homes: shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.outreach.actions import LARGEST
from yorisoi.outreach.models import TITLE, Item
from yorisoi.outreach.words import templates
from yorisoi.policy.outreach_flow import BANDS, GIVEN, WHOM
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField
from yorisoi.schools.models import SchoolClass, Staff

MOST_PEOPLE = 5_000


class PastDay(DayField):
    """A day up to today."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def to_python(self, value: Any) -> date | None:
        """Return the day; refuse one to come."""
        day = super().to_python(value)
        if day is not None and day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day


def _number(label: Any, *, required: bool) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=MOST_PEOPLE, widget=widget)


class BeginForm(forms.Form):
    """From which template."""

    template = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["template"].choices = [(code, code) for code in templates()]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """The text of an item."""

    title = LineField(
        label=gettext_lazy("題"), required=False, help_text=gettext_lazy("60字まで"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    body = WordsField(
        label=gettext_lazy("本文"), required=False, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("空いた行で段落が分かれます。呼びかけ・相談の入口・電話は、この下に必ず付きます。"),
    )  # fmt: skip

    def clean_title(self) -> str:
        """Refuse a title that is no title."""
        title = str(self.cleaned_data["title"])
        if len(title) > TITLE:
            raise forms.ValidationError(_("題は%(n)d字までです。") % {"n": TITLE})
        return title

    def clean_body(self) -> str:
        """Refuse more than two pages can hold."""
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        if len(body) > LARGEST:
            raise forms.ValidationError(
                _("本文は%(n)d字までです。いまは%(now)d字あります。") % {"n": LARGEST, "now": len(body)}
            )
        return body


def chosen_figures(data: QueryDict) -> dict[str, list[str]]:
    """Return which figures were ticked, and of each which questions."""
    return {key: data.getlist(f"fig_{key}") for key in data.getlist("figs")}


class ReasonForm(forms.Form):
    """Why."""

    reason = WordsField(label=gettext_lazy("わけ"), widget=forms.Textarea(attrs={"rows": 2}))


def speaks(person: Staff) -> bool:
    """Say whether somebody speaks for the school to its homes: not who only keeps the system, nor the board."""
    return not person.posts or bool(person.posts - {Post.ADMINISTRATOR, Post.BOARD_OFFICER})


class TalkForm(forms.Form):
    """A talk at 懇談会."""

    held_on = PastDay(label=gettext_lazy("開いた日"))
    whose = forms.ChoiceField(label=gettext_lazy("どの学級・学年ですか"))
    guardians = _number(gettext_lazy("来られた保護者の人数"), required=True)
    speakers = forms.MultipleChoiceField(
        label=gettext_lazy("話した教職員"), widget=forms.SelectMultiple(attrs={"size": 6}), required=False,
        help_text=gettext_lazy("何人でも選べます。"),
    )  # fmt: skip
    questions = WordsField(
        label=gettext_lazy("出された質問・意見（要点）"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "暗号にして残し、懇談会を記録する人だけが読めます。一人の子どものことが出たら、ここではなく「気づきを渡す」へ。"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Staff], classes: Sequence[SchoolClass], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.pk): one for one in people if speaks(one)}
        self.classes = {str(one.pk): one for one in classes}
        self.fields["whose"].choices = whose_choices(classes)  # type: ignore[attr-defined]
        self.fields["speakers"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.name}（{one.post_label}）") for one in people if speaks(one)
        ]

    def of_whom(self) -> tuple[SchoolClass | None, int | None]:
        """Return the class, or the grade; neither: the whole school."""
        return class_or_grade(self.cleaned_data["whose"], self.classes)


def whose_choices(classes: Sequence[SchoolClass]) -> list[Any]:
    """Return the classes, the grades and the whole school, for a choice."""
    grades = sorted({one.grade for one in classes})
    return [
        ("", _("選んでください")),
        (_("学級"), [(f"class:{one.pk}", str(one)) for one in classes]),
        (_("学年"), [(f"grade:{one}", _("%(grade)d年") % {"grade": one}) for one in grades]),
        ("school", _("全校")),
    ]


def class_or_grade(said: str, classes: Mapping[str, SchoolClass]) -> tuple[SchoolClass | None, int | None]:
    """Return what a choice of `whose_choices` means."""
    kind, _colon, key = said.partition(":")
    if kind == "class":
        return classes[key], None
    return None, int(key) if kind == "grade" else None


class GivenForm(forms.Form):
    """Something was handed out."""

    thing = forms.ChoiceField(label=gettext_lazy("何を"))
    on = PastDay(label=gettext_lazy("配った日"))
    whom = forms.ChoiceField(label=gettext_lazy("だれに"), choices=list(WHOM.items()))
    whose = forms.ChoiceField(
        label=gettext_lazy("学年・学級（学年・学級の家庭のとき）"), required=False
    )  # fmt: skip
    copies = _number(gettext_lazy("部数（分かれば）"), required=False)

    def __init__(
        self, *args: Any, items: Sequence[tuple[Item, str]], classes: Sequence[SchoolClass], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.items = {str(one.pk): one for one, _title in items}
        self.classes = {str(one.pk): one for one in classes}
        self.fields["whose"].choices = whose_choices(classes)[:3]  # type: ignore[attr-defined]
        short = [("short:", GIVEN["short"]), ("child:", GIVEN["child"])]
        handouts = [(f"handout:{band}", f"{GIVEN['handout']}（{label}）") for band, label in BANDS.items()]
        issued = [(f"item:{one.pk}", title) for one, title in items]
        groups = [(GIVEN["item"], issued)] if issued else []
        self.fields["thing"].choices = [  # type: ignore[attr-defined]
            ("", _("選んでください")), *groups, (_("概略版"), short), (GIVEN["handout"], handouts),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the grade or the class where it was given to one."""
        data = super().clean() or {}
        whom, whose = data.get("whom"), data.get("whose") or ""
        if whom in ("grade", "class") and not whose.startswith(f"{whom}:"):
            self.add_error("whose", _("学年・学級を選んでください。"))
        return data

    def told(self) -> dict[str, Any]:
        """Return what `record_given` is told."""
        data = self.cleaned_data
        what, _colon, ref = data["thing"].partition(":")
        narrowed = data["whose"] if data["whom"] in ("grade", "class") else ""
        school_class, grade = class_or_grade(narrowed, self.classes)
        item = self.items[ref] if what == "item" else None
        return {
            "what": what, "ref": "" if item else ref, "item": item, "whom": data["whom"], "on": data["on"],
            "copies": data["copies"], "school_class": school_class, "grade": grade,
        }  # fmt: skip
