"""The ledger (台帳): received = decided + open, to the item."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.cases.ledger import entries, in_order
from yorisoi.cases.queries import ledger_sums, report_readable_by
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.guards import StaffRequest, needs

PAGE = 50  # of one month; a usual month fits


@needs(Can.OVERSEE)
@require_safe
def ledger(request: StaffRequest) -> HttpResponse:
    """One row a report that this person may know, a month a page; the sums of the whole school year at the foot."""
    journal(by=request.staff, school_id=request.school.pk, event="view.ledger")
    known = report_readable_by(request.staff).select_related(None)
    years = sorted({*known.order_by().values_list("year", flat=True).distinct(), school_year(today())}, reverse=True)
    wanted = request.GET.get("year", "")
    year = next((each for each in years if str(each) == wanted), years[0])
    of_year = known.filter(year=year)
    months = _months(of_year, year)
    latest = months[-1] if months else None
    month = next((each for each in months if f"{each:%Y-%m}" == request.GET.get("month")), latest)
    rows = in_order(_in_month(of_year, month)) if month else known.none()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    sums = ledger_sums(request.school, of_year)
    context = {
        "entries": entries(page, request.staff),
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


def _months(rows: QuerySet[Report], year: int) -> list[date]:
    """Return the months in which something was received, the first first."""
    months = [date(year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(4, 16)]  # April to March
    asked = {f"m{each:%Y%m}": Count("received_at", filter=_of_month(each)) for each in months}
    counts = rows.order_by().aggregate(all=Count("received_at"), **asked)
    if sum(counts.values()) == 2 * counts["all"]:
        return [each for each in months if counts[f"m{each:%Y%m}"]]
    # something was received in another school year than that of its number: the database names each month
    found = rows.order_by().annotate(month=TruncMonth("received_at", tzinfo=TOKYO)).values_list("month", flat=True)
    return sorted({moment.date() for moment in found.distinct()})


def _of_month(month: date) -> Q:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first, end = (datetime.combine(day, time.min, TOKYO) for day in (month, after))
    return Q(received_at__gte=first, received_at__lt=end)


def _in_month(rows: QuerySet[Report], month: date) -> QuerySet[Report]:
    return rows.filter(_of_month(month))
