"""Results: a class or the school as a heat map with its table, one question over the rounds, counts for 学校だより."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import SchoolClass
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import classes_of
from yorisoi.surveys import present_results, present_rounds
from yorisoi.surveys.forms_paper import plain
from yorisoi.surveys.models import CLOSED, Round, RoundPart
from yorisoi.surveys.queries import classes_read_by, reads_all, rounds_for
from yorisoi.surveys.results import may_show_results, newsletter, results, trend
from yorisoi.surveys.views_lesson import known_class
from yorisoi.surveys.views_rounds import known_round

CITE = "detection.survey"
ROUNDS = 12


def _shown(request: StaffRequest, one: Round, school_class: SchoolClass | None, more: dict[str, Any]) -> HttpResponse:
    context: dict[str, Any] = {"round": one, "school_class": school_class, **more}
    if not may_show_results(request.staff, one):
        return render(request, "surveys/results.html", {**context, "too_early": True})
    try:
        found = results(request.staff, one, school_class)
    except PermissionError:
        raise Http404 from None
    journal(by=request.staff, school_id=request.school.pk, event="view.survey_results", about=one, cite=CITE)
    picture, table = present_results.picture(found)
    context |= {"found": found, "picture": picture, "table": table}
    return render(request, "surveys/results.html", context)


@needs(Can.ANSWERS)
@require_safe
def school(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The school at a glance, and the classes in the order of their names; one's own classes for everybody else."""
    one = known_round(request, pk)
    classes = [line.school_class for line in present_rounds.classes(request.staff, one) if line.mine]
    if not reads_all(request.staff):
        return render(request, "surveys/results.html", {"round": one, "classes": classes, "own_only": True})
    return _shown(request, one, None, {"classes": classes})


@needs(Can.ANSWERS)
@require_safe
def of_class(request: StaffRequest, pk: uuid.UUID, class_id: int) -> HttpResponse:
    """One class: questions × answers."""
    one, school_class = known_class(request, pk, class_id)
    return _shown(request, one, school_class, {})


@needs(Can.ANSWERS)
@require_safe
def over_time(request: StaffRequest) -> HttpResponse:
    """One question over the rounds, of one class or of the school."""
    staff = request.staff
    where = classes_read_by(staff)
    everybody = reads_all(staff)
    rounds = list(rounds_for(staff).filter(audience="child", opened_at__isnull=False).order_by("-opens_at")[:ROUNDS])
    parts = RoundPart.objects.filter(where, round__in=rounds) if where is not None else RoundPart.objects.none()
    known = {part.school_class_id for part in parts}
    classes = [one for one in classes_of(request.school) if one.pk in known]
    wanted = whole(request.GET.get("class", "") or "")
    chosen = next((one for one in classes if one.pk == wanted), None)
    if wanted is not None and chosen is None:
        raise Http404
    if chosen is None and not everybody:
        chosen = classes[0] if classes else None
    items = _asked(rounds, chosen)
    code = request.GET.get("item", "")
    code = code if code in items else next(iter(items), "")
    context: dict[str, Any] = {
        "classes": classes, "chosen": chosen, "everybody": everybody, "items": items.items(), "code": code,
        "label": items.get(code, ""),
    }  # fmt: skip
    if code and (chosen or everybody):
        ready = trend(staff, request.school, code, chosen, most=ROUNDS)
        picture, table = present_results.over_rounds(ready)
        context |= {"picture": picture, "table": table}
    return render(request, "surveys/trend.html", context)


def _asked(rounds: list[Round], chosen: SchoolClass | None) -> dict[str, str]:
    """Return what was asked in these rounds, code → short words, latest first; no words of children."""
    parts = (
        RoundPart.objects.filter(round__in=rounds).select_related("questionnaire").order_by("-round__opens_at", "pk")
    )
    if chosen is not None:
        parts = parts.filter(school_class=chosen)
    found: dict[str, str] = {}
    for part in parts:
        for item in part.questionnaire.read.items:
            if item.kind != "text":
                found.setdefault(item.code, plain(item.short))
    return found


@needs(Can.SURVEY)
@require_safe
def for_newsletter(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Counts that may leave the school: of the whole round, every small one hidden; as text to copy and a table."""
    one = known_round(request, pk)
    if one.state != CLOSED:
        return render(request, "surveys/newsletter.html", {"round": one})
    if one.school_id != request.school.pk:
        raise PermissionDenied
    found = newsletter(one)
    table = [present_results.counted(row) for row in found.rows if row.item.kind not in present_results.NOT_SHOWN]
    journal(by=request.staff, school_id=request.school.pk, event="view.survey_newsletter", about=one, cite=CITE)
    return render(request, "surveys/newsletter.html", {"round": one, "found": found, "table": table})
