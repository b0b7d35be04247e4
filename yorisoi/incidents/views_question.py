"""Could this case, or this report, be serious? What is asked for which facts, the answer, what was answered before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yorisoi.cases.guards import known_case, known_report
from yorisoi.cases.models import Case
from yorisoi.cases.queries import involved
from yorisoi.cases.serious import answers_of, questions_of
from yorisoi.incidents.forms import QuestionForm
from yorisoi.incidents.queries import incidents_for
from yorisoi.incidents.questions import Answered, answer_question, may_refuse
from yorisoi.incidents.views_more import children_of_matter, seated
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can, Role
from yorisoi.policy.serious_facts import ANSWERS, FACTS
from yorisoi.reports.models import Report
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil


@needs(Can.RESPOND)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Of a case."""
    case = known_case(request.staff, pk)
    pupils = [row.pupil for row in involved(case, Role.VICTIM)] or children_of_matter(request, case, None)
    return _asked(request, case, pupils)


@needs(Can.RESPOND)
@require_http_methods(["GET", "HEAD", "POST"])
def report_question(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Of a report; once it is in a case, the case is asked."""
    report = known_report(request.staff, pk)
    if (link := getattr(report, "case_link", None)) is not None:
        return redirect("incidents:question", pk=link.case_id)
    return _asked(request, report, children_of_matter(request, None, report))


def _asked(request: StaffRequest, about: Case | Report, children: list[Pupil]) -> HttpResponse:
    of_case = isinstance(about, Case)
    asked = list(questions_of(about))
    waiting = [one for one in asked if one.answer_id is None]
    codes = ["yes", *(["later", "no"] if may_refuse(about, request.staff) else [])]
    if any(not FACTS[one.fact].yields for one in waiting) and "no" in codes:
        codes.remove("no")
    pupils = seated(children)
    start = {"pupil": str(pupils[0][0].uid)} if pupils else {}
    form = QuestionForm(request.POST if request.method == "POST" else None, pupils=pupils, answers=codes, initial=start)
    missing: Any = ()
    back = reverse("cases:show" if of_case else "cases:report", args=[about.pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = next((one for one, _seat in pupils if str(one.uid) == said["pupil"]), None)
        answer = Answered(said["answer"], said["reason"], said["next_on"], chosen, said["token"])
        try:
            row = answer_question(about=about, by=request.staff, said=answer)
        except PermissionError as refused:
            raise PermissionDenied from refused
        except NotYet as not_yet:
            missing = [{"text": one.text, "cite": one.cite, "url": "", "name": one.name} for one in not_yet.needs]
        else:
            if row is None:
                messages.success(request, _("答えを記録しました。市教委にも届きます。"))
                return redirect(back)
            messages.success(request, _("重大事態として開きました。まず、市教委に電話で一報してください。"))
            return redirect("incidents:show", pk=row.pk)
    said_before = [(one, ANSWERS[one.answer], one.text("reason")) for one in answers_of(about)]
    touched = Q(matters__case=about.pk) if of_case else Q(matters__report=about.pk)
    context = {
        "back": back, "of_case": of_case, "number": about.label,
        "form": form, "waiting": [(one, FACTS[one.fact], one.text("words")) for one in waiting],
        "before": said_before, "missing": missing, "firm": "no" not in codes and "later" in codes,
        "incidents": incidents_for(request.staff).filter(touched),
    }  # fmt: skip
    status = 422 if form.is_bound and (missing or form.errors) else 200
    return render(request, "incidents/question.html", context, status=status)
