"""The plan in rows, and what came of each measure."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yorisoi.cases.forms_hearing import KeptForm, People, people_field, token_field
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_rooms import colleagues
from yorisoi.cases.measures import (
    EVALUATED,
    Looked,
    NoLongerOpen,
    Step,
    do_measure,
    look_at_line,
    look_at_measure,
    plan_measure,
    require_planner,
)
from yorisoi.cases.models import Case, Entry, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import people_of
from yorisoi.cases.present_measures import EFFECT_LABELS, ONWARD_LABELS, rows_of
from yorisoi.cases.queries import involved, lines_in
from yorisoi.cases.records import view_case
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import ROLE_LABELS, Can
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField, LineField
from yorisoi.schools.guards import StaffRequest, needs


def _day(label: Any, *, required: bool = True) -> DayField:
    return DayField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class MeasureForm(forms.Form):
    """One row of the plan."""

    problem = LineField(
        label=gettext_lazy("何に困っているか"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = LineField(
        label=gettext_lazy("手立て"),
        help_text=gettext_lazy("だれが見ても、行ったかどうか分かるように。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: People, children: Sequence[Involvement], **options: Any) -> None:
        week = {"do_by": today() + timedelta(days=7), "look_on": today() + timedelta(days=21)}
        options["initial"] = {"token": secrets.token_hex(16), **week, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.children = {row.pupil_id: row.pupil for row in children}
        said = [(str(row.pupil_id), beside(row.pupil.name, ROLE_LABELS[row.role])) for row in children]
        self.fields["pupil"] = forms.ChoiceField(
            label=_("どの子について"), required=False, choices=[("", _("学級・学校全体")), *dict(said).items()]
        )
        self.fields["staff"] = people_field(_("だれが"), people, required=True)
        self.fields["do_by"] = _day(_("いつまでに"))
        self.fields["look_on"] = _day(_("効果を見る日"))
        self.fields["token"] = token_field()

    def clean(self) -> dict[str, Any]:
        """From today on; looked at after it was done."""
        said: dict[str, Any] = super().clean() or {}
        do_by, look_on = said.get("do_by"), said.get("look_on")
        if do_by and do_by < today():
            self.add_error("do_by", _("今日からあとの日を入れてください。"))
        if do_by and look_on and look_on < do_by:
            self.add_error("look_on", _("行う日よりあとの日を入れてください。"))
        return said


class EffectForm(forms.Form):
    """What came of it, and whether it goes on."""

    effect = forms.ChoiceField(
        label=gettext_lazy("効果"),
        choices=tuple(EFFECT_LABELS.items()),
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    seen = LineField(label=gettext_lazy("見えたこと"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    answer = LineField(
        label=gettext_lazy("本人・保護者のことば"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    onward = forms.ChoiceField(
        label=gettext_lazy("これから"),
        choices=tuple(ONWARD_LABELS.items()),
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    look_on = _day(gettext_lazy("続けるとき、次に効果を見る日"), required=False)

    def clean(self) -> dict[str, Any]:
        """What goes on is looked at again, on a day to come."""
        said: dict[str, Any] = super().clean() or {}
        again: date | None = said.get("look_on")
        if "look_on" in self.fields and said.get("onward") == "go_on" and "look_on" not in self.errors:
            if again is None:
                self.add_error("look_on", _("続けるときは、次に効果を見る日を入れてください。"))
            elif again < today():
                self.add_error("look_on", _("今日からあとの日を入れてください。"))
        return said


@needs(Can.READ_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:measures")
def measures(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The plan: problem, measure, who, by when, looked at when – and what came of it."""
    case = known_case(request.staff, pk)
    people = {person.pk: person for person in colleagues(case)}
    form = None
    if request.method == "POST":
        require_planner(case, request.staff)
    if request.staff.can(Can.RESPOND):
        form = MeasureForm(
            request.POST if request.method == "POST" else None,
            people=[(p.pk, p.name) for p in people.values()],
            children=involved(case),
            initial={"staff": request.staff.pk},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        pupil = form.children.get(int(said.pop("pupil") or 0))
        staff = people[int(said.pop("staff"))]
        try:
            plan_measure(case=case, by=request.staff, step=Step(pupil=pupil, staff=staff, **said))
        except NoLongerOpen:
            form.add_error(None, _("この事案は終わっています。手立ては計画できません。"))
        else:
            messages.success(request, _("手立てを計画に入れました。"))
            return redirect("cases:measures", pk=pk)
    view_case(case=case, by=request.staff)
    letters = people_of(case, request.staff)[1]
    context = {
        "case": case,
        "rows": rows_of(case, letters),
        "form": form,
        "printed_at": clock.now(),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/measures.html", context, status=422 if form is not None and form.errors else 200)


def _duty(case: Case, pk: UUID, name: str) -> Duty:
    duty = get_object_or_404(Duty.objects.select_related("pupil"), pk=pk, case=case, name=name)
    duty.case = case
    return duty


@needs(Can.RESPOND)
@require_http_methods(["GET", "POST"])
@answers("cases:measures")
def measure_done(request: StaffRequest, pk: UUID, duty: UUID) -> HttpResponse:
    """Write that a measure was carried out."""
    case = known_case(request.staff, pk)
    row = _duty(case, duty, "do_measure")
    form = KeptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            do_measure(case=case, duty=row, by=request.staff, words=said["words"], answer=said["reply"])
        except NoLongerOpen:
            messages.warning(request, _("この手立ては、もう記録されています。"))
        else:
            messages.success(request, _("手立てを行ったことを記録しました。"))
        return redirect("cases:measures", pk=pk)
    return _one(request, case, form, row, _("行ったことを書く"))


@needs(Can.RESPOND)
@require_http_methods(["GET", "POST"])
@answers("cases:measures")
def measure_effect(request: StaffRequest, pk: UUID, duty: UUID) -> HttpResponse:
    """Write what came of a measure, and whether it goes on."""
    case = known_case(request.staff, pk)
    row = _duty(case, duty, "evaluate_measure")
    form = EffectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            look_at_measure(case=case, duty=row, by=request.staff, looked=Looked(**form.cleaned_data))
        except NoLongerOpen:
            messages.warning(request, _("この手立ての効果は、もう記録されています。"))
        else:
            messages.success(request, _("効果を記録しました。"))
            if form.cleaned_data["onward"] == "change":
                messages.info(request, _("変えた手立てを、下に入れてください。"))
        return redirect("cases:measures", pk=pk)
    return _one(request, case, form, row, _("効果を書く"))


def _one(request: StaffRequest, case: Case, form: forms.Form, row: Duty, verb: str) -> HttpResponse:
    view_case(case=case, by=request.staff)
    letters = Letters([row.pupil] if row.pupil else [])
    context = {
        "case": case,
        "form": form,
        "verb": verb,
        "duty": row,
        "words": letters.veil(row.text("words")),
        "child": letters.name(row.pupil) if row.pupil else "",
    }
    return render(request, "cases/measure_one.html", context, status=422 if form.errors else 200)


@needs(Can.RESPOND)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def line_effect(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Write what came of a line of care or guidance."""
    case = known_case(request.staff, pk)
    row = get_object_or_404(lines_in(case).select_related("case__key", "pupil"), pk=entry, kind__in=EVALUATED)
    form = EffectForm(request.POST if request.method == "POST" else None)
    del form.fields["look_on"]
    if request.method == "POST" and form.is_valid():
        look_at_line(case=case, entry=row, by=request.staff, looked=Looked(**form.cleaned_data))
        messages.success(request, _("効果を記録しました。"))
        return redirect("cases:show", pk=pk)
    view_case(case=case, by=request.staff)
    letters = people_of(case, request.staff)[1]
    context = {
        "case": case,
        "form": form,
        "verb": _("効果を書く"),
        "words": letters.veil(row.data("body").get("words", "")),
        "child": letters.name(row.pupil) if isinstance(row, Entry) and row.pupil else "",
    }
    return render(request, "cases/measure_one.html", context, status=422 if form.errors else 200)
