"""Shapes of what is said about a round: planned, made longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.schools.fields import LineField
from yorisoi.schools.models import SchoolClass
from yorisoi.surveys.actions import shipped_for
from yorisoi.surveys.models import Questionnaire
from yorisoi.surveys.said import AUDIENCES, MODES, SHIPPED
from yorisoi.ui.ruby import read

STAGES = 5
NOT_ASKED, OF_GRADE = "no", ""


def _modes() -> list[tuple[str, SafeString]]:
    """Return the modes with their meaning, in the language of the page (so not before there is a page)."""
    return [(code, format_html("{}<small>{}</small>", word, said)) for code, (word, said) in MODES.items()]


class PlanForm(forms.Form):
    """A round: what it is called, who is asked what, with names or without, from when to when."""

    title = LineField(
        label=_("名前"), max_length=80, help_text=_("子どもの画面にも出ます。例: 元気アンケート（2学期）")
    )
    stage = forms.TypedChoiceField(
        label=_("年間計画のステージ"),
        coerce=int,
        choices=[(0, _("ステージに入れない")), *((n, _("第%d ステージ") % n) for n in range(1, STAGES + 1))],
    )
    mode = forms.ChoiceField(
        label=_("名前をつけるか"),
        widget=forms.RadioSelect,
        choices=_modes,
    )
    opens_at = moment_field(_("始まり"))
    closes_at = moment_field(_("終わり"))

    def __init__(
        self, *args: Any, classes: Iterable[SchoolClass], own: Iterable[Questionnaire], audience: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.classes = list(classes)
        self.own = {str(one.pk): one for one in own if one.audience == audience}
        for one in self.classes:
            shipped = SHIPPED[shipped_for(one.grade, audience)]
            self.fields[self._name(one)] = forms.ChoiceField(
                label=str(one),
                required=False,
                choices=[
                    (OF_GRADE, _("学年のもの: %s") % shipped),
                    *((pk, _("%(title)s 第%(n)d版") % _versioned(row)) for pk, row in self.own.items()),
                    (NOT_ASKED, _("この学級には聞かない")),
                ],
            )  # fmt: skip

    @staticmethod
    def _name(one: SchoolClass) -> str:
        return f"class_{one.pk}"

    @property
    def rows(self) -> list[Any]:
        """The fields of the classes, in order."""
        return [self[self._name(one)] for one in self.classes]

    @property
    def parts(self) -> dict[int, Questionnaire | None]:
        """Which class answers what, as `plan_round` takes it."""
        said = {one.pk: self.cleaned_data.get(self._name(one), "") for one in self.classes}
        return {pk: self.own.get(chosen) for pk, chosen in said.items() if chosen != NOT_ASKED}

    def clean(self) -> dict[str, Any]:
        """The end lies after the beginning, and ahead."""
        said = super().clean() or {}
        begins, ends = said.get("opens_at"), said.get("closes_at")
        if begins and ends and (ends <= begins or ends <= clock.now()):
            self.add_error("closes_at", _("始まりより後で、いまより後の日時にしてください。"))
        return said


def _versioned(row: Questionnaire) -> dict[str, Any]:
    return {"title": str(read(row.title, "plain")), "n": row.version}


class ExtendForm(forms.Form):
    """The new end of a round."""

    closes_at = moment_field(_("新しい終わり"))

    def clean_closes_at(self) -> datetime:
        """It lies ahead."""
        at: datetime = self.cleaned_data["closes_at"]
        if at <= clock.now():
            raise forms.ValidationError(_("いまより後の日時にしてください。"))
        return at


class AudienceForm(forms.Form):
    """Who is asked."""

    audience = forms.ChoiceField(label=_("だれに聞くか"), choices=list(AUDIENCES.items()))
