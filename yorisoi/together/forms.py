"""Forms of lessons and rounds: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy.together_flow import KINDS
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField, length
from yorisoi.schools.models import Enrolment, SchoolClass
from yorisoi.together.models import TITLE, WORDS
from yorisoi.together.writing import LONGEST

_OFF = {"autocomplete": "off"}


def _day(label: Any, *, required: bool = True) -> DayField:
    widget = forms.DateInput(attrs={"type": "date", **_OFF}, format="%Y-%m-%d")
    return DayField(label=label, required=required, widget=widget)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **_OFF})


class _Apart(forms.Form):
    """A form beside others on one page: its fields' ids begin with its own name."""

    name = ""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s", **options)


class LessonForm(forms.Form):
    """A lesson: which, when, for whom, what about."""

    kind = forms.ChoiceField(
        label=gettext_lazy("道徳か学活か"), choices=list(KINDS.items()), initial="moral",
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )  # fmt: skip
    day = _day(gettext_lazy("いつ（予定の日、または行った日）"))
    classes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("どの学級で"), coerce=int, widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        error_messages={"required": gettext_lazy("学級を選んでください。")},
    )  # fmt: skip
    about = WordsField(
        label=gettext_lazy("何について"),
        max_length=WORDS,
        help_text=gettext_lazy("主題、教材、考えたい問い。例：見ている人にできること（教材「二つの声」）"),
        widget=_lines(3),
    )

    def __init__(self, data: Any = None, *, classes: Sequence[SchoolClass], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["classes"].choices = [(one.pk, str(one)) for one in classes]  # type: ignore[attr-defined]
        if len(classes) == 1:
            self.initial["classes"] = [classes[0].pk]


class ChangeForm(_Apart):
    """Another day, or another thing."""

    name = "change"
    day = _day(gettext_lazy("いつ"))
    about = WordsField(label=gettext_lazy("何について"), max_length=WORDS, widget=_lines(3))


class HeldForm(_Apart):
    """It was held, and how it went."""

    name = "held"
    day = _day(gettext_lazy("行った日"))
    words = WordsField(
        label=gettext_lazy("ふり返り（短く。あとからも書けます）"), required=False, max_length=WORDS, widget=_lines(3)
    )

    def clean_day(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day


class DropForm(_Apart):
    """Why it is not held."""

    name = "drop"
    words = WordsField(label=gettext_lazy("やめるわけ"), max_length=WORDS, widget=_lines(2))


class AgainForm(_Apart):
    """Why it stands in the plan again."""

    name = "again"
    words = WordsField(label=gettext_lazy("予定にもどすわけ"), max_length=WORDS, widget=_lines(2))


class WordsForm(_Apart):
    """A reflection, or material (beside it)."""

    name = "words"
    words = WordsField(label=gettext_lazy("ふり返り"), required=False, max_length=WORDS, widget=_lines(3))


class RoundForm(forms.Form):
    """A round: whose class, from when to when, who writes, whether writers are told."""

    school_class = forms.TypedChoiceField(label=gettext_lazy("学級"), coerce=int)
    title = LineField(label=gettext_lazy("名前"), initial=gettext_lazy("いいところ見つけ"))
    first = _day(gettext_lazy("始まりの日"))
    last = _day(gettext_lazy("終わりの日（この日まで書けます）"))
    writers = forms.ChoiceField(
        label=gettext_lazy("だれが書くか"),
        choices=[
            ("children", gettext_lazy("子どもがタブレットで書く（先生も書ける）")),
            ("teacher", gettext_lazy("先生だけが書く")),
        ],
        initial="children",
        widget=forms.RadioSelect,
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("書いた子の名前を、もらった子に見せるか"),
        choices=[
            ("no", gettext_lazy("見せない（だれからかは、先生だけがわかる）")),
            ("yes", gettext_lazy("見せる（「○○さんより」とかざる）")),
        ],
        initial="no",
        help_text=gettext_lazy("子どもには、書く前にそのとおりに伝えます。始めたあとは変えられません。"),
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, classes: Sequence[SchoolClass], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["school_class"].choices = [(one.pk, str(one)) for one in classes]  # type: ignore[attr-defined]
        self.initial.setdefault("first", today())
        self.initial.setdefault("last", today() + timedelta(days=7))

    def clean_title(self) -> str:
        """Refuse a name that is longer than its place."""
        title: str = self.cleaned_data["title"]
        if length(title) > TITLE:
            raise forms.ValidationError(_("%d字までにしてください。") % TITLE)
        return title

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < max(data["first"], today()):
            self.add_error("last", _("終わりの日は、始まりの日より後、今日から先にしてください。"))
        return data


class ExtendForm(_Apart):
    """Another end."""

    name = "extend"
    last = _day(gettext_lazy("終わりの日"))

    def clean_last(self) -> date:
        """Refuse a day that is over."""
        last: date = self.cleaned_data["last"]
        if last < today():
            raise forms.ValidationError(_("今日から先の日にしてください。"))
        return last


class AddForm(_Apart):
    """A teacher's own note on a child."""

    name = "add"
    about = forms.TypedChoiceField(
        label=gettext_lazy("だれの"), coerce=int, empty_value=None,
        error_messages={"required": gettext_lazy("だれのいいところか、選んでください。")},
    )  # fmt: skip
    words = WordsField(
        label=gettext_lazy("いいところ"), widget=_lines(3),
        help_text=gettext_lazy("見たことを、そのまま短く。200字まで。「先生より」として、すぐにかざられます。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, seats: Sequence[Enrolment], **options: Any) -> None:
        super().__init__(data, **options)
        rows = [(row.pupil_id, f"{row.number or ''} {row.pupil.name}".strip()) for row in seats]
        self.fields["about"].choices = [("", _("選んでください")), *rows]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """Refuse what fits on no card, saying by how much."""
        words: str = self.cleaned_data["words"]
        if (count := length(words)) > LONGEST:
            raise forms.ValidationError(
                _("%(limit)d字までにしてください。いまは%(count)d字あります。") % {"limit": LONGEST, "count": count}
            )
        return words


class RuleForm(forms.Form):
    """Why a note is not shown; whether its words become a concern."""

    weighed = forms.ChoiceField(
        label=gettext_lazy("このことばを、気がかりとして残しますか"),
        choices=[
            ("yes", gettext_lazy("気がかりとして残す（つぎに、通報にするかどうかを答えます）")),
            ("no", gettext_lazy("残さない（読んで、いじめを思わせるものではないと判断した）")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=gettext_lazy("かざらないとき、そのわけ"), required=False, max_length=WORDS, widget=_lines(2),
        help_text=gettext_lazy("子どもには出ません。先生たちの記録に残ります。"),
    )  # fmt: skip

    @property
    def answer(self) -> bool | None:
        """What was answered of the words, None for nothing."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("weighed", ""))
