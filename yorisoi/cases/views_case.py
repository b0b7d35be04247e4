"""The case page, its people, and what the principal decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.actions import decide_alone
from yorisoi.cases.entries import NATURES
from yorisoi.cases.files import by_line, files_of_case
from yorisoi.cases.forms_record import DecideForm, EndRoleForm, InvolveForm
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.models import Case
from yorisoi.cases.moves_shown import ALONE
from yorisoi.cases.people import end_role as stop_role
from yorisoi.cases.people import invite_to_case
from yorisoi.cases.people import involve as give_role
from yorisoi.cases.places import own_place
from yorisoi.cases.present_case import build_page
from yorisoi.cases.present_room import Check
from yorisoi.cases.records import view_case
from yorisoi.journal import clock
from yorisoi.meetings.actions import Finalised, may_record
from yorisoi.meetings.queries import items_for, meetings_for
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.reports.actions import name_pupil
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import class_labels, staff_of
from yorisoi.schools.search import find_people


@needs(Can.READ_CASE)
@require_safe
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The case: where it stands, what is owed, who is in it, what happened. Each look is journalled."""
    return case_page(request, known_case(request.staff, pk))


def case_page(
    request: StaffRequest,
    case: Case,
    *,
    form: DecideForm | None = None,
    missing: Sequence[Check] = (),
    ending: Mapping[Any, EndRoleForm] | None = None,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the case. more: what was typed in one of its small forms and could not be taken."""
    view_case(case=case, by=request.staff)
    page = build_page(case, request.staff, request.GET.dict(), ending)
    files = files_of_case(case, page.letters)
    context = {
        "page": page,
        "case": case,
        "natures": NATURES,
        "nature": request.GET.get("nature", ""),
        "pupil": request.GET.get("pupil", ""),
        "decide_form": form or DecideForm(),
        "alone": [arrow for arrow in page.arrows if arrow.move.name in ALONE],
        "missing": missing,
        "files": files,
        "line_files": by_line(files),
        "printed_at": clock.now(),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
        **(more or {}),
    }
    return render(request, "cases/show.html", context, status=status)


@needs(Can.READ_CASE)
@require_POST
@answers("cases:show")
def decide(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The principal's decision (or of who acts for a principal who is shut out)."""
    case = known_case(request.staff, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form=form, status=422)
    try:
        decide_alone(case=case, move=request.POST.get("move", ""), by=request.staff, reason=form.cleaned_data["reason"])
    except NotYet as not_yet:
        missing = [Check(n.text, n.cite, False, _place(request, case, n.name)) for n in not_yet.needs]
        return case_page(request, case, form=form, missing=missing, status=422)
    messages.success(request, _("決定を記録しました。"))
    return redirect("cases:show", pk=pk)


def _place(request: StaffRequest, case: Case, need: str) -> str:
    return "#id_reason" if need == "reason" else own_place(need, staff=request.staff, case=case)


@needs(Can.RESPOND)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def involve(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Find a child and give a role in this case."""
    case = known_case(request.staff, pk)
    form = InvolveForm(request.POST if _giving(request) else None)
    child = _child(request)
    if _giving(request) and form.is_valid() and child is not None:
        give_role(case=case, by=request.staff, pupil=child, **form.cleaned_data)
        messages.success(request, _("関わる子どもに加えました。"))
        return redirect("cases:show", pk=pk)
    if _giving(request) and child is None:
        form.add_error(None, _("子どもを選んでください。"))
    context = {**_finding(request, child), "case": case, "form": form}
    return render(request, "cases/involve.html", context, status=422 if form.errors else 200)


def _giving(request: StaffRequest) -> bool:
    """Say whether a role is being given; looking for a child is posted too, so that no name stands in an address."""
    return request.method == "POST" and "q" not in request.POST


def _child(request: StaffRequest) -> Pupil | None:
    given = request.POST.get("child") or request.GET.get("child") or ""
    try:
        uid = UUID(given)
    except ValueError:
        return None
    return get_object_or_404(Pupil, uid=uid, school=request.school, left_on__isnull=True)


def _finding(request: StaffRequest, child: Pupil | None) -> dict[str, Any]:
    q = request.POST.get("q", "").strip()[:60]
    found = find_people(request.school, q, staff=False, limit=30) if q else []
    sub = class_labels([child.pk]).get(child.pk, "") if child else ""
    return {"q": q, "found": found, "child": child, "child_class": sub}


@needs(Can.MEET)
@require_http_methods(["GET", "POST"])
@answers("cases:room")
def room_child(request: StaffRequest, pk: UUID) -> HttpResponse:
    """From the meeting: name a child of a report, or give a child a role in a case."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    if meeting.finalised_at:
        raise Finalised
    if not may_record(meeting, request.staff):
        raise PermissionDenied
    wanted = whole(request.POST.get("item") or request.GET.get("item") or "")
    items = items_for(request.staff).filter(meeting=meeting).select_related("report__school", "case__school")
    item = get_object_or_404(items, pk=wanted)
    form = InvolveForm(request.POST if _giving(request) else None)
    child = _child(request)
    if _giving(request) and child is not None and (item.report or form.is_valid()):
        if item.report:
            name_pupil(report=item.report, by=request.staff, pupil_id=child.pk)
        else:
            give_role(case=item.case, by=request.staff, pupil=child, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("関わる子どもに加えました。"))
        response = redirect("cases:room", pk=pk)
        response["Location"] += f"?item={item.pk}"
        return response
    context = {**_finding(request, child), "meeting": meeting, "item": item, "form": form}
    return render(request, "cases/involve.html", context, status=422 if _giving(request) else 200)


@needs(Can.WRITE_CASE)
@require_POST
@answers("cases:show")
def end_role(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """End a child's role with a reason; the row stays."""
    case = known_case(request.staff, pk)
    involvement = get_object_or_404(case.involvements, pk=row)
    form = EndRoleForm(request.POST, auto_id=f"end_{row.hex}_%s")
    if not form.is_valid():
        return case_page(request, case, ending={row: form}, status=422)
    try:
        stop_role(involvement=involvement, by=request.staff, **form.cleaned_data)
    except NotYet as not_yet:
        missing = [Check(n.text, n.cite, False, "") for n in not_yet.needs]
        return case_page(request, case, ending={row: form}, missing=missing, status=422)
    messages.success(request, _("立場を終えました。履歴は残ります。"))
    return redirect("cases:show", pk=pk)


@needs(Can.CONVENE)
@require_POST
@answers("cases:show")
def invite(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put a person on the team of this one case."""
    case = known_case(request.staff, pk)
    people = staff_of(request.school).exclude(pk__in=shut_out_of_case(case.pk))
    guest = get_object_or_404(people, pk=whole(request.POST.get("staff", "")))
    invite_to_case(case=case, by=request.staff, staff=guest)
    messages.success(request, _("この事案に加えました。"))
    return redirect("cases:show", pk=pk)
