"""The board of open cases, one's own cases, and the list of those at rest."""

from __future__ import annotations

import re

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.cases.board import (
    AGES,
    COLUMNS,
    LATE,
    PER_PAGE,
    Wanted,
    cards,
    columns,
    filtered,
    open_cases,
)
from yorisoi.cases.queries import cases_for
from yorisoi.journal.actions import journal
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import classes_of

CLOSED_PAGE = 20
_NUMBER = re.compile(r"(?:(\d{4})\s*[-ー－]\s*)?(\d{1,6})")


@needs(Can.READ_CASE, Can.OVERSEE)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Open cases: the whole school's by stage for those who oversee; for everyone else those they have a part in."""
    journal(by=request.staff, school_id=request.school.pk, event="view.board")
    known = cases_for(request.staff)
    resting = known.filter(state__in=CASE_FLOW.resting).count()
    if not request.staff.can(Can.OVERSEE):
        page = Paginator(open_cases(known), PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "cards": cards(list(page), request.edition), "resting": resting}  # type: ignore[attr-defined]
        return render(request, "cases/mine.html", context)
    grades = sorted({one.grade for one in classes_of(request.school)})
    wanted = Wanted.of(request.GET, grades)
    rows = filtered(open_cases(known), wanted)
    context = {"wanted": wanted, "grades": grades, "lates": LATE.items(), "ages": AGES.items(), "resting": resting}
    if (key := request.GET.get("column", "")) in COLUMNS:
        page = Paginator(rows.filter(state__in=COLUMNS[key][1]), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "cards": cards(list(page), request.edition), "column": key, "label": COLUMNS[key][0]}  # type: ignore[attr-defined]
        context["query"] = f"{wanted.query}column={key}&"
        return render(request, "cases/board.html", context)
    context["columns"] = columns(rows, request.edition)  # type: ignore[attr-defined]
    return render(request, "cases/board.html", context)


@needs(Can.READ_CASE)
@require_safe
def closed(request: StaffRequest) -> HttpResponse:
    """Cases at rest (解消, 観察を終了), found by number. A new act wakes any of them."""
    journal(by=request.staff, school_id=request.school.pk, event="view.board")
    q = request.GET.get("q", "").strip()[:20]
    rows = cases_for(request.staff).filter(state__in=CASE_FLOW.resting)
    rows = rows.select_related(None).defer("short_period_reason")
    if q:
        found = _NUMBER.fullmatch(q)
        number = Q(number=int(found[2])) if found else Q(pk__in=[])
        rows = rows.filter(number & Q(year=int(found[1])) if found and found[1] else number)
    page = Paginator(rows.order_by("-entered_at", "pk"), CLOSED_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": cards(list(page), request.edition), "q": q, "query": f"q={q}&" if q else ""}  # type: ignore[attr-defined]
    return render(request, "cases/closed.html", context)
