"""Where the survey's questions are answered: for a child in a case, for the school's year, for a serious incident."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yorisoi.cases.guards import known_case
from yorisoi.cases.models import Case, Involvement
from yorisoi.figures.answering import answer_for_child, answer_for_incident, answer_for_school
from yorisoi.figures.forms import ChildForm, IncidentForm, SchoolForm
from yorisoi.figures.models import NationalAnswer
from yorisoi.figures.queries import (
    answer_of,
    answers_before,
    incident_answer,
    school_answer,
    suggested,
    suggested_before,
    suggested_for_school,
    victims_of,
)
from yorisoi.incidents.queries import known_incident
from yorisoi.journal.actions import journal
from yorisoi.policy import national
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import class_labels

EITHER = require_http_methods(["GET", "HEAD", "POST"])


def _values(answer: NationalAnswer) -> dict[str, int | None]:
    return {table.source: getattr(answer, table.source) for table in national.SHEET}


@needs(Can.RESPOND)
@EITHER
def child(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One child in a case: what the survey asks. The record's own answers are marked beforehand."""
    case = known_case(request.staff, pk)
    children = list(victims_of(case)) if case.recognised_at and not case.merged_into_id else []
    wanted = request.GET.get("child", "")
    chosen = next((one for one in children if not wanted or str(one.pk) == wanted), None)
    if chosen is None and wanted:
        raise Http404
    if chosen is None:
        return render(request, "figures/child.html", {"case": case, "children": []})
    if request.method != "POST":
        journal(by=request.staff, school_id=request.school.pk, event="view.survey_answer", about=case)
        return _child_page(request, case, children, chosen, None)
    form = ChildForm(request.POST)
    if not form.is_valid():
        return _child_page(request, case, children, chosen, form, 422)
    try:
        row = answer_for_child(
            case=case, involvement=chosen, by=request.staff, said=form.answer(), token=form.cleaned_data["token"]
        )
    except PermissionError as refused:
        raise PermissionDenied from refused
    left = sum(1 for value in _values(row).values() if value is None)
    messages.success(
        request,
        _("記録しました。まだ答えていないところが %(n)d あります。") % {"n": left} if left else _("記録しました。"),
    )
    after = next((one for one in children if one != chosen and answer_of(one) is None), None)
    where = reverse("figures:child", args=[pk])
    return redirect(f"{where}?child={after.pk}" if after else reverse("cases:show", args=[pk]))


def _child_page(
    request: StaffRequest,
    case: Case,
    children: list[Involvement],
    chosen: Involvement,
    form: ChildForm | None,
    status: int = 200,
) -> HttpResponse:
    standing = answer_of(chosen)
    guessed = None if standing else suggested(case, chosen)
    if form is None:
        form = ChildForm(initial=ChildForm.initial_of(_values(standing) if standing else guessed or {}))
    context = {
        "case": case, "children": children, "chosen": chosen, "form": form, "standing": standing,
        "guessed": guessed is not None and any(value is not None for value in guessed.values()),
        "seats": class_labels([one.pupil_id for one in children]), "before": answers_before(chosen),
    }  # fmt: skip
    return render(request, "figures/child.html", context, status=status)


@needs(Can.REPORT_TO_BOARD)
@EITHER
def school(request: StaffRequest, year: int) -> HttpResponse:
    """What the school answers once a year."""
    if not 2000 <= year <= school_year(today()):
        raise Http404
    standing = school_answer(request.school, year)
    guessed = suggested_for_school(request.school, year)
    form = SchoolForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            answer_for_school(
                school=request.school, year=year, by=request.staff, token=form.cleaned_data["token"], **form.answer()
            )
        except PermissionError as refused:
            raise PermissionDenied from refused
        messages.success(request, _("記録しました。"))
        return redirect(f"{reverse('figures:survey')}?year={year}#t9")
    values = (standing.measures, standing.surveyed) if standing else (guessed["measures"], guessed["surveyed"])
    context = {
        "form": form or SchoolForm(initial=SchoolForm.initial_of(*values)), "year": year, "standing": standing,
        "guessed": standing is None and guessed["surveyed"] is not None,
    }  # fmt: skip
    return render(request, "figures/school.html", context, status=422 if form else 200)


@needs(Can.REPORT_TO_BOARD)
@EITHER
def incident(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What the survey asks about a serious incident."""
    row = known_incident(request.staff, pk)
    standing = incident_answer(row)
    form = IncidentForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            answer_for_incident(incident=row, by=request.staff, token=form.cleaned_data["token"], **form.answer())
        except PermissionError as refused:
            raise PermissionDenied from refused
        messages.success(request, _("記録しました。"))
        return redirect("incidents:show", pk=pk)
    if form is None:
        journal(by=request.staff, school_id=request.school.pk, event="view.survey_answer", about=row)
    before = standing.before if standing else suggested_before(row)
    initial = IncidentForm.initial_of(standing.harms if standing else None, before)
    context = {"incident": row, "form": form or IncidentForm(initial=initial), "standing": standing}
    return render(request, "figures/incident.html", context, status=422 if form else 200)
