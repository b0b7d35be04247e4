"""懇談会 and what was handed out: handouts to print, talks to record, the list of what went to whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.journal import clock
from yorisoi.outreach import present
from yorisoi.outreach.forms import GivenForm, TalkForm
from yorisoi.outreach.leaflets import handout_leaf
from yorisoi.outreach.linked import of_whom
from yorisoi.outreach.queries import given_for, talks_for
from yorisoi.outreach.recording import Held, record_given, record_talk, take_back
from yorisoi.outreach.views import doors, leaf_answer
from yorisoi.policy.outreach_flow import BANDS, GIVEN, WHOM
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import classes_of

MOST = 60


@needs(Can.READ_PLAN)
@require_safe
def handouts(request: StaffRequest) -> HttpResponse:
    """The handouts by grades, and one of them to look at."""
    band = request.GET.get("band", "all")
    if band not in BANDS:
        raise Http404
    leaf = handout_leaf(request.school, band, doors(request, request.school.slug))
    context = {"bands": BANDS.items(), "band": band, "blocks": leaf.blocks, "at": "handouts"}
    return render(request, "outreach/handouts.html", context)


@needs(Can.READ_PLAN)
@require_safe
def handout_file(request: StaffRequest, band: str, form: str) -> HttpResponse:
    """A handout as a PDF or as Word. It names nobody, so nothing is kept of the making."""
    if band not in BANDS or form not in ("pdf", "docx"):
        raise Http404
    leaf = handout_leaf(request.school, band, doors(request, request.school.slug))
    return leaf_answer(request, leaf, form, f"handout-{band}", clock.now())


@needs(Can.OUTREACH)
@require_http_methods(["GET", "HEAD", "POST"])
def talks(request: StaffRequest) -> HttpResponse:
    """The talks that were held, and the form to record one."""
    classes, people = list(classes_of(request.school)), people_now(request.school)
    form = TalkForm(request.POST or None, people=people, classes=classes, initial={"held_on": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        school_class, grade = form.of_whom()
        held = Held(said["held_on"], said["guardians"], said["questions"], school_class, grade)
        record_talk(
            school=request.school, by=request.staff, held=held, speakers=[form.people[key] for key in said["speakers"]],
            token=token_of(request.POST.get("token"))[:64],
        )  # fmt: skip
        messages.success(request, _("懇談会を記録しました。"))
        return redirect("outreach:talks")
    rows = []
    for row in talks_for(request.staff)[:MOST]:
        mine = row.by_id == request.staff.pk or request.staff.can(Can.OUTREACH_APPROVE)
        rows.append((row, of_whom(row), row.text("questions"), [one.staff for one in row.speakers.all()], mine))
    context = {"form": form, "rows": rows, "token": _token(request, form), "at": "talks"}
    return render(request, "outreach/talks.html", context, status=422 if form.is_bound else 200)


def _token(request: StaffRequest, form: Any) -> str:
    return token_of(request.POST.get("token")) if form.is_bound else new_token()


@needs(Can.OUTREACH)
@require_POST
def talk_back(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say that a talk was entered by mistake."""
    take_back(row=get_object_or_404(talks_for(request.staff), pk=pk), by=request.staff)
    messages.success(request, _("取り消しました。記録には、取り消したことが残ります。"))
    return redirect("outreach:talks")


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def given(request: StaffRequest) -> HttpResponse:
    """What was handed out when and to whom; for those who hand out, the form."""
    staff, form = request.staff, None
    if request.method == "POST" and not staff.can(Can.OUTREACH):
        raise PermissionDenied
    if staff.can(Can.OUTREACH):
        initial = {"on": today(), "thing": request.GET.get("thing", "")}
        form = GivenForm(
            request.POST or None, items=present.issued_items(staff), classes=list(classes_of(request.school)),
            initial=initial,
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            token = token_of(request.POST.get("token"))[:64]
            record_given(school=request.school, by=staff, token=token, **form.told())
            messages.success(request, _("配ったことを記録しました。"))
            return redirect("outreach:given")
    rows = [_row(request, one) for one in present.all_given(staff)]
    token = _token(request, form) if form else ""
    context = {"form": form, "rows": rows, "token": token, "at": "given"}
    return render(request, "outreach/given.html", context, status=422 if form and form.is_bound else 200)


def _row(request: StaffRequest, one: Any) -> dict[str, Any]:
    band = f"（{BANDS[one.ref]}）" if one.what == "handout" and one.ref in BANDS else ""
    staff = request.staff
    return {
        "row": one,
        "what": f"{GIVEN[one.what]}{band}",
        "whom": WHOM[one.whom],
        "whose": present.whose(one.school_class, one.grade),
        "mine": staff.can(Can.OUTREACH) and (one.by_id == staff.pk or staff.can(Can.OUTREACH_APPROVE)),
    }


@needs(Can.OUTREACH)
@require_POST
def given_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that it was entered by mistake."""
    take_back(row=get_object_or_404(given_for(request.staff), pk=min(pk, 2**62)), by=request.staff)
    messages.success(request, _("取り消しました。記録には、取り消したことが残ります。"))
    return redirect("outreach:given")
