"""In the room: two cases become one, one becomes two, a report goes where it belongs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yorisoi.cases import joined_shown
from yorisoi.cases.forms_joining import JoiningForm, MergeForm, MoveForm, SplitForm
from yorisoi.cases.guards import answers
from yorisoi.cases.joining import merge_cases
from yorisoi.cases.models import Case
from yorisoi.cases.parting import move_report, split_case
from yorisoi.cases.present_room import Check, chosen
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import may_record
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import items_for, meetings_for
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.joining import JOINING, OTHER_CHOSEN
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


def _on_the_table(request: StaffRequest, pk: UUID) -> tuple[Meeting, AgendaItem, Case]:
    """Return the meeting, the item that is asked for and its case, for who may record there."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    items = items_for(request.staff).filter(meeting=meeting, case__isnull=False).select_related("case__key")
    item = chosen(list(items.select_related("case__key", "case__school")), given.get("item", ""))
    if item is None or item.case is None:
        raise AgendaItem.DoesNotExist
    if not may_record(meeting, request.staff):
        raise PermissionDenied
    return meeting, item, item.case


def _page(
    request: StaffRequest, name: str, meeting: Meeting, item: AgendaItem, form: JoiningForm, missing: Any = ()
) -> HttpResponse:
    journal(by=request.staff, school_id=request.school.pk, event="view.case", about=item.case)
    room = reverse("cases:room", args=[meeting.pk]) + f"?item={item.pk}"
    places = {"quorum": f"{room}#attendance", "reason": "#id_reason"}
    checks = [Check(need.text, need.cite, False, places.get(need.name, "")) for need in missing]
    context = {
        "arrow": JOINING.move(name),
        "meeting": meeting,
        "item": item,
        "case": item.case,
        "form": form,
        "missing": checks,
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/joining.html", context, status=422 if form.is_bound else 200)


def _done(meeting: Meeting, case: Case, said: str, request: StaffRequest) -> HttpResponse:
    messages.success(request, said)
    item = AgendaItem.objects.filter(meeting=meeting, case=case).values_list("pk", flat=True).first()
    response = redirect("cases:room", pk=meeting.pk)
    response["Location"] += f"?item={item}" if item else ""
    return response


@needs(Can.MEET)
@require_http_methods(["GET", "POST"])
@answers("cases:room")
def merge(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let this case and another go on as one."""
    meeting, item, case = _on_the_table(request, pk)
    form = MergeForm(request.POST or None, cases=joined_shown.going_on(case, request.staff), label=case.label)
    missing: tuple[Need, ...] = ()
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["other"]:
            return _page(request, "merge", meeting, item, form, [OTHER_CHOSEN])
        other = get_object_or_404(cases_for(request.staff), pk=form.cleaned_data["other"])
        gone, stays = (other, case) if form.cleaned_data["stays"] == "this" else (case, other)
        try:
            kept = merge_cases(meeting=meeting, gone=gone, stays=stays, by=request.staff, **form.said())
        except NotYet as not_yet:
            missing = not_yet.needs
        else:
            words = {"gone": gone.label, "stays": kept.label}
            return _done(meeting, kept, _("事案 %(gone)s を、事案 %(stays)s に統合しました。") % words, request)
    return _page(request, "merge", meeting, item, form, missing)


@needs(Can.MEET)
@require_http_methods(["GET", "POST"])
@answers("cases:room")
def split(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make two cases of this one."""
    meeting, item, case = _on_the_table(request, pk)
    form = SplitForm(request.POST or None, **joined_shown.parts_to_choose(case, request.staff))
    missing: tuple[Need, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            new = split_case(meeting=meeting, case=case, by=request.staff, **{**form.chosen(), **form.said()})
        except NotYet as not_yet:
            missing = not_yet.needs
        else:
            return _done(meeting, new, _("事案 %(number)s として分けました。") % {"number": new.label}, request)
    return _page(request, "split", meeting, item, form, missing)


@needs(Can.MEET)
@require_http_methods(["GET", "POST"])
@answers("cases:room")
def move(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let a report that was joined wrongly go to another case."""
    meeting, item, case = _on_the_table(request, pk)
    cases = joined_shown.others(case, request.staff)
    form = MoveForm(request.POST or None, reports=joined_shown.reports_of(case), cases=cases)
    missing: tuple[Need, ...] = ()
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["target"]:
            return _page(request, "move_report", meeting, item, form, [OTHER_CHOSEN])
        target = get_object_or_404(cases_for(request.staff), pk=form.cleaned_data["target"])
        report = get_object_or_404(report_readable_by(request.staff), pk=form.cleaned_data["report"])
        try:
            move_report(meeting=meeting, report=report, target=target, by=request.staff, **form.said())
        except NotYet as not_yet:
            missing = not_yet.needs
        else:
            words = {"report": report.label, "case": target.label}
            return _done(meeting, case, _("通報 %(report)s を、事案 %(case)s に移しました。") % words, request)
    return _page(request, "move_report", meeting, item, form, missing)
