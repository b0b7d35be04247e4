"""The hearing day: its plan, its board of rooms, the questions; and what is typed in a room, kept as a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.drafts import NoDraft, drop_draft, save_draft, typed_in
from yorisoi.cases.forms_hearing import PlanForm, ReasonForm, on_the_half_hour
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_questions import SHEETS, questions_for
from yorisoi.cases.hearing_rooms import colleagues
from yorisoi.cases.hearings import (
    HEARINGS,
    AtRest,
    Place,
    Replaced,
    before_the_case,
    begin_hearing,
    cancel_hearing,
    current_rows,
    plan_hearing,
    require_planner,
    rows_in,
)
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import HearingRow, StatementMark
from yorisoi.cases.present_hearings import plan_page, room_names
from yorisoi.cases.queries import involved
from yorisoi.cases.reach import parts_of
from yorisoi.cases.records import view_case
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.numbers import whole
from yorisoi.ui.clocks import say_moment


@needs(Can.READ_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:hearings")
def hearings(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The plan of the hearing day; who convenes adds a hearing to it."""
    case = known_case(request.staff, pk)
    form = None
    if request.method == "POST":
        require_planner(case, request.staff)
        form = _form(request, case)
        if form.is_valid() and _planned(request, case, form):
            return redirect("cases:hearings", pk=pk)
    elif request.staff.can(Can.CONVENE):
        form = _form(request, case)
    view_case(case=case, by=request.staff)
    return _page(request, case, form)


def _page(
    request: StaffRequest,
    case: Case,
    form: PlanForm | None,
    row: HearingRow | None = None,
    cancelling: ReasonForm | None = None,
) -> HttpResponse:
    wrong = cancelling is not None or (form is not None and bool(form.errors))
    context = {
        "case": case,
        "page": plan_page(case, request.staff),
        "form": form,
        "row": row,
        "asked": bool(request.GET.get("pupil") or request.GET.get("main") or request.GET.get("mark")),
        "room_names": room_names(case) if form is not None else [],
        "cancel_form": (cancelling or ReasonForm()) if row is not None else None,
        "printed_at": clock.now(),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    name = "cases/hearing_change.html" if row is not None else "cases/hearings.html"
    return render(request, name, context, status=422 if wrong else 200)


def _form(request: StaffRequest, case: Case, row: HearingRow | None = None, *, typed: bool = True) -> PlanForm:
    people = [(person.pk, person.name) for person in colleagues(case)]
    start: dict[str, Any] = {name: request.GET.get(name, "") for name in ("side", "pupil", "main")}
    if row is not None:
        start = {
            "side": row.side,
            "pupil": row.pupil_id or "",
            "whom": row.text("note"),
            "room": row.room,
            "starts_at": row.starts_at.astimezone(TOKYO),
            "minutes": str(row.minutes),
            "main": row.main_id,
            "second": row.second_id or "",
        }
    else:
        start["starts_at"] = _next_start(case, start["side"])
    data = request.POST if typed and request.method == "POST" else None
    return PlanForm(data, people=people, children=involved(case), initial=start)


def _next_start(case: Case, side: str) -> Any:
    """Propose the start of the others of this side; else half an hour on."""
    rows = [row for row in current_rows(case) if row.starts_at > clock.now()]
    same = [row for row in rows if row.side == side]
    if same:
        return same[0].starts_at.astimezone(TOKYO)
    return on_the_half_hour(clock.now().astimezone(TOKYO))


def _planned(request: StaffRequest, case: Case, form: PlanForm, row: HearingRow | None = None) -> bool:
    """Put what was typed into the plan; say what does not go. Returns whether it is in."""
    said = form.cleaned_data
    if before_the_case(case, said["starts_at"]):
        form.add_error("starts_at", _("この事案が始まる前の日です。日付を確かめてください。"))
        return False
    people = {person.pk: person for person in colleagues(case)}
    because = None
    if (mark := request.GET.get("mark", "")) and row is None:
        because = _mark(case, mark)
    instead = None
    if (given := request.GET.get("duty", "")) and row is None:
        instead = _given(case, given)
    place = Place(
        side=said["side"],
        room=said["room"].strip(),
        starts_at=said["starts_at"],
        minutes=int(said["minutes"]),
        main=people[int(said["main"])],
        second=people[int(said["second"])] if said["second"] else None,
        pupil=form.children[int(said["pupil"])] if said["pupil"] else None,
        whom=said["whom"],
        because=because,
        instead=instead,
        token=said["token"],
    )
    try:
        plan_hearing(case=case, by=request.staff, place=place, replaces=row)
    except Replaced:
        form.add_error(None, _("この聞き取りは、もう変わっているか、終わっています。今の計画を見てください。"))
        return False
    except AtRest:
        form.add_error(None, _("この事案は終わっています。聞き取りは計画できません。"))
        return False
    messages.success(request, _("計画を変えました。") if row else _("聞き取りを計画に入れました。"))
    return True


def _given(case: Case, given: str) -> Duty:
    try:
        return get_object_or_404(Duty, pk=UUID(given), case=case, name__in=HEARINGS)
    except ValueError as wrong:
        raise Http404 from wrong


def _mark(case: Case, given: str) -> StatementMark:
    try:
        return get_object_or_404(StatementMark, pk=UUID(given), case__in=[case.pk, *parts_of(case)])
    except ValueError as wrong:
        raise Http404 from wrong


@needs(Can.CONVENE)
@require_http_methods(["GET", "POST"])
@answers("cases:hearings")
def hearing_change(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Change a hearing of the plan: a new row stands in its place."""
    case = known_case(request.staff, pk)
    old = _row(case, row)
    require_planner(case, request.staff)
    form = _form(request, case, old)
    if request.method == "POST" and form.is_valid() and _planned(request, case, form, old):
        return redirect("cases:hearings", pk=pk)
    return _page(request, case, form, old)


@needs(Can.CONVENE)
@require_POST
@answers("cases:hearings")
def hearing_cancel(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Take a hearing out of the plan, with a reason."""
    case = known_case(request.staff, pk)
    old = _row(case, row)
    form = ReasonForm(request.POST, empty=_("取りやめる理由を書いてください。"))
    if not form.is_valid():
        return _page(request, case, _form(request, case, old, typed=False), old, cancelling=form)
    try:
        cancel_hearing(row=old, by=request.staff, reason=form.cleaned_data["reason"], case=case)
    except Replaced:
        messages.warning(request, _("この聞き取りは、もう変わっているか、終わっています。"))
    else:
        messages.success(request, _("聞き取りを取りやめました。"))
    return redirect("cases:hearings", pk=pk)


@needs(Can.WRITE_CASE)
@require_POST
@answers("cases:hearings")
def hearing_begin(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Say that the child is in the room; then write."""
    case = known_case(request.staff, pk)
    here = _row(case, row)
    try:
        begin_hearing(row=here, by=request.staff, case=case)
    except Replaced:
        messages.warning(request, _("計画が変わりました。今の計画を表示します。"))
        return redirect("cases:hearings", pk=pk)
    response = redirect("cases:record", pk=pk, kind="hearing")
    response["Location"] += f"?row={here.pk}"
    return response


def _row(case: Case, pk: UUID) -> HearingRow:
    return get_object_or_404(rows_in(case), pk=pk)


@needs(Can.READ_CASE)
@require_safe
def hearing_board(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Who is in which room, and what is on record: looks again every few seconds."""
    case = known_case(request.staff, pk)
    if not request.headers.get("HX-Request"):
        view_case(case=case, by=request.staff)
    context = {
        "case": case,
        "page": plan_page(case, request.staff),
        "now": clock.now(),
        "soon": clock.now() - timedelta(hours=12),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/hearing_board.html", context)


@needs(Can.READ_CASE)
@require_safe
def hearing_questions(request: StaffRequest, pk: UUID, side: str) -> HttpResponse:
    """The questions of one side, to take into the room."""
    case = known_case(request.staff, pk)
    sheet = questions_for(side)
    if sheet is None:
        raise Http404
    return render(
        request, "cases/hearing_questions.html", {"case": case, "questions": sheet, "sheets": SHEETS.values()}
    )


@needs(Can.WRITE_CASE)
@require_POST
def draft(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep what is being typed; nobody else reads it. `discard` forgets it."""
    case = known_case(request.staff, pk)
    slot = request.POST.get("slot", "")
    if "discard" in request.POST:
        drop_draft(case=case, by=request.staff, slot=slot)
        messages.info(request, _("書きかけを消しました。"))
        return redirect(_back(request, case))
    try:
        at = save_draft(case=case, by=request.staff, slot=slot, typed=typed_in(request.POST))
    except NoDraft:
        return JsonResponse({"kept": False}, status=422)
    except PermissionError as refused:
        raise PermissionDenied from refused
    return JsonResponse({"kept": True, "at": say_moment(at, clock.now()) if at else ""})


def _back(request: StaffRequest, case: Case) -> str:
    """Return to the form whose draft is gone."""
    kind, _sep, about = request.POST.get("slot", "").partition(":")
    if kind == "correct" or kind not in {"hearing", "home_visit", "care", "guidance"}:
        return reverse("cases:show", args=[case.pk])
    there = reverse("cases:record", args=[case.pk, kind])
    if not about:
        return there
    return f"{there}?{'row' if kind == 'hearing' and whole(about) is None else 'pupil'}={about}"


__all__ = [
    "draft",
    "hearing_begin",
    "hearing_board",
    "hearing_cancel",
    "hearing_change",
    "hearing_questions",
    "hearings",
]
