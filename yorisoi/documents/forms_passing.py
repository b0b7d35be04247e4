"""The forms of passing on: what goes along with a child, that nothing does, that it was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.models import Case
from yorisoi.documents.passing_text import CONSENT_LABELS, GROUND_LABELS, SHORT, WAY_LABELS, WHOLE, Said, is_resting
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField, WordsField

LEFT_OUT = "none"
DETAILS = [(LEFT_OUT, _("渡さない")), (SHORT, _("要点だけ渡す")), (WHOLE, _("経過の記録も渡す"))]


def _words(label: Any, help_text: Any = "", rows: int = 3) -> WordsField:
    return WordsField(label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class PackageForm(forms.Form):
    """To whom, which cases and how much of each, what must be known, on what ground, what the guardians say."""

    to = LineField(label=_("渡す学校"), max_length=80)
    watching = _words(
        _("見守りについて決めたこと"), _("だれが・いつ・どのように見守るか。学級編制や座席で気をつけること。")
    )
    safety = _words(_("安全のために必要なこと"), _("近づけないほうがよい相手がいるときも、名前は書かずに。"))
    more = _words(_("そのほか、知っておいてほしいこと"))
    ground = forms.ChoiceField(label=_("渡す根拠"), choices=list(GROUND_LABELS.items()), widget=forms.RadioSelect)
    ground_note = _words(_("根拠についての説明"), rows=2)
    consent = forms.ChoiceField(label=_("保護者の意向"), choices=list(CONSENT_LABELS.items()), widget=forms.RadioSelect)
    consent_note = _words(_("いつ・だれから・どう聞いたか（聞かなかったときは、その理由）"), rows=2)

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = list(cases)
        for case in self.cases:
            self.fields[self._name(case)] = forms.ChoiceField(
                label=_("事案 %(number)s（%(state)s）")
                % {"number": case.label, "state": CASE_FLOW.labels[CaseState(case.state)]},
                choices=DETAILS,
                initial=LEFT_OUT if is_resting(case) else SHORT,
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _name(case: Case) -> str:
        return f"case_{case.pk.hex}"

    def parts(self) -> list[forms.BoundField]:
        """Return the fields of the cases."""
        return [self[self._name(case)] for case in self.cases]

    def clean(self) -> dict[str, Any]:
        """Consent as a ground wants it given; guardians who were not asked, or are against it, want a reason."""
        data = super().clean() or {}
        if data.get("ground") == "consent" and data.get("consent") not in (None, "agreed"):
            self.add_error("ground", _("同意を根拠にできるのは、保護者が同意したときだけです。"))
        if data.get("consent") in ("refused", "not_asked") and not str(data.get("consent_note", "")).strip():
            self.add_error("consent_note", _("反対されても渡す理由、または聞かなかった理由を書いてください。"))
        wanted = [name for name in (self._name(case) for case in self.cases) if data.get(name) not in (None, LEFT_OUT)]
        if not wanted and not any(str(data.get(name, "")).strip() for name in ("watching", "safety", "more")):
            self.add_error(None, _("渡すものがありません。事案を選ぶか、伝えたいことを書いてください。"))
        return data

    def said(self) -> Said:
        """Return what was written."""
        return Said(**{name: self.cleaned_data[name] for name in Said.__dataclass_fields__})

    def chosen(self) -> dict[UUID, str]:
        """Return how much of which case goes along."""
        found = {case.pk: self.cleaned_data[self._name(case)] for case in self.cases}
        return {pk: detail for pk, detail in found.items() if detail != LEFT_OUT}


class NothingForm(forms.Form):
    """That nothing goes along, and why."""

    to = LineField(label=_("進学・転出する学校"), max_length=80, required=False)
    why = WordsField(label=_("渡さない理由"), widget=forms.Textarea(attrs={"rows": 3}))


class HandedOverForm(forms.Form):
    """When, how and to whom it was handed over."""

    on = DayField(label=_("渡した日"), widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(label=_("渡し方"), choices=list(WAY_LABELS.items()), widget=forms.RadioSelect)
    to_whom = LineField(label=_("受け取った人（学校・役職・氏名）"), max_length=120)
    note = _words(_("そのほか（口頭で伝えたことなど）"), rows=2)

    def clean_on(self) -> Any:
        """Not a day to come."""
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_("これからの日は書けません。"))
        return day
