"""元気アンケート for staff: which rounds there are, one planned, opened, made longer, called off, closed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.journal import clock
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import classes_of
from yorisoi.surveys import actions, present_rounds
from yorisoi.surveys.forms import ExtendForm, PlanForm
from yorisoi.surveys.models import OPEN, PLANNED, Questionnaire, Round
from yorisoi.surveys.queries import questionnaires_for, rounds_for
from yorisoi.surveys.results import may_show_results
from yorisoi.surveys.said import AUDIENCES, MODES, SHIPPED, STATES

PAST = 12
DAYS = 7


@needs(Can.SURVEY, Can.ANSWERS)
@require_safe
def rounds(request: StaffRequest) -> HttpResponse:
    """What is asked now, what is planned, what has been."""
    known = rounds_for(request.staff)
    on = known.filter(state__in=(OPEN, PLANNED)).order_by("opens_at")
    page = Paginator(known.exclude(state__in=(OPEN, PLANNED)), PAST).get_page(request.GET.get("page"))
    found = present_rounds.sections(present_rounds.lines(request.staff, [*on, *page]))
    return render(request, "surveys/rounds.html", {"sections": found, "page": page, "any": any(found.values())})


@needs(Can.SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a round: the classes of this year with the questionnaire of their grade, or one of the school's own."""
    given = request.POST if request.method == "POST" else request.GET
    audience = given.get("audience", "child")
    audience = audience if audience in AUDIENCES else "child"
    own = list(questionnaires_for(request.staff))
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        classes=classes_of(request.school),
        own=_latest(own),
        audience=audience,
        initial=_start(),
    )
    needs_: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _planned(request, form, audience)
        except NotYet as not_yet:
            needs_ = present_rounds.missing(not_yet.needs)
    shipped = ["guardians"] if audience == "guardian" else ["lower", "middle", "upper"]
    context = {
        "form": form,
        "audience": audience,
        "audiences": AUDIENCES.items(),
        "shipped": [(code, SHIPPED[code]) for code in shipped],
        "own": form.own.values(),
        "missing": needs_,
    }
    return render(request, "surveys/plan.html", context, status=422 if form.is_bound else 200)


def _latest(rows: list[Questionnaire]) -> list[Questionnaire]:
    """Return the newest version of each of the school's own questionnaires."""
    newest: dict[str, Questionnaire] = {}
    for row in rows:
        if row.code not in SHIPPED:
            newest.setdefault(row.code, row)
    return list(newest.values())


def _start() -> dict[str, Any]:
    morning = datetime.combine(today() + timedelta(days=1), time(8, 30), TOKYO)
    evening = datetime.combine(today() + timedelta(days=DAYS), time(17), TOKYO)
    title = _("元気アンケート（%(month)d月）") % {"month": morning.month}
    return {"title": title, "mode": "named", "stage": 0, "opens_at": morning, "closes_at": evening}


def _planned(request: StaffRequest, form: PlanForm, audience: str) -> HttpResponse:
    said = form.cleaned_data
    same = {key: said[key] for key in ("title", "mode", "opens_at", "closes_at")}
    just_now = clock.now() - timedelta(minutes=1)
    pressed_twice = Round.objects.filter(
        school=request.school, made_by=request.staff, audience=audience, made_at__gte=just_now, state=PLANNED, **same
    ).first()
    if pressed_twice is None:
        pressed_twice = actions.plan_round(
            school=request.school, by=request.staff, audience=audience, stage=said["stage"], parts=form.parts, **same
        )
        said_so = _(
            "予定しました。「始める」を押すと、学級ごとのカードを印刷できます。受け取るのは、期間のあいだだけです。"
        )
        messages.success(request, said_so)
    return redirect("surveys:round", pk=pressed_twice.pk)


def known_round(request: StaffRequest, pk: uuid.UUID) -> Round:
    """Return a round of this person's school, or answer 404."""
    return get_object_or_404(rounds_for(request.staff), pk=pk)


@needs(Can.SURVEY, Can.ANSWERS)
@require_safe
def show(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One round: its classes, how far each is, and what still stands against its end."""
    return page_of(request, known_round(request, pk))


def page_of(
    request: StaffRequest, one: Round, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Return the page of a round, with what was refused where something was."""
    state, tone = STATES[one.state]
    found = present_rounds.classes(request.staff, one)
    ends = max(one.closes_at, clock.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    context = {
        "round": one,
        "line": present_rounds.Line(one, state, tone, MODES[one.mode][0], 0, 0, 0),
        "mode_means": MODES[one.mode][1],
        "audience": AUDIENCES[one.audience],
        "classes": found,
        "entitled": sum(line.entitled for line in found),
        "answered": sum(line.answered for line in found),
        "stops": present_rounds.stops_closing(request.staff, one),
        "results": may_show_results(request.staff, one),
        "extend": ExtendForm(initial={"closes_at": ends}),
        **(more or {}),
    }
    return render(request, "surveys/round.html", context, status=status)


def _done(
    request: StaffRequest, pk: uuid.UUID, act: Callable[..., Any], said: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    one = known_round(request, pk)
    try:
        act(round=one, by=request.staff, **(more or {}))
    except PermissionError:
        raise PermissionDenied from None
    except NotYet as not_yet:
        where = reverse("surveys:reading") if any(n.name == "nothing_unread" for n in not_yet.needs) else ""
        return page_of(request, one, {"missing": present_rounds.missing(not_yet.needs, where)}, status=422)
    messages.success(request, said)
    return redirect("surveys:round", pk=pk)


@needs(Can.SURVEY)
@require_POST
def open_(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin: questionnaires freeze, every child gets a card."""
    return _done(request, pk, actions.open_round, _("始めました。答えは、決めた期間のあいだだけ受け取ります。"))


@needs(Can.SURVEY)
@require_POST
def cards_add(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give cards to those who have come to the school since."""
    return _done(request, pk, actions.add_cards, _("カードのなかった子どもの分を作りました。"))


@needs(Can.SURVEY)
@require_POST
def extend(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Move the end."""
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return page_of(request, known_round(request, pk), {"extend": form}, status=422)
    return _done(request, pk, actions.extend_round, _("終わりの日時を変えました。"), form.cleaned_data)


@needs(Can.SURVEY)
@require_POST
def cancel(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Call it off before it begins."""
    return _done(request, pk, actions.cancel_round, _("取りやめました。記録は残ります。"))


@needs(Can.SURVEY)
@require_POST
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Close it for good, when nothing is left to read."""
    return _done(request, pk, actions.close_round, _("閉じました。すべての答えが読まれ、結論が出ています。"))
