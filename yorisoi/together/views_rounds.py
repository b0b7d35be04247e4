"""いいところ見つけ for staff: rounds of a class, what waits to be read, what each child has been given (privately)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.care.actions import found_in
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import NOTE_LABELS, NoteState
from yorisoi.reports.said import new_token, sending_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Enrolment
from yorisoi.surveys.present_rounds import missing
from yorisoi.together import forms, holding
from yorisoi.together.models import Note, Round
from yorisoi.together.queries import classes_for, classmates, counts, given_each, is_open, notes_for, rounds_for
from yorisoi.together.ruling import show_all
from yorisoi.together.writing import NotTaken, add_note

TONES = {NoteState.WAITING: "warn", NoteState.SHOWN: "ok", NoteState.REFUSED: "neutral"}


def known_round(request: StaffRequest, pk: UUID) -> Round:
    """Return a round of this person's classes, or answer 404."""
    return get_object_or_404(rounds_for(request.staff), pk=pk)


@needs(Can.TOGETHER)
@require_safe
def rounds(request: StaffRequest) -> HttpResponse:
    """The rounds of this year, the latest first."""
    rows = list(rounds_for(request.staff).filter(school_class__year=school_year(today())))
    found = counts(request.staff, rows)
    lines = [
        {
            "round": one,
            "last": holding.last_day(one),
            "open": is_open(one),
            "over": one.closed_at is not None,
            "waiting": found[one.pk][NoteState.WAITING],
        }
        for one in rows
    ]
    context = {"lines": lines, "classes": classes_for(request.staff)}
    return render(request, "together/rounds.html", context)


@needs(Can.TOGETHER)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a round for a class."""
    classes = classes_for(request.staff)
    chosen = request.GET.get("class", "")
    initial = {"school_class": chosen} if chosen else {}
    form = forms.RoundForm(request.POST or None, classes=classes, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = holding.New(
            said["title"], said["first"], said["last"], said["writers"] == "children", said["shown"] == "yes"
        )
        school_class = next(one for one in classes if one.pk == said["school_class"])
        one = holding.begin_round(
            school=request.school, school_class=school_class, by=request.staff, new=new,
            token=token_of(request.POST.get("token"))[:64],
        )  # fmt: skip
        said_so = (
            _("始めました。カードを印刷して、一人ずつに渡してください。") if new.by_children else _("始めました。")
        )
        messages.success(request, said_so)
        return redirect("together:round", pk=one.pk)
    status = 422 if request.method == "POST" else 200
    token = token_of(request.POST.get("token")) if status == 422 else new_token()
    return render(request, "together/begin.html", {"form": form, "token": token, "classes": classes}, status=status)


@needs(Can.TOGETHER)
@require_safe
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The page of a round."""
    one = known_round(request, pk)
    journal(by=request.staff, school_id=request.school.pk, event="view.good", about=one)
    return page_of(request, one)


def note_line(note: Note) -> dict[str, Any]:
    """Return a note as the teacher's pages show it."""
    return {
        "note": note,
        "words": note.text("words"),
        "found": found_in(note),
        "state": NOTE_LABELS[note.state],
        "tone": TONES[NoteState(note.state)],
    }


def page_of(request: StaffRequest, one: Round, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Return the page of a round, with what was refused where something was."""
    notes = [note_line(note) for note in notes_for(request.staff).filter(round=one)]
    given = given_each(request.staff, one)
    mates: list[Enrolment] = classmates(one)
    chosen = request.GET.get("about", "")
    context = {
        "round": one,
        "last": holding.last_day(one),
        "open": is_open(one),
        "waiting": [line for line in notes if line["note"].state == NoteState.WAITING],
        "ruled": [line for line in notes if line["note"].state != NoteState.WAITING],
        "given": given,
        "without": [each for each in given if each.none],
        "silent": [each for each in given if each.here and not each.wrote] if one.by_children else [],
        "add": forms.AddForm(seats=mates, initial={"about": chosen} if chosen.isdigit() else None),
        "extend": forms.ExtendForm(initial={"last": max(holding.last_day(one), today())}),
        "token": token_of(request.POST.get("token")) if bound else new_token(),
        **(bound or {}),
    }
    return render(request, "together/round.html", context, status=status)


@needs(Can.TOGETHER)
@require_POST
def show_several(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put the chosen notes on the wall."""
    one = known_round(request, pk)
    wanted = []
    for text in request.POST.getlist("note"):
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    done = show_all(round=one, by=request.staff, notes=wanted)
    if done:
        messages.success(request, _("%d枚をかざりました。") % done)
    else:
        messages.info(request, _("かざるものを選んでください。"))
    return redirect("together:round", pk=pk)


@needs(Can.TOGETHER)
@require_POST
def add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add a note of the teacher's own."""
    one = known_round(request, pk)
    seats = classmates(one)
    form = forms.AddForm(request.POST, seats=seats)
    token = token_of(request.POST.get("token"))
    if form.is_valid():
        said = form.cleaned_data
        about = next(seat.pupil for seat in seats if seat.pupil_id == said["about"])
        sending = sending_token(token, [said["about"], said["words"]])
        try:
            add_note(round=one, by=request.staff, about=about, words=said["words"], sending=sending)
        except NotTaken:
            form.add_error("about", _("この子どもは、いまこの学級にいません。"))
        else:
            messages.success(request, _("加えました。"))
            return redirect("together:round", pk=pk)
    return page_of(request, one, {"add": form}, status=422)


def _done(
    request: StaffRequest, pk: UUID, act: Callable[..., Any], said: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    one = known_round(request, pk)
    try:
        act(round=one, by=request.staff, **(more or {}))
    except NotYet as not_yet:
        return page_of(request, one, {"missing": missing(not_yet.needs)}, status=422)
    messages.success(request, said)
    return redirect("together:round", pk=pk)


@needs(Can.TOGETHER)
@require_POST
def extend(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give it another end."""
    form = forms.ExtendForm(request.POST)
    if not form.is_valid():
        return page_of(request, known_round(request, pk), {"extend": form}, status=422)
    return _done(request, pk, holding.extend_round, _("終わりの日を変えました。"), form.cleaned_data)


@needs(Can.TOGETHER)
@require_POST
def close(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Close it for children, when every note has been read."""
    return _done(request, pk, holding.close_round, _("閉じました。かざったものと記録は残ります。"))


@needs(Can.TOGETHER)
@require_POST
def cards_add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give cards to those who have come since."""
    return _done(request, pk, holding.add_cards, _("カードのなかった子どもの分を作りました。"))
