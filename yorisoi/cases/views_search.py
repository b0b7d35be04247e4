"""Searching: by POST, so that what is looked for stands in no address; with HTMX while typing, without it by Enter."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yorisoi.cases.finding import LONGEST, search
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: StaffRequest) -> HttpResponse:
    """Words and names in what this person may read. That somebody searched is journalled, not for what."""
    q = request.POST.get("q", "").strip()[:LONGEST]
    answer = search(request.staff, q)
    if q:
        journal(by=request.staff, school_id=request.school.pk, event="view.search", about=request.school)
    fragment = bool(request.headers.get("HX-Request"))
    context = {"q": q, "answer": answer, "longest": LONGEST}
    return render(request, "cases/_search_found.html" if fragment else "cases/search.html", context)
