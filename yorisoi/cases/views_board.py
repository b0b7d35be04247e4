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
    all_columns,
    cards,
    columns,
    filtered,
    open_cases,
)
from yorisoi.cases.board_first import Counts, in_board_order
from yorisoi.cases.models import Case
from yorisoi.cases.queries import all_cases_for, cases_for
from yorisoi.duties.asked import AskedBy
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import SchoolClass

CLOSED_PAGE = 20
_NUMBER = re.compile(r"(?:(\d{4})\s*[-ー－]\s*)?(\d{1,6})")


GRADES = Fixed(
    lambda school, year: (
        SchoolClass.objects.filter(school=school, year=year)
        .order_by("grade")
        .values_list("grade", flat=True)
        .distinct()
    )
)


@needs(Can.READ_CASE, Can.OVERSEE)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Open cases: the whole school's by stage for those who oversee; for everyone else those they have a part in."""
    journal(by=request.staff, school_id=request.school.pk, event="view.board")
    if not request.staff.can(Can.OVERSEE):
        return _mine(request)
    known, counts = cases_for(request.staff), Counts(request.staff)
    grades = GRADES.rows(school=request.school.pk, year=school_year(today()))
    wanted = Wanted.of(request.GET, grades)
    rows = filtered(open_cases(known), wanted)
    context = {"wanted": wanted, "grades": grades, "lates": LATE.items(), "ages": AGES.items()}
    context["resting"] = counts.resting
    if (key := request.GET.get("column", "")) in COLUMNS:
        page = Paginator(rows.filter(state__in=COLUMNS[key][1]), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "cards": cards(list(page), request.edition), "column": key, "label": COLUMNS[key][0]}  # type: ignore[attr-defined]
        context["query"] = f"{wanted.query}column={key}&"
        return render(request, "cases/board.html", context)
    rules = request.edition  # type: ignore[attr-defined]
    context["columns"] = columns(rows, rules) if wanted.query else all_columns(request.staff, counts, rules)
    return render(request, "cases/board.html", context)


MINE = AskedBy(lambda staff: in_board_order(all_cases_for(staff).select_related(None)).values_list("pk", "state"))
SHOWN = Fixed(lambda ids: Case.objects.filter(pk__in=ids).order_by().defer("short_period_reason"))


def _mine(request: StaffRequest) -> HttpResponse:
    """Show the open cases that somebody has a part in, a page of them."""
    known = MINE.rows(request.staff)
    still_open = [pk for pk, state in known if state not in CASE_FLOW.resting]
    page = Paginator(still_open, PER_PAGE).get_page(request.GET.get("page"))
    rows = {case.pk: case for case in (SHOWN.rows(ids=tuple(page)) if page else ())}
    made = cards([rows[pk] for pk in page], request.edition)  # type: ignore[attr-defined]
    context = {"page": page, "cards": made, "resting": len(known) - len(still_open)}
    return render(request, "cases/mine.html", context)


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
