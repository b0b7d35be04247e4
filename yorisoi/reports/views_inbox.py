"""The inbox of 生徒指導主任 and the managers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.policy.roles import Can
from yorisoi.reports.inbox import FILTERS, counts, in_order, rows_of
from yorisoi.reports.queries import reports_for
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.pages import IdsFirst

PAGE = 20


@needs(Can.INTAKE)
@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """What came in: new ones first, then those noted, then those decided. Nothing can be deleted."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    reports = reports_for(request.staff)
    rows = in_order(reports.filter(state__in=FILTERS[chosen][1]), request.staff)
    page = IdsFirst(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows_of(page, request.edition),  # type: ignore[attr-defined]
        "page": page,
        "filters": counts(reports),
        "chosen": chosen,
        "query": f"state={chosen}&" if chosen else "",
    }
    return render(request, "reports/inbox.html", context)
