"""What is typed when a body decides: only the fields that the chosen move wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.entries import SIDES
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.edition import Edition
from yorisoi.policy.flow import Move
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.fields import DayField, LineField
from yorisoi.schools.models import Pupil

# What the policy wants for a move → the fields in which it is said.
NEED_FIELDS: dict[str, tuple[str, ...]] = {
    "relation_considered": ("relation",),
    "act_considered": ("act",),
    "distress_considered": ("distress", "play_or_quarrel", "child_words", "circumstances"),
    "elements_found": ("relation", "act", "distress", "circumstances"),
    "not_found": ("distress",),
    "no_distress": ("distress",),
    "case_chosen": ("case",),
    "care_decided": ("care", "counsellor"),
    "goals": ("short_goal", "long_goal"),
    "period_justified": ("period_months", "short_period_reason"),
    "reason": ("reason",),
    "hearings_split": ("hearings",),
    "watchers": ("watchers",),
    "review_date": ("review_date",),
    "follow_up_date": ("follow_up_date",),
    "next_date": ("next_at", "next_work"),
}
MORE: dict[str, tuple[str, ...]] = {
    "open_case": ("roles", "opinion", "minority"),
    "recognise": ("against", "minority"),
    "watch": ("against", "minority"),
    "end_watch": ("minority",),
    "judge_resolved": ("against", "minority"),
    "set_aside": ("against", "minority"),
}
DETERMINE = ("child_words", "relation", "act", "distress", "circumstances", "play_or_quarrel", "against")
DECIDE = (
    *("case", "roles", "opinion", "care", "counsellor", "short_goal", "long_goal"),
    *("period_months", "short_period_reason", "reason", "minority"),
)
WHO_WHEN = ("hearings", "watchers", "review_date", "follow_up_date", "next_at", "next_work", "late_reason")
EVIDENCE_FOR, EVIDENCE_SIDES = ("relation", "act", "distress"), ("for", "against")
DISTRESS = (
    ("felt", _("感じている")),
    ("not_felt", _("感じていない")),
    ("cannot_say", _("言えない・気づいていない")),
)
OPINIONS = (("suspected", _("いじめの疑いがある")), ("unclear", _("まだ判断できない")))


@dataclass(frozen=True)
class Around:
    """What the fields choose from, prepared by the room."""

    edition: Edition
    staff: Sequence[tuple[int, str]] = ()
    pupils: Sequence[Pupil] = ()
    named: Sequence[tuple[Pupil, str]] = ()
    cases: Sequence[tuple[str, str]] = ()
    plans: Sequence[dict[str, Any]] = ()
    evidence: Sequence[tuple[str, str]] = ()  # the records on which a determination may rest
    initial: dict[str, Any] = field(default_factory=dict)
    late: bool = False


def wanted(arrow: Move) -> set[str]:
    """Return the names of the fields that this move wants."""
    names = {name for need in arrow.needs for name in NEED_FIELDS.get(need.name, ())}
    return names | set(MORE.get(arrow.name, ())) | {"reason"}


def _words(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return LineField(label=label, help_text=help_text, required=False, widget=widget)


def _day(label: Any, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, required=False, widget=widget)


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def _element(label: Any, help_text: Any, yes: Any, no: Any) -> forms.ChoiceField:
    choices = (("yes", yes), ("no", no), ("unknown", _("まだ分からない")))
    return forms.ChoiceField(
        label=label, help_text=help_text, required=False, choices=choices, widget=forms.RadioSelect
    )


FIELDS: dict[str, Callable[[], forms.Field]] = {
    "child_words": lambda: _words(_("本人のことば"), _("「 」で、言ったとおりに。大人の受けとめとは分けます。")),
    "relation": lambda: _element(
        _("一定の人的関係"), _("同じ学校・学級・塾・スポーツクラブなど。"), _("ある"), _("ない")
    ),
    "act": lambda: _element(
        _("心理的・物理的な影響を与える行為"),
        _("インターネットを通じたものも含みます。回数や意図は問いません。"),
        _("あった"),
        _("なかった"),
    ),
    "distress": lambda: forms.ChoiceField(
        label=_("心身の苦痛"), required=False, choices=DISTRESS, widget=forms.RadioSelect
    ),
    "circumstances": lambda: _words(
        _("周りの様子"), _("表情、欠席、持ち物、友だちや保護者の話など。本人が言えないときは、必ず書きます。"), rows=2
    ),
    "play_or_quarrel": lambda: _tick(
        _("けんか・ふざけ合いに見える"),
        _("見えないところで被害が起きていることがあります。背景を調べて、下の「周りの様子」に書きます。"),
    ),
    "against": lambda: _words(_("合わない見方・材料"), _("別の説明ができる事実、食い違う話。"), rows=2),
    "reason": lambda: _words(_("判断の理由")),
    "minority": lambda: _words(_("少数意見"), _("ちがう意見があれば、残します。"), rows=2),
    "opinion": lambda: forms.ChoiceField(
        label=_("小委員会の見立て"), required=False, choices=OPINIONS, widget=forms.RadioSelect
    ),
    "care": lambda: _words(_("被害児童のケアの体制"), _("だれが、いつ、どこで。登下校・休み時間も。")),
    "counsellor": lambda: _tick(_("スクールカウンセラーに要請する")),
    "short_goal": lambda: _words(_("短期目標"), _("まず止める・守ること。"), rows=2),
    "long_goal": lambda: _words(_("長期目標"), _("どうなれば安心して過ごせているか。"), rows=2),
    "period_months": lambda: forms.IntegerField(
        label=_("行為が止んでいることを見守る期間（月）"), required=False, min_value=1, max_value=24
    ),
    "short_period_reason": lambda: _words(_("目安の3か月より短くする理由"), rows=2),
    "watchers": lambda: forms.MultipleChoiceField(
        label=_("見守る人"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "columns scroll"})
    ),
    "review_date": lambda: _day(_("見直しの日")),
    "follow_up_date": lambda: _day(_("経過を報告する日（学年部）")),
    "next_at": lambda: moment_field(_("次回の日時"), required=False),
    "next_work": lambda: _words(_("次回までに進めておくこと"), rows=2),
    "case": lambda: forms.ChoiceField(label=_("つなげる事案"), required=False, widget=forms.RadioSelect),
    "late_reason": lambda: _words(
        _("期限に開けなかった理由"), _("即日に開けなかったことと理由は、校長・教頭に示されます。"), rows=2
    ),
}


class DecisionForm(forms.Form):
    """One decision. It holds shape only; what is missing is the policy's to say."""

    def __init__(self, *args: Any, arrow: Move, around: Around, **options: Any) -> None:
        options.setdefault("initial", {**starting(around), **around.initial})
        super().__init__(*args, **options)
        self.arrow, self.around = arrow, around
        names = wanted(arrow) | ({"late_reason"} if around.late else set())
        for name in (*DETERMINE, *DECIDE, *WHO_WHEN):
            if name not in names:
                continue
            if name == "hearings":
                self._add_hearings()
            elif name == "roles":
                self._add_roles()
            else:
                self.fields[name] = FIELDS[name]()
        self._add_evidence()
        if "watchers" in self.fields:
            self.fields["watchers"].choices = [(str(pk), said) for pk, said in around.staff]  # type: ignore[attr-defined]
        if "case" in self.fields:
            self.fields["case"].choices = around.cases  # type: ignore[attr-defined]
        if "late_reason" in self.fields:
            self.fields["late_reason"].required = True

    # -- on which records each element rests -----------------------------------
    def _add_evidence(self) -> None:
        for element in EVIDENCE_FOR:
            if element in self.fields:
                for side in EVIDENCE_SIDES:
                    self.fields[f"{side}_{element}"] = forms.MultipleChoiceField(
                        required=False, choices=self.around.evidence, widget=forms.CheckboxSelectMultiple
                    )

    def evidence(self) -> tuple[tuple[str, str, str], ...]:
        """Return the records that were ticked: element, side, record."""
        names = [(e, s) for e in EVIDENCE_FOR for s in EVIDENCE_SIDES if f"{s}_{e}" in self.fields]
        return tuple((e, s, ref) for e, s in names for ref in self.value(f"{s}_{e}") or ())

    # -- who hears whom ------------------------------------------------------
    def _add_hearings(self) -> None:
        people = [("", "—"), *((str(pk), said) for pk, said in self.around.staff)]
        children = [("", _("（周りの子どもたち）")), *((str(p.pk), p.name) for p in self.around.pupils)]
        self.rows = max(len(self.around.plans) + 2, 4)
        for n in range(self.rows):
            given = self.around.plans[n] if n < len(self.around.plans) else {}
            self.fields[f"side_{n}"] = forms.ChoiceField(
                label=_("立場"), required=False, choices=[("", "—"), *SIDES], initial=given.get("side", "")
            )
            self.fields[f"pupil_{n}"] = forms.ChoiceField(
                label=_("聞く相手"), required=False, choices=children, initial=given.get("pupil", "")
            )
            self.fields[f"staff_{n}"] = forms.ChoiceField(
                label=_("聞く人"), required=False, choices=people, initial=given.get("staff", "")
            )
            self.fields[f"by_{n}"] = _day(_("いつまで"))
            self.fields[f"by_{n}"].initial = given.get("by")

    def hearing_rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each hearing, row by row."""
        if not hasattr(self, "rows"):
            return []
        return [[self[f"{name}_{n}"] for name in ("side", "pupil", "staff", "by")] for n in range(self.rows)]

    # -- roles ---------------------------------------------------------------
    def _add_roles(self) -> None:
        for pupil, role in self.around.named:
            self.fields[f"role_{pupil.pk}"] = forms.ChoiceField(
                label=pupil.name,
                required=False,
                choices=[("", _("まだ分からない")), *ROLE_LABELS.items()],
                initial=role,
            )

    def role_rows(self) -> list[tuple[Pupil, forms.BoundField]]:
        """Return each named child with the field of the role."""
        return [(p, self[f"role_{p.pk}"]) for p, _role in self.around.named if f"role_{p.pk}" in self.fields]

    def part(self, names: Sequence[str]) -> list[forms.BoundField]:
        """Return the plain fields of one step that this move wants."""
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """A hearing that was begun needs side, person and day."""
        for n in range(getattr(self, "rows", 0)):
            said = {name: self.cleaned_data.get(f"{name}_{n}") for name in ("side", "pupil", "staff", "by")}
            if said["staff"]:
                for name in ("side", "by"):
                    if not said[name] and f"{name}_{n}" not in self.errors:
                        self.add_error(f"{name}_{n}", _("聞き取りの立場と期限を入れてください。"))
        return self.cleaned_data

    # -- what was typed, as the actions take it -------------------------------
    def value(self, name: str) -> Any:
        """Return what a field holds now: as typed and understood, or as it starts."""
        if self.is_bound:
            self.errors  # noqa: B018 - cleans
            return self.cleaned_data.get(name)
        return self.get_initial_for_field(self.fields[name], name) if name in self.fields else None

    def decided(self) -> Decided:
        """Return the decision as typed so far; what is not there, or has no sense, is empty."""
        values: dict[str, Any] = {}
        for one in fields(Decided):
            if one.name in self.fields and (value := self.value(one.name)) not in (None, ""):
                values[one.name] = value
        if "watchers" in values:
            values["watchers"] = tuple(int(pk) for pk in values["watchers"])
        values["hearings"] = self._hearings()
        values["evidence"] = self.evidence()
        return Decided(**values)

    def _hearings(self) -> tuple[HearingPlan, ...]:
        plans = []
        for n in range(getattr(self, "rows", 0)):
            side, pupil, staff, by = (self.value(f"{name}_{n}") for name in ("side", "pupil", "staff", "by"))
            if side and staff and isinstance(by, date):
                plans.append(HearingPlan(side, int(staff), by, int(pupil) if pupil else None))
        return tuple(plans)

    def roles(self) -> dict[int, str]:
        """Return child id → role, for those whose role was said."""
        said = {pupil.pk: self.value(f"role_{pupil.pk}") for pupil, _role in self.around.named}
        return {pk: role for pk, role in said.items() if role}


def starting(around: Around) -> dict[str, Any]:
    """Return what the fields start with: the edition's usual spans, a week to the next date."""
    follow = around.edition.follow_up
    return {
        "follow_up_date": today() + timedelta(days=follow.follow_up_days),
        "review_date": today() + timedelta(days=follow.review_days),
        "next_at": datetime.combine(today() + timedelta(days=7), time(16), TOKYO),
        "period_months": follow.default_months,
    }
