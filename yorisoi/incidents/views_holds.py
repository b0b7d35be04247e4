"""What is held because of an incident; asking that it be lifted, and the answer of a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.incidents.forms_holds import AnswerForm, ReleaseForm
from yorisoi.incidents.models import Incident
from yorisoi.incidents.present import checks_of
from yorisoi.incidents.queries import incidents_for, incidents_for_board, known_incident
from yorisoi.incidents.releasing import (
    Asked,
    answer_release,
    ask_release,
    held_by,
    hold_facts,
    may_answer,
    open_release,
    releases_of,
)
from yorisoi.incidents.views import answers, board_page
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_holds import FIRST, kept_until, unmet
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def holds(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What is held and since when; from when it may be lifted; asking for it (校長・教頭)."""
    row = known_incident(request.staff, pk)
    if request.method != "POST":
        return holds_page(request, row)
    if not request.staff.can(Can.CONSIDER_SERIOUS):
        raise PermissionDenied
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return holds_page(request, row, asking=form, status=422)
    said = form.cleaned_data
    try:
        asked = Asked(said["reason"], said["told"], said["told_on"], said["token"])
        ask_release(incident=row, by=request.staff, asked=asked)
    except NotYet as not_yet:
        return holds_page(request, row, asking=form, missing=checks_of(not_yet.needs, row), status=422)
    messages.success(request, _("申し出を記録しました。もうひとりが確かめると、保全が解けます。"))
    return redirect("incidents:holds", pk=pk)


def holds_page(
    request: StaffRequest, row: Incident, *, asking: Any = None, answering: Any = None, missing: Any = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show what is held, and what can be done about it by this person."""
    journal(by=request.staff, school_id=row.school_id, event="view.incident_holds", about=row)
    facts, waiting = hold_facts(row), open_release(row)
    early = unmet(facts, FIRST)
    mine = request.staff.can(Can.CONSIDER_SERIOUS)
    context = {
        "incident": row, "held": held_by(row), "releases": releases_of(row), "missing": missing,
        "until": kept_until(facts.closed_on, facts.years) if facts.closed_on else None, "years": facts.years,
        "checks": checks_of(early, row) if facts.held else [],
        "asking": (asking or ReleaseForm()) if mine and not early and waiting is None else None,
        "waiting": waiting,
        "answering": (answering or AnswerForm()) if waiting and may_answer(waiting, request.staff) else None,
    }  # fmt: skip
    return render(request, "incidents/holds.html", context, status=status)


@needs(Can.CONSIDER_SERIOUS, Can.BOARD)
@require_POST
@answers
def release(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The second person's answer: of 市教委, or the other manager."""
    board = request.staff.can(Can.BOARD)
    row = get_object_or_404(incidents_for_board(request.staff) if board else incidents_for(request.staff), pk=pk)
    waiting = open_release(row)
    if waiting is None:
        messages.warning(request, _("答えを待っている申し出はありません。"))
        return redirect("incidents:show", pk=pk)
    form = AnswerForm(request.POST)
    missing: Any = ()
    if form.is_valid():
        agreed = form.cleaned_data["answer"] == "yes"
        try:
            answer_release(release=waiting, by=request.staff, agreed=agreed, reason=form.cleaned_data["reason"])
        except NotYet as not_yet:
            missing = checks_of(not_yet.needs, row)
        else:
            messages.success(request, _("保全を解きました。") if agreed else _("保全を続けます。答えを記録しました。"))
            return redirect("incidents:show" if board else "incidents:holds", pk=pk)
    if board:
        return board_page(request, row, missing=missing, answering=form, status=422)
    return holds_page(request, row, answering=form, missing=missing, status=422)
