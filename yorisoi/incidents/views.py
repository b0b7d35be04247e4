"""The pages of serious incidents: the list, one of them, its lines, its steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.incidents.coming_first import before
from yorisoi.incidents.forms import CheckForm, DoneForm, LineForm, MoveForm
from yorisoi.incidents.forms_holds import AnswerForm
from yorisoi.incidents.kind_types import INQUIRY, PRESS
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident, IncidentLine
from yorisoi.incidents.moving import move_incident
from yorisoi.incidents.present import (
    build_page,
    checks_of,
    kinds_for,
    next_due,
    wants,
)
from yorisoi.incidents.present_lines import checklist, wishes_of
from yorisoi.incidents.queries import (
    incidents_for,
    incidents_for_board,
    known_incident,
    press_facts,
    standing_lines,
)
from yorisoi.incidents.recording import record_line, writes
from yorisoi.incidents.releasing import may_answer, open_release, releases_of
from yorisoi.incidents.sent import copies_of
from yorisoi.incidents.starting import WISHES_BESIDE, codes_now, start_of
from yorisoi.incidents.stated import grounds_of, stated
from yorisoi.journal.actions import journal
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Move, NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_checklist import SECTION_OF
from yorisoi.policy.serious_facts import CLAIMANTS
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.policy.serious_needs import PRESS_NEEDS
from yorisoi.reports.files_form import FilesForm
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import class_labels

PAGE = 30
OF_THE_BOARD = ("decide_body", "reinvestigate")  # what 市教委 decides on its own page
View = Callable[..., HttpResponse]


def answers(view: View) -> View:
    """Turn what an action refuses into an answer."""

    @wraps(view)
    def answered(request: Any, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except NoSuchMove:
            messages.warning(request, _("ほかの人が先に進めました。今の様子を表示します。"))
        except NotTheirs:
            messages.error(request, _("この職では、その段階に進めることはできません。"))
        except PermissionError as refused:
            raise PermissionDenied from refused
        return redirect("incidents:show", pk=pk)

    return answered


@needs(Can.READ_CASE, Can.BOARD)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The incidents that this person may know of: those that go on, and those that are closed."""
    board = request.staff.can(Can.BOARD)
    known = incidents_for_board(request.staff) if board else incidents_for(request.staff)
    closed = request.GET.get("closed") == "1"
    at_rest = known.filter(state__in=SERIOUS_FLOW.resting)
    rows = at_rest if closed else known.exclude(state__in=SERIOUS_FLOW.resting)
    page = Paginator(rows.order_by("-opened_at", "pk"), PAGE).get_page(request.GET.get("page"))
    found = list(page)
    due = {} if board else next_due(found)
    classes = {} if board else class_labels({row.pupil_id for row in found if row.pupil_id})
    cards = [
        {
            "row": row, "state": SERIOUS_FLOW.labels[row.state], "due": due.get(row.pk),
            "grounds": grounds_of(row) if row.told_at or not board else [],
            "claimant": CLAIMANTS.get(row.claimant, "") if row.told_at or not board else "",
            "seat": classes.get(row.pupil_id or 0, ""),
        }
        for row in found
    ]  # fmt: skip
    context = {"page": page, "cards": cards, "closed": closed, "resting": at_rest.count(), "board": board}
    return render(request, "incidents/list.html", context)


@needs(Can.READ_CASE, Can.BOARD)
@require_safe
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One incident. The board sees where it stands and what was submitted, and nothing else."""
    if request.staff.can(Can.BOARD):
        row = get_object_or_404(incidents_for_board(request.staff), pk=pk)
        return board_page(request, row)
    return incident_page(request, known_incident(request.staff, pk))


def incident_page(
    request: StaffRequest, row: Incident, *, missing: Any = (), bound: MoveForm | None = None, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show the incident; each look is journalled. more: a form of the page that came back."""
    journal(by=request.staff, school_id=row.school_id, event="view.incident", about=row)
    page = build_page(row, request.staff, bound)
    context = {"page": page, "incident": row, "missing": missing, "today": today(), **more}
    return render(request, "incidents/show.html", context, status=status)


def board_page(
    request: StaffRequest, row: Incident, *, missing: Any = (), bound: MoveForm | None = None, status: int = 200,
    answering: Any = None,
) -> HttpResponse:  # fmt: skip
    """What 市教委 sees of an incident: its state, its times, what was submitted; and what it decides."""
    journal(by=request.staff, school_id=row.school_id, event="view.incident", about=row)
    ways = [move for move in SERIOUS_FLOW.moves_from(row.state) if move.name in OF_THE_BOARD]
    forms = [(move, board_form(move, bound)) for move in ways]
    waiting = open_release(row)
    steps = [(SERIOUS_FLOW.labels[step.target], step.at) for step in row.steps.order_by("at", "id")]
    context = {
        "incident": row, "state": SERIOUS_FLOW.labels[row.state], "grounds": grounds_of(row) if row.told_at else [],
        "ways": forms, "releases": releases_of(row),
        "answering": (answering or AnswerForm()) if waiting and may_answer(waiting, request.staff) else None,
        "copies": copies_of(row), "steps": steps, "missing": missing,
        "claimant": CLAIMANTS.get(row.claimant, "") if row.told_at else "", "edition": edition(row.school.edition),
    }  # fmt: skip
    return render(request, "incidents/for_board.html", context, status=status)


def board_form(move: Move, bound: MoveForm | None) -> MoveForm:
    """Return the form of a step of 市教委: the one that came back, or a fresh one."""
    if bound is not None and bound.data.get("move") == move.name:
        return bound
    return MoveForm(initial={"move": move.name}, wants=wants(move), auto_id=f"{move.name}_%s")


@needs(Can.READ_CASE, Can.BOARD)
@require_POST
@answers
def move(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take a step; what is still wanted is listed, each with its clause and where it is done."""
    board = request.staff.can(Can.BOARD)
    known = incidents_for_board(request.staff) if board else incidents_for(request.staff)
    row = get_object_or_404(known, pk=pk)
    name = request.POST.get("move", "")
    arrow = SERIOUS_FLOW.find(row.state, name)
    form = MoveForm(request.POST, wants=wants(arrow), auto_id=f"{name}_%s")
    page = board_page if board else incident_page
    if not form.is_valid():
        return page(request, row, bound=form, status=422)
    said = form.cleaned_data
    try:
        move_incident(
            incident=row, move=name, by=request.staff, reason=said.get("reason", ""), lead=said.get("lead", "")
        )
    except NotYet as not_yet:
        return page(request, row, missing=checks_of(not_yet.needs, row), bound=form, status=422)
    messages.success(request, _("次の段階に進めました。"))
    return redirect("incidents:show", pk=pk)


@needs(Can.WRITE_CASE)
@require_safe
def choose(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Choose what to record."""
    row = known_incident(request.staff, pk)
    return render(request, "incidents/choose.html", {"incident": row, "groups": kinds_for(row, request.staff)})


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def record(request: StaffRequest, pk: UUID, kind: str) -> HttpResponse:
    """Write one dated line."""
    row = known_incident(request.staff, pk)
    if kind not in KINDS or not KINDS[kind].by_hand:
        raise Http404
    return _written(request, row, kind, None)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def correct(request: StaffRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Write a line anew; the old one stays, struck through."""
    row = known_incident(request.staff, pk)
    old: IncidentLine = get_object_or_404(row.lines, pk=line)
    if not KINDS[old.kind].by_hand or KINDS[old.kind].to_board:
        raise Http404
    if old.corrections.exists():
        raise NoSuchMove("corrected already")
    return _written(request, row, old.kind, old)


def _written(request: StaffRequest, row: Incident, name: str, old: IncidentLine | None) -> HttpResponse:
    kind = KINDS[name]
    if not writes(row, request.staff, kind):
        raise PermissionDenied
    lines = standing_lines(row)
    given = frozenset(line.code for line in lines if line.kind == "check")
    posted = request.POST if request.method == "POST" else None
    form = LineForm(posted, kind=kind, given=given, start=start_of(name, old, lines), codes=codes_now(kind, lines))
    attach = FilesForm(posted, request.FILES if posted is not None else None, about=kind.group == INQUIRY)
    missing: Any = ()
    status = 200
    try:
        before(row, kind)
        if posted is not None:
            if form.is_valid() & attach.is_valid():
                record_line(incident=row, by=request.staff, line=form.line(old, attach))
                messages.success(request, _("記録しました。"))
                place = "incidents:press" if kind.group == PRESS else "incidents:show"
                return redirect(place, pk=row.pk)
            status = 422
    except NotYet as not_yet:
        missing, status = checks_of(not_yet.needs, row), 422 if posted is not None else 200
    said = stated(row, kind)
    context = {
        "incident": row, "kind": kind, "form": form, "attach": attach, "missing": missing, "old": old,
        "wishes": wishes_of(lines) if kind.name in WISHES_BESIDE else [],
        "stated": [(one.label, said[one.name]) for one in kind.fields if one.auto],
        "silent": checks_of([need for need in PRESS_NEEDS if not need.met(press_facts(lines))], row)
        if name == "press_answer"
        else [],
    }  # fmt: skip
    return render(request, "incidents/record.html", context, status=status)


@needs(Can.READ_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def points(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The official list, each point with its day and clause; a point can be ticked here."""
    row = known_incident(request.staff, pk)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        line = form.line()
        if line.code.startswith(("e1_", "e2_")) or line.code not in SECTION_OF:
            raise Http404
        if not request.staff.can(Can.REPORT_TO_BOARD):
            raise PermissionDenied
        record_line(incident=row, by=request.staff, line=line)
        messages.success(request, _("日付を記録しました。"))
        place = "incidents:press" if SECTION_OF[line.code] == "suicide" else "incidents:points"
        return redirect(place, pk=pk)
    journal(by=request.staff, school_id=row.school_id, event="view.incident", about=row)
    context = {
        "incident": row, "parts": checklist(row), "form": form, "may": request.staff.can(Can.REPORT_TO_BOARD),
        "today": today(), "done_form": DoneForm(),
    }  # fmt: skip
    wrong = form.is_bound and not form.is_valid()
    return render(request, "incidents/points.html", context, status=422 if wrong else 200)
