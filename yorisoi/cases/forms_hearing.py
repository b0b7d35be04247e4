"""What is typed about hearings: the plan of the day, statements and promises row by row, marks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entries import SIDES
from yorisoi.cases.models import Involvement
from yorisoi.cases.promises import Promised
from yorisoi.cases.statements import MARK_LABELS, Told
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import LONGEST, DayField, LineField, WordsField
from yorisoi.schools.models import Staff

MOST = 40  # rows of one form
People = Sequence[tuple[int, str]]


def _words(label: Any, help_text: Any = "", *, rows: int = 2, required: bool = False, most: int = LONGEST) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return LineField(label=label, help_text=help_text, required=required, max_length=most, widget=widget)


def _short(label: Any, most: int = 100, help_text: Any = "") -> forms.CharField:
    return LineField(label=label, required=False, max_length=most, help_text=help_text, widget=forms.TextInput())


def _day(label: Any, *, required: bool = False) -> DayField:
    return DayField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def people_field(label: Any, people: People, *, required: bool, help_text: Any = "") -> forms.ChoiceField:
    """Return a list of the school's people to choose one from."""
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=help_text,
        choices=[("", "—"), *((str(pk), said) for pk, said in people)],
    )


def token_field() -> forms.CharField:
    """Return the hidden word by which a double press makes one row."""
    return forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())


class PlanForm(forms.Form):
    """One hearing of the day."""

    def __init__(self, *args: Any, people: People, children: Sequence[Involvement], **options: Any) -> None:
        options["initial"] = {"token": secrets.token_hex(16), "minutes": "30", **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.roles: dict[int, set[str]] = {}
        self.children = {row.pupil_id: row.pupil for row in children}
        for row in children:
            self.roles.setdefault(row.pupil_id, set()).add(row.role)
        said = [
            (str(pk), beside(child.name, *(ROLE_LABELS[r] for r in sorted(self.roles[pk]))))
            for pk, child in self.children.items()
        ]
        self.fields["side"] = forms.ChoiceField(
            label=_("立場"), choices=SIDES, widget=forms.RadioSelect(attrs={"class": "columns"})
        )
        self.fields["pupil"] = forms.ChoiceField(
            label=_("聞く相手"), required=False, choices=[("", _("（周りの子どもたち）")), *said]
        )
        self.fields["whom"] = _short(
            _("周りのだれか"), 200, _("この中にいない子どもを聞くとき。名簿の組と名前、または「学級の三人」など。")
        )
        self.fields["room"] = forms.CharField(
            label=_("部屋"), max_length=40, widget=forms.TextInput(attrs={"list": "rooms", "autocomplete": "off"})
        )
        self.fields["starts_at"] = moment_field(
            _("始まり"), help_text=_("した側が何人かいるときは、同じ時刻に別の部屋で始めます。")
        )
        self.fields["minutes"] = forms.ChoiceField(
            label=_("長さ"), choices=[(str(n), _("%(n)d分") % {"n": n}) for n in (15, 20, 30, 45, 60)]
        )
        self.fields["main"] = people_field(_("聞く人"), people, required=True)
        self.fields["second"] = people_field(
            _("もう一人（書く人）"), people, required=False, help_text=_("二人で聞きます。")
        )
        self.fields["token"] = token_field()

    def clean(self) -> dict[str, Any]:
        """Two different people; a child in a role that it has."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("main") and said.get("main") == said.get("second"):
            self.add_error("second", _("聞く人とは別の人を選んでください。"))
        side, pupil = said.get("side", ""), said.get("pupil")
        if side in {"victim", "perpetrator"} and "pupil" not in self.errors:
            if not pupil or side not in self.roles.get(int(pupil), set()):
                words = _("%(role)sの子どもを選んでください。いないときは、先に「子どもを加える」で加えます。")
                self.add_error("pupil", words % {"role": ROLE_LABELS[side]})
        elif side and not pupil and not said.get("whom"):
            self.add_error("whom", _("だれから聞くかを書いてください（上で選んでもかまいません）。"))
        return said


class ReasonForm(forms.Form):
    """Why. empty: what is said where nothing was written."""

    reason = WordsField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, empty: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if empty:
            self.fields["reason"].error_messages["required"] = empty


class Rows(forms.Form):
    """Rows of fields, as many as were typed and some more. A row without its first words is no row."""

    prefix_of_row = ""
    least = 1
    key_fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, typed: Mapping[str, Any] | None = None, more: int = 0) -> None:
        source = data if data is not None else (typed or {})
        find = re.compile(rf"{self.prefix_of_row}_(\d{{1,2}})_\w+$")
        last = max((int(hit[1]) for name in source if (hit := find.match(name)) and source[name]), default=-1)
        self.count = min(max(self.least, last + 1 + (0 if data is not None else more)), MOST)
        super().__init__(data, initial={k: v for k, v in (typed or {}).items() if find.match(k)})
        for n in range(self.count):
            for name, field in self.row_fields().items():
                self.fields[f"{self.prefix_of_row}_{n}_{name}"] = field

    def row_fields(self) -> dict[str, forms.Field]:
        """Return fresh fields of one row."""
        raise NotImplementedError

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields row by row, for the page."""
        return [[self[f"{self.prefix_of_row}_{n}_{name}"] for name in self.row_fields()] for n in range(self.count)]

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the rows in which something was written."""
        out = []
        for n in range(self.count):
            said = {name: self.cleaned_data.get(f"{self.prefix_of_row}_{n}_{name}") for name in self.row_fields()}
            if any(said[name] for name in self.key_fields):
                out.append((n, said))
        return out


class StatementRows(Rows):
    """Statements: one thing said in each row."""

    prefix_of_row = "st"
    key_fields = ("words", "did", "place")

    def row_fields(self) -> dict[str, forms.Field]:
        """When and where what it speaks of was, who did what, the words."""
        hour = forms.TimeField(
            label=_("時刻"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        )
        return {
            "words": _words(_("言ったとおりのことば")),
            "did": _short(_("だれが・何をしたか"), 300),
            "on": _day(_("その出来事の日")),
            "hour": hour,
            "place": _short(_("場所")),
        }

    def clean(self) -> dict[str, Any]:
        """What somebody speaks of has been."""
        said: dict[str, Any] = super().clean() or {}
        for n in range(self.count):
            on = said.get(f"st_{n}_on")
            if on and on > today():
                self.add_error(f"st_{n}_on", _("まだ来ていない日です。その出来事の日を確かめてください。"))
        return said

    def told(self) -> tuple[Told, ...]:
        """Return the statements as the action takes them."""
        return tuple(Told(s["words"], s["did"], s["place"], s["on"], s["hour"]) for _n, s in self.filled())


class PromiseRows(Rows):
    """Promises: each with who keeps it and by when."""

    prefix_of_row = "pr"
    key_fields = ("what",)

    def __init__(self, data: Any = None, *, people: People, **options: Any) -> None:
        self.people = people
        super().__init__(data, **options)

    def row_fields(self) -> dict[str, forms.Field]:
        """What, who, by when."""
        return {
            "what": _short(_("約束したこと"), 300),
            "who": people_field(_("だれが"), self.people, required=False),
            "by": _day(_("いつまでに")),
        }

    def clean(self) -> dict[str, Any]:
        """Who promises says who and by when, from today on."""
        said: dict[str, Any] = super().clean() or {}
        for n, row in self.filled():
            if not row["who"] and f"pr_{n}_who" not in self.errors:
                self.add_error(f"pr_{n}_who", _("約束を果たす人を選んでください。"))
            if f"pr_{n}_by" in self.errors:
                continue
            if not row["by"]:
                self.add_error(f"pr_{n}_by", _("いつまでに果たすかを入れてください。"))
            elif row["by"] < today():
                self.add_error(f"pr_{n}_by", _("今日からあとの日を入れてください。"))
        return said

    def promised(self, staff: Mapping[int, Staff]) -> tuple[Promised, ...]:
        """Return the promises as the action takes them."""
        return tuple(Promised(s["what"], staff[int(s["who"])], s["by"]) for _n, s in self.filled())


class MarkForm(forms.Form):
    """What people see when they hold statements against each other."""

    def __init__(self, *args: Any, people: People, **options: Any) -> None:
        options["initial"] = {"token": secrets.token_hex(16), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.fields["kind"] = forms.ChoiceField(
            label=_("選んだことばは"),
            choices=tuple(MARK_LABELS.items()),
            widget=forms.RadioSelect(attrs={"class": "columns"}),
        )
        self.fields["why"] = _words(
            _("どこが、なぜ"), _("決めつけずに、見えることを書きます。"), required=True, most=2000
        )
        self.fields["asker"] = people_field(_("もう一度聞く人"), people, required=False)
        self.fields["token"] = token_field()


class KeptForm(forms.Form):
    """How a promise was kept."""

    words = _words(_("したこと"), rows=3, required=True)
    reply = _words(_("相手のことば・反応"))


def chosen_ids(values: Sequence[str]) -> list[UUID]:
    """Return the ids that were ticked; what is no id is left out."""
    out = []
    for value in values:
        try:
            out.append(UUID(value))
        except ValueError:
            continue
    return out


def on_the_half_hour(now: datetime) -> datetime:
    """Return the next half hour."""
    minute = 30 if now.minute < 30 else 60
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=minute)
