"""The inbox of 生徒指導主任 and the managers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.policy.roles import Can
from yorisoi.reports.inbox import FILTERS, counts, rows_of
from yorisoi.reports.inbox_order import InOrder
from yorisoi.reports.models import Report
from yorisoi.schools.guards import StaffRequest, needs

PAGE = 20


@needs(Can.INTAKE)
@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """What came in: new ones first, then those noted, then those decided. Nothing can be deleted."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    known = InOrder(request.staff, FILTERS[chosen][1])
    pages: Paginator[Report] = Paginator(known, PAGE)  # type: ignore[arg-type]  # cut by slices, no more is asked
    page = pages.get_page(request.GET.get("page"))
    context = {
        "rows": rows_of(page, request.edition),  # type: ignore[attr-defined]
        "page": page,
        "filters": counts(known.by_state),
        "chosen": chosen,
        "query": f"state={chosen}&" if chosen else "",
    }
    return render(request, "reports/inbox.html", context)
