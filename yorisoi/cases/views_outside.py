"""Agencies outside the school: the list that managers keep, and the way to the police at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.cases.entries import KINDS
from yorisoi.cases.forms_hearing import people_field
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_rooms import colleagues
from yorisoi.cases.models_measures import Agency
from yorisoi.cases.outside import Contact, add_agency, agencies_of, fear_grave_harm, proposed, retire_agency
from yorisoi.cases.records import view_case
from yorisoi.duties.models import OPEN, Duty
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs

KIND_LABELS = dict(KINDS["agency"].codes)


class AgencyForm(forms.Form):
    """An agency outside."""

    kind = forms.ChoiceField(label=gettext_lazy("種類"), choices=KINDS["agency"].codes)
    name = forms.CharField(label=gettext_lazy("名前"), max_length=80)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=30)
    person = forms.CharField(label=gettext_lazy("担当の係・人"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("時間など"), max_length=200, required=False)


@needs(Can.REPORT_TO_BOARD)
@require_http_methods(["GET", "POST"])
def agencies(request: StaffRequest) -> HttpResponse:
    """The school's list of agencies; what the edition's helplines offer can be taken over by a press."""
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        add_agency(by=request.staff, contact=Contact(**form.cleaned_data))
        messages.success(request, _("関係機関の名簿に入れました。"))
        return redirect("cases:agencies")
    context = {
        "form": form,
        "rows": [(KIND_LABELS[row.kind], row) for row in agencies_of(request.school)],
        "proposed": [(KIND_LABELS[one.kind], one) for one in proposed(request.school)],
    }
    return render(request, "cases/agencies.html", context, status=422 if form.errors else 200)


@needs(Can.REPORT_TO_BOARD)
@require_POST
def retire(request: StaffRequest, row: int) -> HttpResponse:
    """Take an agency off the list."""
    found = get_object_or_404(Agency, pk=row, school=request.school)
    retire_agency(row=found, by=request.staff)
    messages.success(request, _("名簿から外しました。"))
    return redirect("cases:agencies")


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:police")
def police(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Grave harm is feared: the numbers, who calls, what is said; the call is recorded as a contact."""
    case = known_case(request.staff, pk)
    people = {person.pk: person for person in colleagues(case)}
    form: Any = forms.Form(request.POST if request.method == "POST" else None)
    form.fields["caller"] = people_field(_("通報する人"), [(p.pk, p.name) for p in people.values()], required=True)
    form.initial = {"caller": request.staff.pk}
    if request.method == "POST" and form.is_valid():
        fear_grave_harm(case=case, by=request.staff, caller=people[int(form.cleaned_data["caller"])])
        messages.success(request, _("通報する人を決め、校長・教頭・生徒指導主任に知らせました。"))
        return redirect("cases:police", pk=pk)
    view_case(case=case, by=request.staff)
    context = {
        "case": case,
        "form": form,
        "numbers": [row for row in agencies_of(case.school) if row.kind == "police"],
        "owed": list(Duty.objects.filter(OPEN, case=case, name="call_police").select_related("staff")),
        "may_record": request.staff.can(Can.RESPOND),
    }
    return render(request, "cases/police.html", context, status=422 if form.errors else 200)
