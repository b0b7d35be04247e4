"""Forms of the national survey's answers and of the monthly table: shape only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy import national
from yorisoi.policy.flow import Text
from yorisoi.policy.national import NOBODY, NONE, Line, Table, codes_of, mask_of
from yorisoi.schools.fields import WordsField

Choices = list[tuple[str, Text]]


def _choices(lines: Iterable[Line], none: Text = "") -> Choices:
    rows: Choices = [(one.code, one.label) for one in lines if one.asked]
    return [*rows, (NONE, none)] if none else rows


class _Tokened(forms.Form):
    token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"token": secrets.token_hex(16), **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def clean_token(self) -> str:
        """A browser that sends none is given one."""
        return str(self.cleaned_data.get("token") or secrets.token_hex(16))


def _one(label: Text, choices: Choices, help_text: Text = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=cast(str, label), choices=choices, required=False, widget=forms.RadioSelect, help_text=str(help_text)
    )


def _several(label: Text, choices: Choices, help_text: Text = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=cast(str, label),
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=str(help_text),
    )


def _alone(form: forms.Form, name: str, code: str) -> None:
    """Refuse what can only be said alone, beside anything else."""
    said = form.cleaned_data.get(name) or []
    if code in said and len(said) > 1:
        form.add_error(
            name, _("「%(alone)s」と、ほかの答えは、いっしょに選べません。") % {"alone": _word(form, name, code)}
        )


def _word(form: forms.Form, name: str, code: str) -> str:
    return str(dict(form.fields[name].choices)[code])  # type: ignore[attr-defined]


class ChildForm(_Tokened):
    """What the survey asks about one child who suffers. What is left empty is not answered yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        several = gettext_lazy("あてはまるものすべて")
        for table in national.SHEET:
            if table is national.POLICE:
                choices: Choices = [("1", table.line("1").label), (NONE, table.none)]
            else:
                choices = _choices(table.lines, table.none)
            single = table.source in national.ONE_OF
            field = _one(table.title, choices) if single else _several(table.title, choices, several)
            self.fields[table.source] = field

    def clean(self) -> dict[str, Any]:
        """Say nothing and something at once nowhere."""
        said: dict[str, Any] = super().clean() or {}
        _alone(self, "consulted", NOBODY)
        _alone(self, "to_victim", NONE)
        _alone(self, "to_perpetrator", NONE)
        return said

    def answer(self) -> dict[str, int | None]:
        """Return the answer as it is kept."""
        return {table.source: kept(table, self.cleaned_data[table.source]) for table in national.SHEET}

    @staticmethod
    def initial_of(answer: dict[str, int | None]) -> dict[str, Any]:
        """Return what the fields begin with."""
        return {table.source: shown(table, answer.get(table.source)) for table in national.SHEET}


def kept(table: Table, said: Any) -> int | None:
    """Return chosen codes as the number that is kept; None where nothing was chosen."""
    if not said:
        return None
    return int(said) if table.source in national.ONE_OF else mask_of(said)


def shown(table: Table, value: int | None) -> Any:
    """Return the codes that a kept number stands for, as the field has them."""
    if value is None:
        return "" if table.source in national.ONE_OF else []
    if table.source in national.ONE_OF:
        return str(value)
    return list(codes_of(value)) or [NONE]


class SchoolForm(_Tokened):
    """What the school answers once a year."""

    measures = _several(
        national.MEASURES.title, _choices(national.MEASURES.lines), gettext_lazy("この年度に行ったものすべて")
    )
    times = _one(national.TIMES, _choices(national.SURVEYED.lines[:3], gettext_lazy("アンケートはしていない")))
    way = _several(national.WAY, _choices(national.SURVEYED.lines[3:6]), gettext_lazy("あてはまるものすべて"))
    others = _several(national.OTHER_WAYS, _choices(national.SURVEYED.lines[6:]), gettext_lazy("あてはまるものすべて"))

    def clean(self) -> dict[str, Any]:
        """A questionnaire was held in some way."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("times") not in {None, "", NONE} and not said.get("way"):
            self.add_error("way", _("アンケート調査をした年は、その方式を選んでください。"))
        if said.get("times") in {"", NONE} and said.get("way"):
            self.add_error("times", _("方式を選んだときは、回数も選んでください。"))
        return said

    def answer(self) -> dict[str, int | None]:
        """Return the answers as they are kept. Without the number of times, the way is not answered."""
        said = self.cleaned_data
        codes = [code for code in (said["times"], *said["way"], *said["others"]) if code]
        return {
            "measures": mask_of(said["measures"]) if said["measures"] else None,
            "surveyed": mask_of(codes) if said["times"] else None,
        }

    @staticmethod
    def initial_of(measures: int | None, surveyed: int | None) -> dict[str, Any]:
        """Return what the fields begin with."""
        codes = codes_of(surveyed or 0)
        times = next((code for code in codes if code in {"1", "2", "3"}), "" if surveyed is None else NONE)
        return {
            "measures": list(codes_of(measures or 0)),
            "times": times,
            "way": [code for code in codes if code in {"4", "5", "6"}],
            "others": [code for code in codes if int(code) > 6],
        }


class IncidentForm(_Tokened):
    """What the survey asks about one serious incident."""

    harms = _several(
        national.HARM,
        [(one.code.removeprefix("harm"), one.label) for one in national.SERIOUS.lines if one.group is national.HARM],
        gettext_lazy("1号にあたるとき。あてはまるものすべて"),
    )
    before = _one(
        national.BEFORE,
        [
            (one.code.removeprefix("before"), one.label)
            for one in national.SERIOUS.lines
            if one.group is national.BEFORE
        ],
    )

    def answer(self) -> dict[str, int | None]:
        """Return the answer as it is kept."""
        said = self.cleaned_data
        return {
            "harms": mask_of(said["harms"]) if said["harms"] else None,
            "before": int(said["before"]) if said["before"] else None,
        }

    @staticmethod
    def initial_of(harms: int | None, before: int | None) -> dict[str, Any]:
        """Return what the fields begin with."""
        return {"harms": list(codes_of(harms or 0)), "before": str(before or "")}


class SubmitForm(_Tokened):
    """A word with the monthly table."""

    note = WordsField(
        label=gettext_lazy("添える言葉"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("子どもの名前は書きません。"),
    )
