"""The chronology of a case: on the screen by pages, on paper as a whole; and the way to one line of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yorisoi.cases.chronology_page import DECIDED, build, page_of
from yorisoi.cases.guards import known_case
from yorisoi.cases.queries import lines_in
from yorisoi.cases.records import view_case
from yorisoi.journal import clock
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_safe
def chronology(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One line of time, oldest first, filtered by kind, person and period."""
    case = known_case(request.staff, pk)
    paper = bool(request.GET.get("paper"))
    page = build(case, request.staff, request.GET, paper=paper)
    view_case(case=case, by=request.staff)
    given = request.GET.copy()
    given.pop("page", None)
    given.pop("paper", None)
    context = {
        "case": case,
        "page": page,
        "paper": paper,
        "decided": DECIDED,
        "query": given.urlencode(),
        "printed_at": clock.now(),
        # on paper the names stand as they are
        "names_hidden": not paper and request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/chronology.html", context, status=422 if page.form.errors else 200)


@needs(Can.READ_CASE)
@require_safe
def line(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Go to one line: on the page of the chronology on which it stands."""
    case = known_case(request.staff, pk)
    row = get_object_or_404(lines_in(case), pk=entry)
    page = page_of(case, request.staff, f"line-{row.pk}")
    return redirect(f"{reverse('cases:chronology', args=[pk])}?page={page}#line-{row.pk}")
