"""What is typed for an act, and for a later word on it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.act_words import KNOWN, PARTS, WHEN
from yorisoi.cases.acts import ActSaid, CheckSaid
from yorisoi.cases.entries import KINDS
from yorisoi.cases.forms_record import LineForm
from yorisoi.cases.models import Entry, Involvement
from yorisoi.cases.records import Line
from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.calendar import TOKYO, day_of
from yorisoi.schools.fields import DayField, LineField
from yorisoi.schools.models import Staff

ORDER = (
    *("body_words", "when", "occurred_at", "part", "until", "body_place", "suffered", "did", "forms"),
    *("known", "source", "body_known", "flag", "token"),
)


def _day(label: Any, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, required=False, widget=widget)


def _columns() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "columns"})


class ActForm(LineForm):
    """One act: when (as exactly as it is known), where, who did what to whom, in which forms, from where it is known.

    sources: value → (words, the entry or report); what an act may be known from in this case.
    """

    def __init__(self, *args: Any, sources: Mapping[str, tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = sources
        del self.fields["pupil"]
        self.fields["when"] = forms.ChoiceField(
            label=_("どこまで分かっていますか"),
            choices=list(WHEN.items()),
            required=False,
            initial="moment",
            widget=forms.RadioSelect(attrs={"class": "columns"}),
        )
        self.fields["occurred_at"].label = _("いつ（はじまり）")
        self.fields["occurred_at"].help_text = _(
            "時刻が分からないときは、日だけ合わせます。あとから書いても構いません。"
        )
        self.fields["part"] = forms.ChoiceField(
            label=_("一日のいつごろ"),
            help_text=_("時刻が分からないときに選びます。"),
            required=False,
            choices=[("", _("分からない")), *((key, words) for key, (words, _hour) in PARTS.items())],
        )
        self.fields["until"] = _day(_("終わり（最後にあった日）"), _("「ある期間」のときに書きます。"))
        named = _named(self.people)
        self.fields["suffered"] = forms.MultipleChoiceField(
            label=_("だれに（された子）"), required=False, choices=named, widget=_columns()
        )
        self.fields["did"] = forms.MultipleChoiceField(
            label=_("だれが（した子）"),
            help_text=_("分からないときは、選ばずに進めます。"),
            required=False,
            choices=named,
            widget=_columns(),
        )
        self.fields["known"] = forms.ChoiceField(
            label=_("どうして分かったか"), required=False, choices=[("", "—"), *KNOWN.items()]
        )
        self.fields["source"] = forms.ChoiceField(
            label=_("もとになる記録"),
            help_text=_("通報や聞き取りを選ぶと、そこへたどれます。"),
            required=False,
            choices=[("", "—"), *((key, words) for key, (words, _row) in sources.items())],
        )
        self.fields["body_known"].label = _("分かったいきさつ（補足）")
        for name in ("suffered", "did"):
            if not named:
                del self.fields[name]
        self.order_fields(ORDER)

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins, and not in days to come; nobody does one act to themselves."""
        said = super().clean()
        both = [pk for pk in said.get("did") or () if pk in (said.get("suffered") or ())]
        if both:
            names = {str(row.pupil_id): row.pupil.name for row in self.people}
            words = _(
                "%(names)sが、一つの行為の「した子」と「された子」の両方に選ばれています。たがいにしたときは、行為を二つに分けて記録します。"
            )
            self.add_error("did", words % {"names": listed(names[pk] for pk in both)})
        at, until = said.get("occurred_at"), said.get("until")
        if said.get("when") == "period" and at and until and not day_of(at) <= until <= day_of(clock.now()):
            self.add_error("until", _("はじまりから今日までの日を入れてください。"))
        return said

    def line(self, staff: dict[int, Staff], corrects: Entry | None = None) -> Line:  # noqa: ARG002
        """Return the line with its act."""
        said = self.cleaned_data
        when = said.get("when") or "moment"
        kind, row = "", None
        if said.get("source"):
            kind, row = said["source"].partition(":")[0], self.sources[said["source"]][1]
        suffered = tuple(map(int, said.get("suffered") or ()))
        pupil = self.children.get(suffered[0]) if len(suffered) == 1 else None
        act = ActSaid(
            when=when,
            part=said.get("part", "") if when != "moment" else "",
            until=said.get("until") if when == "period" else None,
            did=tuple(map(int, said.get("did") or ())),
            suffered=suffered,
            known=said.get("known", ""),
            entry=row if kind == "entry" else None,
            report=row if kind == "report" else None,
        )
        return Line(
            kind="act",
            occurred_at=_placed(said["occurred_at"], act),
            body=self._words(),
            flag=said.get("flag", ""),
            pupil=pupil,
            corrects=corrects,
            forms=tuple(said.get("forms") or ()),
            token=said.get("token", ""),
            act=act,
        )


def _named(people: Sequence[Involvement]) -> list[tuple[str, str]]:
    roles: dict[int, list[str]] = {}
    for row in people:
        roles.setdefault(row.pupil_id, []).append(str(ROLE_LABELS[row.role]))
    names = {row.pupil_id: row.pupil.name for row in people}
    return [(str(pk), beside(names[pk], *held)) for pk, held in roles.items()]


def _placed(at: datetime, act: ActSaid) -> datetime:
    """Put an act of which only the part of the day is known among the others of its day; never into the future."""
    if act.when == "moment" or act.part not in PARTS:
        return at
    return min(datetime.combine(day_of(at), PARTS[act.part][1], TOKYO), clock.now())


def start_of(entry: Entry) -> dict[str, Any]:
    """Return what the form of a correction starts with: the act as it stands."""
    act = getattr(entry, "act", None)
    if act is None:
        return {"suffered": [str(entry.pupil_id)] if entry.pupil_id else []}
    source = f"entry:{act.source_entry_id}" if act.source_entry_id else ""
    people = list(act.people.all())
    return {
        "when": act.when,
        "part": act.part,
        "until": act.until,
        "forms": act.forms,
        "known": act.known,
        "source": source or (f"report:{act.source_report_id}" if act.source_report_id else ""),
        "did": [str(one.pupil_id) for one in people if one.side == "did"],
        "suffered": [str(one.pupil_id) for one in people if one.side == "suffered"],
    }


class CheckForm(forms.Form):
    """A later word on an act."""

    flag = forms.ChoiceField(
        label=_("いま、止んでいますか"),
        choices=KINDS["act_check"].flags,
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    seen_at = moment_field(_("確かめた日時"))
    last_on = _day(_("最後にあった日"), _("分かれば書きます。続いていた行為では、書かないと確かめた日まで数えます。"))
    words = LineField(
        label=_("どうやって確かめたか"),
        help_text=_("だれが見て、だれに聞いて。"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        start = {"seen_at": clock.now().astimezone(TOKYO), "token": secrets.token_hex(16)}
        options["initial"] = {**start, **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def clean_seen_at(self) -> datetime:
        """What was seen has happened."""
        at: datetime = self.cleaned_data["seen_at"]
        if at > clock.now() + timedelta(minutes=1):
            raise forms.ValidationError(_("まだ来ていない日時は記録できません。"))
        return at

    def clean(self) -> dict[str, Any]:
        """The last day lies not after the day on which it was seen."""
        said: dict[str, Any] = super().clean() or {}
        at, last = said.get("seen_at"), said.get("last_on")
        if isinstance(last, date) and at and last > day_of(at):
            self.add_error("last_on", _("確かめた日より前の日を入れてください。"))
        return said

    def said(self, corrects: Entry | None = None) -> CheckSaid:
        """Return the word as the action takes it."""
        typed = self.cleaned_data
        return CheckSaid(
            typed["flag"], typed["seen_at"], typed["words"], typed.get("last_on"), typed.get("token", ""), corrects
        )


__all__ = ["ActForm", "CheckForm", "start_of"]
