"""What is typed for a line of the record: made from `entries.KINDS`, shape only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entries import Kind
from yorisoi.cases.models import Entry, Involvement
from yorisoi.cases.records import Line
from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.edition import Edition
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import ROLE_LABELS, Role
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.fields import LineField
from yorisoi.schools.models import Staff
from yorisoi.ui.drawn import drawn_once

ONLY_WITH = {"from_whom": "around", "not_visited": "phone"}  # field → the choice it belongs to (cases.css shows it)

PROMISE = "promise"


class LineForm(forms.Form):
    """One line. `people` are the children of the case, `staff` who may have sat beside."""

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        people: Sequence[Involvement],
        staff: Sequence[tuple[int, str]],
        edition: Edition,
        **options: Any,
    ) -> None:
        start = {"occurred_at": clock.now().astimezone(TOKYO), "token": secrets.token_hex(16)}
        options["initial"] = {**start, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.kind, self.people = kind, people
        fitting = [p for p in people if kind.pupil in {"any", "optional", p.role}]
        self.roles: dict[int, set[str]] = {}
        for row in fitting:
            self.roles.setdefault(row.pupil_id, set()).add(row.role)
        self.children = {p.pupil_id: p.pupil for p in fitting}
        self.lacks_child = kind.pupil in {"victim", "perpetrator", "any"} and not self.children
        if kind.pupil:
            self._add_child(fitting)
        if kind.codes:
            self.fields["code"] = forms.ChoiceField(
                label=str(kind.code_label), choices=kind.codes, widget=forms.RadioSelect(attrs={"class": "columns"})
            )
        if kind.flags:
            self.fields["flag"] = forms.ChoiceField(
                label=str(kind.flag_label), choices=kind.flags, widget=forms.RadioSelect(attrs={"class": "columns"})
            )
        for one in kind.fields:
            if one.name == PROMISE:  # set apart: what, who, by when (`forms_hearing.PromiseRows`)
                continue
            widget = forms.Textarea(attrs={"rows": 4}) if one.long else forms.TextInput()
            self.fields[f"body_{one.name}"] = LineField(
                label=str(one.label), help_text=str(one.help), required=one.required, widget=widget
            )
        if kind.name == "act":
            self.fields["forms"] = forms.MultipleChoiceField(
                label=_("態様"),
                required=False,
                choices=[(f.code, f.label) for f in edition.forms],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["occurred_at"] = moment_field(
            _("いつのことか"), help_text=_("あとから書くときは、そのときの日時に直します。書いた日時も残ります。")
        )
        if kind.second:
            self.fields["second"] = forms.ChoiceField(
                label=_("いっしょにいた教職員"),
                help_text=_("二人で聞きます。"),
                required=False,
                choices=[("", "—"), *((str(pk), said) for pk, said in staff)],
            )
        self.fields["token"] = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())

    def _add_child(self, fitting: Sequence[Involvement]) -> None:
        optional = self.kind.pupil == "optional"
        roles: dict[int, list[str]] = {}
        for row in fitting:
            roles.setdefault(row.pupil_id, []).append(str(ROLE_LABELS[row.role]))
        choices = [(str(pk), beside(child.name, *roles[pk])) for pk, child in self.children.items()]
        if optional:
            nobody = _("この中にはいない（下に書く）") if self.kind.name == "hearing" else _("特定の子どもではない")
            choices = [("", str(nobody)), *choices]
        elif len(choices) == 1:
            self.initial.setdefault("pupil", choices[0][0])
        self.fields["pupil"] = forms.ChoiceField(
            label=_("どの子について"),
            choices=choices,
            required=not optional,
            widget=forms.RadioSelect(attrs={"class": "columns"}),
        )

    def clean_occurred_at(self) -> datetime:
        """What is recorded has happened."""
        at: datetime = self.cleaned_data["occurred_at"]
        if at > clock.now() + timedelta(minutes=1):
            raise forms.ValidationError(_("まだ来ていない日時は記録できません。"))
        return at

    def clean(self) -> dict[str, Any]:
        """A hearing names whom was heard, in their role; a phone call says why nobody visited."""
        said: dict[str, Any] = super().clean() or {}
        if self.kind.name == "hearing" and "pupil" not in self.errors:
            self._check_heard(said)
        if said.get("code") == "phone" and "body_not_visited" in said and not said["body_not_visited"]:
            self.add_error("body_not_visited", _("電話にしたときは、訪問できない理由を書いてください。"))
        if said.get("flag") == "without" and "body_no_consent" in said and not said["body_no_consent"]:
            self.add_error("body_no_consent", _("同意を得ないで連絡した理由を書いてください。"))
        return said

    def _check_heard(self, said: dict[str, Any]) -> None:
        side, pupil = said.get("code", ""), said.get("pupil")
        if side in {Role.VICTIM, Role.PERPETRATOR}:
            if not pupil or side not in self.roles[int(pupil)]:
                words = _("%(role)sの子どもを選んでください。いないときは、先に「子どもを加える」で加えます。")
                self.add_error("pupil", words % {"role": ROLE_LABELS[side]})
        elif side and not pupil and not said.get("body_from_whom"):
            self.add_error("body_from_whom", _("だれから聞いたかを書いてください（上で選んでもかまいません）。"))

    def _words(self) -> dict[str, str]:
        """Return the words as typed, without those of fields that the choice made needless."""
        said = self.cleaned_data
        needless = {name for name, code in ONLY_WITH.items() if said.get("code") != code}
        return {f.name: said[f"body_{f.name}"] for f in self.kind.fields if f.name not in {*needless, PROMISE}}

    def line(self, staff: dict[int, Staff], corrects: Entry | None = None) -> Line:
        """Return the line as the action takes it."""
        said = self.cleaned_data
        return Line(
            kind=self.kind.name,
            occurred_at=said["occurred_at"],
            body=self._words(),
            code=said.get("code", ""),
            flag=said.get("flag", ""),
            pupil=self.children.get(int(said["pupil"])) if said.get("pupil") else None,
            second=staff.get(int(said["second"])) if said.get("second") else None,
            corrects=corrects,
            forms=tuple(said.get("forms") or ()),
            token=said.get("token", ""),
        )


class InvolveForm(forms.Form):
    """A child's role in the case."""

    role = forms.ChoiceField(
        label=_("立場"),
        choices=[(r.value, ROLE_LABELS[r]) for r in Role],
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    note = LineField(label=_("覚え書き"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


_NO_ID = "end-no-role_%s"


class EndRoleForm(forms.Form):
    """Why a child's role ends, and whether it was a mistake from the first."""

    reason = LineField(label=_("終える理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    mistaken = forms.BooleanField(label=_("まちがって登録した立場だった"), required=False)

    def render(self, *args: Any, **options: Any) -> SafeString:
        """Draw it; while nothing is typed, all of them differ by their ids alone, and are drawn once."""
        if self.is_bound or args or options or not isinstance(self.auto_id, str):
            return super().render(*args, **options)
        drawn = drawn_once(("end role",), None, super(EndRoleForm, EndRoleForm(auto_id=_NO_ID)).render)
        return mark_safe(drawn.replace(_NO_ID[:-2], self.auto_id[:-2]))  # noqa: S308 - ours, with an id of ours

    __str__ = __html__ = render


class DecideForm(forms.Form):
    """The principal's decision."""

    reason = LineField(label=_("理由"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
