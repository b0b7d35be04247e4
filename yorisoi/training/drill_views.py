"""The pages of drills: what can be played, the room of a drill, what came out of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.training.drill_actions import (
    CannotPlay,
    advance,
    be,
    begin_drill,
    end_drill,
    join_drill,
    leave_drill,
    reflect,
)  # fmt: skip
from yorisoi.training.drill_clock import STEPS
from yorisoi.training.drill_forms import JoinForm, ReflectForm
from yorisoi.training.drill_middleware import KEY, SEEN
from yorisoi.training.drill_models import FINISHED, DrillRun
from yorisoi.training.drill_present import cards_of, debrief_of, shown_run, told
from yorisoi.training.drill_queries import Playing, open_run, personas, runs_for
from yorisoi.training.drills import DRILLS

MOST = 50


def _playing(request: Any) -> Playing | None:
    found: Playing | None = request.drill
    return found


def _enter(request: StaffRequest, run: DrillRun) -> HttpResponse:
    request.session[KEY] = str(run.pk)
    request.session[SEEN] = 0
    return redirect("training:drill_room")


def _go(request: StaffRequest) -> None:
    request.session.pop(KEY, None)
    request.session.pop(SEEN, None)


@needs(Can.DRILL)
@require_safe
def drill_list(request: StaffRequest) -> HttpResponse:
    """What can be played, what is being played, what was."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    return _list(request, JoinForm())


def _list(request: StaffRequest, form: JoinForm, status: int = 200) -> HttpResponse:
    rows = list(runs_for(request.staff).prefetch_related("players__staff")[:MOST])
    mine = [row for row in rows if any(one.staff_id == request.staff.pk for one in row.players.all())]
    context = {
        "drills": [{"drill": one, "token": new_token()} for one in DRILLS.values()],
        "going_on": [shown_run(row) for row in mine if row.ended_at is None],
        "ended": [shown_run(row) for row in rows if row.ended_at is not None],
        "form": form,
    }
    return render(request, "training/drills.html", context, status=status)


@needs(Can.DRILL)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    """Begin one, alone or as a committee, and go into it."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    try:
        run = begin_drill(
            by=request.staff,
            drill=request.POST.get("drill", ""),
            together=request.POST.get("together") == "yes",
            token=token_of(request.POST.get("token")),
        )
    except CannotPlay as no:
        messages.error(request, str(no))
        return redirect("training:drills")
    return _enter(request, run)


@needs(Can.DRILL)
@require_POST
def join(request: StaffRequest) -> HttpResponse:
    """Come into a colleague's drill by its code."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    form = JoinForm(request.POST)
    run = open_run(form.cleaned_data["code"], request.staff) if form.is_valid() else None
    if run is None:
        if form.is_valid():
            form.add_error("code", _("この番号の訓練は、いま行われていません。番号を確かめてください。"))
        return _list(request, form, status=422)
    return _into(request, run)


def _into(request: StaffRequest, run: DrillRun) -> HttpResponse:
    try:
        join_drill(run=run, by=request.staff)
    except CannotPlay as no:
        messages.error(request, str(no))
        return redirect("training:drills")
    return _enter(request, run)


@needs(Can.DRILL)
@require_POST
def go_on(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Come back into a drill that one has left."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    return _into(request, get_object_or_404(runs_for(request.staff).filter(players__staff=request.staff), pk=pk))


@needs(Can.DRILL)
@require_safe
def room(request: StaffRequest) -> HttpResponse:
    """The room of a drill: the story, what has come, whom one can be, the clock."""
    now = _playing(request)
    if now is None:
        return redirect("training:drills")
    shown = cards_of(now)
    request.session[SEEN] = now.came
    context = {
        "playing": now,
        "title": now.drill.title,
        "story": told(now.drill.story),
        "children": [(told("{" + letter + "}"), label) for letter, label in now.drill.children.items()],
        "cards": shown,
        "personas": now.people,
        "steps": STEPS.items(),
    }
    return render(request, "training/drill_room.html", context)


@needs(Can.DRILL)
@require_POST
def change(request: StaffRequest) -> HttpResponse:
    """Be somebody else: one press."""
    now = _playing(request)
    if now is None:
        return redirect("training:drills")
    try:
        wanted = get_object_or_404(personas(now.run), uid=request.POST.get("persona", ""))
        be(run=now.run, by=now.me.staff, persona=wanted)
    except ValidationError:
        raise PermissionDenied from None
    except CannotPlay as no:
        messages.error(request, str(no))
        return redirect("training:drill_room")
    return redirect("duties:mine" if wanted.can(Can.DUTIES) else "training:drill_room")


@needs(Can.DRILL)
@require_POST
def move_clock(request: StaffRequest) -> HttpResponse:
    """Move the clock on."""
    now = _playing(request)
    if now is None:
        return redirect("training:drills")
    try:
        advance(run=now.run, step=request.POST.get("step", ""), by=now.me.staff)
    except CannotPlay as no:
        messages.error(request, str(no))
    return redirect("training:drill_room")


@needs(Can.DRILL)
@require_POST
def leave(request: StaffRequest) -> HttpResponse:
    """Go out; it can be gone on with later."""
    now = _playing(request)
    if now is not None:
        try:
            leave_drill(run=now.run, by=now.me.staff)
        except CannotPlay as no:
            messages.error(request, str(no))
        _go(request)
    return redirect("training:drills")


@needs(Can.DRILL)
@require_POST
def end(request: StaffRequest) -> HttpResponse:
    """End it for everybody, and look back."""
    now = _playing(request)
    if now is None:
        return redirect("training:drills")
    try:
        end_drill(run=now.run, by=now.me.staff)
    except CannotPlay as no:
        messages.error(request, str(no))
    _go(request)
    return redirect("training:drill", pk=now.run.pk)


@needs(Can.DRILL)
@require_safe
def drill(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What came out of a drill."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    return _debrief(request, get_object_or_404(runs_for(request.staff), pk=pk), ReflectForm())


def _debrief(request: StaffRequest, run: DrillRun, form: ReflectForm, status: int = 200) -> HttpResponse:
    players = list(run.players.select_related("staff"))
    played = any(row.staff_id == request.staff.pk for row in players)
    if run.ended_at is None:
        return render(request, "training/drill_waiting.html", {**shown_run(run), "players": players, "played": played})
    words = run.reflections.select_related("staff", "run__key") if played else []
    found = debrief_of(run)
    context = {
        **shown_run(run),
        "about": DRILLS[run.drill].about,
        "players": players,
        "played": played,
        "found": found,
        "counts": run.ended_how == FINISHED,
        "nothing": run.ended_how != FINISHED and not found.well and not any(one.at for one in found.missed),
        "reflections": [(row, row.text("words")) for row in words],
        "form": form,
        "token": new_token(),
    }
    return render(request, "training/drill_debrief.html", context, status=status)


@needs(Can.DRILL)
@require_POST
def look_back(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write down what one takes home."""
    if _playing(request) is not None:
        return redirect("training:drill_room")
    run = get_object_or_404(runs_for(request.staff), pk=pk)
    form = ReflectForm(request.POST)
    if not form.is_valid():
        return _debrief(request, run, form, status=422)
    token = token_of(request.POST.get("token"))
    reflect(run=run, by=request.staff, words=form.cleaned_data["words"], token=token)
    messages.success(request, _("ふり返りを残しました。"))
    return redirect("training:drill", pk=pk)
