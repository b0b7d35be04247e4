"""Forms of the lifting of holds: shape only."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.incidents.forms import Tokened, area, day_field
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import WordsField


class ReleaseForm(Tokened):
    """Why the holds may go, and what the family was told of it."""

    told_on = day_field(gettext_lazy("対象の児童・保護者に説明した日"))
    told = WordsField(
        label=gettext_lazy("説明したこと・言われたこと"), widget=area(4),
        help_text=gettext_lazy("何を、だれに。言われたことは「 」で。市教委の担当者も読みます。"),
    )  # fmt: skip
    reason = WordsField(label=gettext_lazy("保全を解く理由"), widget=area(3))

    def clean_told_on(self) -> date:
        """What was told has been told."""
        day: date = self.cleaned_data["told_on"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日は記録できません。"))
        return day


class AnswerForm(forms.Form):
    """The answer of the second person."""

    answer = forms.ChoiceField(
        label=gettext_lazy("答え"), widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("保全を続ける")), ("yes", gettext_lazy("保全を解く（もとに戻せません）"))],
    )  # fmt: skip
    reason = WordsField(label=gettext_lazy("確かめたこと・理由"), widget=area(3))
