"""Forms of the plan: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.meetings.models import Meeting
from yorisoi.policy.plan_flow import DECISIONS, GRADES, NEXT
from yorisoi.policy.plan_types import PlanRules
from yorisoi.policy.roles import POST_LABELS, RIGHTS, Can
from yorisoi.prevention.models import TITLE, Activity
from yorisoi.prevention.naming import counts_cases
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField
from yorisoi.schools.models import Staff

NO_NAMES = gettext_lazy("子どもの名前は書きません。")
OWNERS = [post for post, rights in RIGHTS.items() if Can.READ_PLAN in rights]


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=required, widget=widget, help_text=help_text)


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _Apart(forms.Form):
    """A form beside others on one page: its fields' ids begin with its own name."""

    name = ""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s", **options)


def _participants() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("参加した人数"), required=False, min_value=0, max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip


class DoneForm(_Apart):
    """An activity was done: when, how many took part, a word."""

    name = "done"
    done_on = _day(gettext_lazy("行った日"))
    participants = _participants()
    words = WordsField(
        label=gettext_lazy("ようす（書けることがあれば）"), required=False, widget=_lines(2), help_text=NO_NAMES
    )

    def clean_done_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["done_on"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day


class MoveForm(_Apart):
    """Another time, and why."""

    name = "move"
    begins = _day(gettext_lazy("新しい始まり"))
    ends = _day(gettext_lazy("新しい終わり"))
    reason = WordsField(label=gettext_lazy("うつすわけ"), widget=_lines(2), help_text=NO_NAMES)

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        data = super().clean() or {}
        if data.get("begins") and data.get("ends") and data["ends"] < data["begins"]:
            self.add_error("ends", _("終わりは、始まりより後にしてください。"))
        return data


class DropForm(_Apart):
    """Not to be done, and why."""

    name = "drop"
    reason = WordsField(label=gettext_lazy("やめるわけ"), widget=_lines(2), help_text=NO_NAMES)


class AgainForm(_Apart):
    """To be done after all, and why."""

    name = "again"
    reason = WordsField(label=gettext_lazy("予定にもどすわけ"), widget=_lines(2), help_text=NO_NAMES)


class EvidenceForm(_Apart):
    """What shows that it was done, beside the files."""

    name = "evidence"
    participants = _participants()
    words = WordsField(label=gettext_lazy("説明"), required=False, widget=_lines(2), help_text=NO_NAMES)


class ReflectForm(_Apart):
    """How it went, and what next year."""

    name = "reflect"
    words = WordsField(
        label=gettext_lazy("ふり返り"), widget=_lines(3),
        help_text=gettext_lazy("よかったこと、うまくいかなかったこと。子どもの名前は書きません。"),
    )  # fmt: skip
    next_year = forms.ChoiceField(label=gettext_lazy("来年"), choices=NEXT, widget=forms.RadioSelect)


class GiveForm(_Apart):
    """Whose it is: a post's, or a person's."""

    name = "give"
    owner = forms.ChoiceField(label=gettext_lazy("担当"))

    def __init__(self, data: Any = None, *, people: Sequence[Staff], activity: Activity | None = None) -> None:
        super().__init__(data)
        self.people = {person.pk: person for person in people}
        self.fields["owner"].choices = owner_choices(people)  # type: ignore[attr-defined]
        if activity is not None:
            own = f"staff:{activity.owner_id}" if activity.owner_id else f"post:{activity.owner_post}"
            self.fields["owner"].initial = own

    def chosen(self) -> tuple[str, Staff | None]:
        """Return the post and the person; the person's post where it is a person's."""
        return owner_of_choice(self.cleaned_data["owner"], self.people)


def owner_choices(people: Sequence[Staff]) -> list[Any]:
    """Return whose an activity can be: posts first, then people."""
    return [
        (_("職"), [(f"post:{post}", POST_LABELS[post]) for post in OWNERS]),
        (_("人"), [(f"staff:{one.pk}", f"{one.name}（{one.post_label}）") for one in people]),
    ]


def owner_of_choice(said: str, people: dict[int, Staff]) -> tuple[str, Staff | None]:
    """Return the post and the person that a choice means."""
    kind, _colon, what = said.partition(":")
    if kind == "post":
        return what, None
    person = people[int(what)]
    return next((post for post in OWNERS if post in person.posts), OWNERS[0]), person


class RenameForm(_Apart):
    """What it is called."""

    name = "rename"
    title = LineField(
        label=gettext_lazy("取組"), max_length=TITLE,
        help_text=gettext_lazy("予定表にも出ます。子どもの名前は書きません。"),
    )  # fmt: skip
    note = LineField(label=gettext_lazy("そえる言葉"), max_length=TITLE, required=False)


class LinkForm(_Apart):
    """What an activity is done by. groups: (label of the kind, [(kind|ref, label)])."""

    name = "link"
    thing = forms.ChoiceField(label=gettext_lazy("つなぐもの"))

    def __init__(self, data: Any = None, *, groups: Sequence[Any] = ()) -> None:
        super().__init__(data)
        self.fields["thing"].choices = groups  # type: ignore[attr-defined]


class AddForm(GiveForm):
    """An activity of the school's own."""

    name = "add"
    stage = forms.TypedChoiceField(label=gettext_lazy("ステージ"), coerce=int)
    pillar = forms.ChoiceField(label=gettext_lazy("柱"))
    title = LineField(
        label=gettext_lazy("取組"), max_length=TITLE,
        help_text=gettext_lazy("予定表にも出ます。子どもの名前は書きません。"),
    )  # fmt: skip
    note = LineField(label=gettext_lazy("そえる言葉"), max_length=TITLE, required=False)
    begins = _day(gettext_lazy("始まり"))
    ends = _day(gettext_lazy("終わり"))
    field_order = ("stage", "pillar", "title", "note", "begins", "ends", "owner")

    def __init__(
        self, data: Any = None, *, people: Sequence[Staff], rules: PlanRules, edges: tuple[date, date]
    ) -> None:
        super().__init__(data, people=people)
        self.edges = edges
        self.fields["stage"].choices = [(one.number, one.label) for one in rules.stages]  # type: ignore[attr-defined]
        self.fields["pillar"].choices = [(one.code, one.label) for one in rules.pillars]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for days of the year, in their order."""
        data = super().clean() or {}
        first, last = self.edges
        for key in ("begins", "ends"):
            if data.get(key) and not first <= data[key] <= last:
                self.add_error(key, _("この年度の日を入れてください。"))
        if data.get("begins") and data.get("ends") and data["ends"] < data["begins"]:
            self.add_error("ends", _("終わりは、始まりより後にしてください。"))
        return data


class ReviewForm(_Apart):
    """The meeting that looked back on the year."""

    name = "review"
    held_on = _day(gettext_lazy("ふり返った日"))
    meeting = forms.ModelChoiceField(
        label=gettext_lazy("会議"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=gettext_lazy("選ばない"),
    )
    words = WordsField(
        label=gettext_lazy("評価のまとめ"), widget=_lines(4),
        help_text=gettext_lazy("いじめの定義と、組織・報告の道筋も確かめたことを書きます。子どもの名前は書きません。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, meetings: Any = None) -> None:
        super().__init__(data)
        if meetings is not None:
            self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["held_on"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day


class ProposeForm(_Apart):
    """What should change."""

    name = "propose"
    activity = forms.ModelChoiceField(
        label=gettext_lazy("どの取組"), queryset=Activity.objects.none(), required=False,
        empty_label=gettext_lazy("計画の全体"),
    )  # fmt: skip
    words = WordsField(label=gettext_lazy("改善案"), widget=_lines(3), help_text=NO_NAMES)

    def __init__(self, data: Any = None, *, activities: Any = None) -> None:
        super().__init__(data)
        if activities is not None:
            self.fields["activity"].queryset = activities  # type: ignore[attr-defined]


class DecideForm(_Apart):
    """What was decided of a proposal."""

    name = "decide"
    decision = forms.ChoiceField(label=gettext_lazy("決めたこと"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = WordsField(label=gettext_lazy("わけ・どう変えるか"), widget=_lines(2), help_text=NO_NAMES)


class ResultForm(_Apart):
    """What the evaluation found of one item."""

    name = "result"
    grade = forms.TypedChoiceField(
        label=gettext_lazy("結果"), choices=[(n, label) for n, label in GRADES.items()], coerce=int,
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = WordsField(
        label=gettext_lazy("わけと、これから"), widget=_lines(3),
        help_text=gettext_lazy("公表されます。件数や、子ども・家庭が分かることは書きません。"),
    )  # fmt: skip

    def clean_words(self) -> str:
        """Refuse counts of cases."""
        words: str = self.cleaned_data["words"]
        if counts_cases(words):
            raise forms.ValidationError(
                _("件数は評価に使いません（法34条）。見つけて、隠さずに動けたかを、ことばで書いてください。")
            )
        return words
