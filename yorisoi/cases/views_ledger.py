"""The ledger (台帳): received = decided + open, to the item."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.cases.ledger import entries, in_order
from yorisoi.cases.ledger_year import ends_of, in_month, months_of, number_of, of_year, sums_of, years_of
from yorisoi.duties.asked import AskedBy
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff
from yorisoi.schools.pages import Counted

PAGE = 20  # of one month; a usual month fits
FIRST = AskedBy(lambda staff, year, first, end: in_order(in_month(staff, year, first, end))[:PAGE])


@needs(Can.OVERSEE)
@require_safe
def ledger(request: StaffRequest) -> HttpResponse:
    """One row a report that this person may know, a month a page; the sums of the whole school year at the foot."""
    staff = request.staff
    journal(by=staff, school_id=request.school.pk, event="view.ledger")
    years = sorted({*years_of(staff), school_year(today())}, reverse=True)
    wanted = request.GET.get("year", "")
    year = next((each for each in years if str(each) == wanted), years[0])
    months = months_of(staff, year)
    latest = months[-1] if months else None
    month = next((each for each in months if f"{each:%Y-%m}" == request.GET.get("month")), latest)
    page = _pages(staff, year, month).get_page(request.GET.get("page"))
    if month and page.number == 1:
        first, end = ends_of(month)
        page.object_list = FIRST.rows(staff, year=year, first=first, end=end)[:PAGE]
    sums = sums_of(staff, year)
    context = {
        "entries": entries(page, staff),
        "page": page,
        "query": f"year={year}&month={month:%Y-%m}&" if month else "",
        "years": years,
        "year": year,
        "months": months,
        "month": month,
        "sums": sums,
        "agrees": sums["received"] == sums["decided"] + sums["open"],
    }
    return render(request, "cases/ledger.html", context)


def _pages(staff: Staff, year: int, month: date | None) -> Counted:
    if month is None:
        return Counted(of_year(staff, year).none(), PAGE, 0)
    first, end = ends_of(month)
    return Counted(in_order(in_month(staff, year, first, end)), PAGE, number_of(staff, year, first, end))
