"""The acts of a case: the list with their states, and the later words on them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.acts import check_act
from yorisoi.cases.entries import KINDS
from yorisoi.cases.forms_acts import CheckForm
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.models import Case
from yorisoi.cases.present_acts import acts_of
from yorisoi.cases.queries import lines_in
from yorisoi.cases.records import view_case
from yorisoi.cases.rights import Corrected, may_correct, require_line, writable
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


def _page(request: StaffRequest, case: Case, *, bound: tuple[UUID, CheckForm] | None = None) -> HttpResponse:
    view_case(case=case, by=request.staff)
    page = acts_of(case, request.staff, bound=bound)
    may = "act" in writable(case, request.staff)
    context = {"case": case, "page": page, "may": may, "kind": KINDS["act"]}
    return render(request, "cases/acts.html", context, status=422 if bound else 200)


@needs(Can.READ_CASE)
@require_safe
def acts(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The acts of a case, newest first, and the clock that follows from them."""
    return _page(request, known_case(request.staff, pk))


@needs(Can.WRITE_CASE)
@require_POST
@answers("cases:acts")
def act_check(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Keep that an act has stopped, goes on, or is not known."""
    case = known_case(request.staff, pk)
    act = get_object_or_404(lines_in(case), pk=entry, kind="act")
    form = CheckForm(request.POST, auto_id=f"id_{entry.hex}_%s")
    if not form.is_valid():
        return _page(request, case, bound=(entry, form))
    before = case.state
    check_act(case=case, act=act, by=request.staff, said=form.said())
    return _kept(request, case, before)


def _kept(request: StaffRequest, case: Case, before: str) -> HttpResponse:
    case.refresh_from_db()
    messages.success(request, _("確かめたことを記録しました。"))
    if case.state != before:
        messages.info(request, _("「%(state)s」へ進みました。") % {"state": CASE_FLOW.labels[case.state]})
    return redirect("cases:acts", pk=case.pk)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:acts")
def act_check_correct(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Correct a word on an act by a new one; the old one stays, struck through."""
    case = known_case(request.staff, pk)
    old = get_object_or_404(lines_in(case).select_related("case__key", "act_check__act"), pk=entry, kind="act_check")
    require_line(case, request.staff, KINDS["act_check"])
    if not may_correct(old, request.staff):
        raise PermissionError("not theirs to correct")
    start = {"flag": old.flag, "seen_at": old.occurred_at, "last_on": old.act_check.last_on}
    start["words"] = old.data("body").get("words", "")
    form = CheckForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        before = case.state
        try:
            check_act(case=case, act=old.act_check.act, by=request.staff, said=form.said(old))
        except Corrected:
            messages.warning(request, _("この行は、もう訂正されています。"))
            return redirect("cases:acts", pk=pk)
        return _kept(request, case, before)
    view_case(case=case, by=request.staff)
    context = {"case": case, "kind": KINDS["act_check"], "form": form, "corrects": old, "missing": []}
    return render(request, "cases/record.html", context, status=422 if form.errors else 200)
