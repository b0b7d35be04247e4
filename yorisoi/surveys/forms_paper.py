"""A paper sheet, entered by the teacher: the questions of the class's questionnaire as one form, in plain words."""

from __future__ import annotations

from html import unescape
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.questionnaire import CANNOT, SCALE, Item, Questionnaire
from yorisoi.schools.fields import WordsField
from yorisoi.surveys.models import CHOICE
from yorisoi.ui.ruby import read

CANNOT_SAY = _("いまは いえない")
NOTHING = _("（答えなし）")


def plain(text: dict[str, str] | Any) -> str:
    """Return a text of a questionnaire without readings, in the language of the page; as text, not yet as HTML."""
    from django.utils.translation import get_language

    if (get_language() or "ja").startswith("en") and text.get("en"):
        return str(text["en"])
    return unescape(read(text["ja"], "plain"))


class PaperForm(forms.Form):
    """What stands on the sheet. No question has to be answered; a sheet without any answer has to be called blank."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, mode: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questionnaire = questionnaire
        if mode == CHOICE:
            self.fields["nameless"] = forms.ChoiceField(
                label=_("名前"), widget=forms.RadioSelect,
                choices=[("no", _("名前が書いてある")), ("yes", _("名前が書いていない"))],
            )  # fmt: skip
        for number, item in enumerate(questionnaire.items, 1):
            self.fields[f"q_{item.code}"] = _field(item, f"{number}. {plain(item.ask)}")
        self.fields["blank"] = forms.BooleanField(label=_("白紙で出された（何も書かれていない）"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nothing was entered, unless the sheet itself is blank: it would count as answered."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(self.answers.values()) and not cleaned.get("blank"):
            self.add_error("blank", _("答えが一つも入っていません。白紙で出されたときは、ここに印をつけてください。"))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as `receive` takes them."""
        return {item.code: self.cleaned_data.get(f"q_{item.code}") or "" for item in self.questionnaire.items}

    @property
    def nameless(self) -> bool | None:
        """What the sheet says about the name, where the round leaves it to the child."""
        said = self.cleaned_data.get("nameless")
        return None if said is None else said == "yes"


def _field(item: Item, label: str) -> forms.Field:
    if item.kind == "text":
        return WordsField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    if item.kind == "scale":
        numbers = [(str(n), str(n)) for n in SCALE]
        return forms.ChoiceField(
            label=label, required=False, choices=[("", NOTHING), *numbers, (CANNOT, CANNOT_SAY)]
        )  # fmt: skip
    choices = [*((option.code, plain(option.text)) for option in item.options), (CANNOT, CANNOT_SAY)]
    if item.several:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "columns"})
        return SeveralField(label=label, required=False, choices=choices, widget=widget)
    radios = forms.RadioSelect(attrs={"class": "columns"})
    return forms.ChoiceField(label=label, required=False, choices=[("", NOTHING), *choices], widget=radios, initial="")


class SeveralField(forms.MultipleChoiceField):
    """Any of these, or that it cannot be said: not both."""

    def clean(self, value: Any) -> Any:
        """Return the codes, or `cannot_say` alone."""
        found = super().clean(value)
        if CANNOT in found and len(found) > 1:
            raise forms.ValidationError(_("「いまは いえない」と、ほかの答えは、いっしょに選べません。"))
        return CANNOT if CANNOT in found else found
