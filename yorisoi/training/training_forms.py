"""Forms of trainings: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy.edition_types import BodyRule
from yorisoi.policy.training_flow import THEMES
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField, length
from yorisoi.schools.models import Staff

SHORT = 60
_OFF = {"autocomplete": "off"}


def _day(label: Any) -> DayField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date", **_OFF}, format="%Y-%m-%d"))


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **_OFF})


class _Apart(forms.Form):
    """A form beside others on one page: its fields' ids begin with its own name."""

    name = ""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s", **options)


class TrainingForm(_Apart):
    """A training: what about, when, where, by whom, for whom, what is to be read."""

    name = "new"
    theme = forms.ChoiceField(
        label=gettext_lazy("何についての研修か"), choices=list(THEMES.items()), initial="definition",
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )  # fmt: skip
    title = LineField(
        label=gettext_lazy("研修の名前"), help_text=gettext_lazy("例：いじめの定義と、その日のうちに伝える道筋")
    )
    day = _day(gettext_lazy("いつ（予定の日、または行った日）"))
    place = LineField(label=gettext_lazy("場所"), required=False)
    leader = LineField(label=gettext_lazy("進める人"), required=False)
    body = forms.ChoiceField(
        label=gettext_lazy("だれが出るか"), required=False,
        help_text=gettext_lazy("出られなかった人は、あとで資料を読んで確かめます。"),
    )  # fmt: skip
    text = WordsField(
        label=gettext_lazy("資料の文章"), required=False, widget=_lines(6),
        help_text=gettext_lazy("出られない人が読んで分かるように。子どもの名前や、実際の事案は書きません。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, bodies: Sequence[BodyRule], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["body"].choices = [("", _("全教職員")), *((one.name, one.label) for one in bodies)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse lines that are longer than their place."""
        data = super().clean() or {}
        for key in ("title", "place", "leader"):
            if length(data.get(key) or "") > SHORT:
                self.add_error(key, _("%d字までにしてください。") % SHORT)
        return data


class ChangeForm(TrainingForm):
    """Another day, or other things said of it."""

    name = "change"


class _Came(_Apart):
    """Who was there, as a list to tap. people: (person, to be there)."""

    came = forms.TypedMultipleChoiceField(label=gettext_lazy("出席した人"), coerce=int, required=False)

    def __init__(self, data: Any = None, *, people: Sequence[Staff], wanted: Sequence[int], **options: Any) -> None:
        super().__init__(data, **options)
        self.people, self.wanted = people, set(wanted)
        self.fields["came"].choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]

    def _rows(self, *, wanted: bool) -> list[tuple[Staff, bool]]:
        ticked = {str(one) for one in self["came"].value() or []}
        return [(one, str(one.pk) in ticked) for one in self.people if (one.pk in self.wanted) is wanted]

    @property
    def expected(self) -> list[tuple[Staff, bool]]:
        """Return whoever is to be there, and whether they are ticked."""
        return self._rows(wanted=True)

    @property
    def others(self) -> list[tuple[Staff, bool]]:
        """Return the rest of the staff."""
        return self._rows(wanted=False)


class HeldForm(_Came):
    """It was held: when, and who was there."""

    name = "held"
    day = _day(gettext_lazy("行った日"))

    def clean_day(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day


class CameForm(_Came):
    """Who was there, put right."""

    name = "came"


class DropForm(_Apart):
    """Why it is not held."""

    name = "drop"
    words = WordsField(label=gettext_lazy("やめるわけ"), widget=_lines(2))


class AgainForm(_Apart):
    """Why it stands in the plan again."""

    name = "again"
    words = WordsField(label=gettext_lazy("予定にもどすわけ"), widget=_lines(2))


class MoreForm(_Apart):
    """The text to read, and files (beside it)."""

    name = "more"
    text = WordsField(
        label=gettext_lazy("資料の文章"), required=False, widget=_lines(8),
        help_text=gettext_lazy("出られない人が読んで分かるように。子どもの名前や、実際の事案は書きません。"),
    )  # fmt: skip


class CatchUpForm(_Apart):
    """When it was read, and a note of one's own."""

    name = "catch_up"
    on = _day(gettext_lazy("読んだ日"))
    words = WordsField(
        label=gettext_lazy("ひとこと（分かったこと、確かめたいこと）"), widget=_lines(2),
        help_text=gettext_lazy("読むのは、あなたと、研修を計画する人だけです。"),
    )  # fmt: skip

    def clean_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日です。"))
        return day
