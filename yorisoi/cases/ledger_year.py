"""What there is in the ledger: its years, the months of one, the sums of one. Found in an index, without the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from yorisoi.cases.queries import report_readable_by
from yorisoi.duties.asked import AskedBy
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import School, Staff


def _known(staff: Staff) -> QuerySet[Report]:
    return report_readable_by(staff).select_related(None).order_by()


def of_year(staff: Staff, year: int) -> QuerySet[Report]:
    """Return the reports of a school year that this person may know."""
    return _known(staff).filter(year=year)


def in_month(staff: Staff, year: int, first: datetime, end: datetime) -> QuerySet[Report]:
    """Return those of them that were received in a month (`ends_of`)."""
    return of_year(staff, year).filter(received_at__gte=first, received_at__lt=end)


def ends_of(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and that of the next."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return datetime.combine(month, time.min, TOKYO), datetime.combine(after, time.min, TOKYO)


_ENDS = AskedBy(
    lambda staff: School.everywhere.filter(pk=staff.school.pk).values_list(
        Subquery(_known(staff).order_by("year").values("year")[:1]),
        Subquery(_known(staff).order_by("-year").values("year")[:1]),
    )
)
_THERE = AskedBy(
    lambda staff, years: School.everywhere.filter(pk=staff.school.pk).values_list(
        *(Exists(of_year(staff, year)) for year in years)
    )
)
_SPAN = AskedBy(
    lambda staff, year: School.everywhere.filter(pk=staff.school.pk).values_list(
        Subquery(of_year(staff, year).order_by("received_at").values("received_at")[:1]),
        Subquery(of_year(staff, year).order_by("-received_at").values("received_at")[:1]),
    )
)
_IN_MONTHS = AskedBy(
    lambda staff, year, edges: School.everywhere.filter(pk=staff.school.pk).values_list(
        *(Exists(in_month(staff, year, first, end)) for first, end in pairwise(edges))
    )
)
_NUMBER = AskedBy(
    lambda staff, year, first, end: (
        in_month(staff, year, first, end).values_list("school_id").annotate(count=Count("*"))
    )
)
_ASIDE, _OPEN = Q(state="set_aside"), Q(state__in=["received", "noted"])


def _counted(rows: QuerySet[Report]) -> QuerySet[Any]:
    """Count all along one index: by the school and not by the state."""
    return (
        rows.order_by()
        .values_list("school_id")
        .annotate(
            received=Count("*"),
            set_aside=Count("received_at", filter=_ASIDE),
            open=Count("received_at", filter=_OPEN),
            in_case=Count("case_link__id"),
            both=Count("case_link__id", filter=_ASIDE),
        )
    )


_SUMS = AskedBy(lambda staff, year: _counted(of_year(staff, year)))


def years_of(staff: Staff) -> list[int]:
    """Return the school years in which there is a report that this person may know."""
    first, last = next(iter(_ENDS.rows(staff)), (None, None))
    if first is None or last is None:
        return []
    years = tuple(range(first, last + 1))
    there = _THERE.first(staff, years=years)
    return [year for year, is_there in zip(years, there, strict=False) if is_there]  # the last is asked again


def months_of(staff: Staff, year: int) -> list[date]:
    """Return the months in which something was received, the first first."""
    earliest, latest = next(iter(_SPAN.rows(staff, year=year)), (None, None))
    if earliest is None or latest is None:
        return []
    months = [date(year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(4, 16)]  # April to March
    edges = (*(ends_of(month)[0] for month in months), ends_of(months[-1])[1])
    if edges[0] <= earliest and latest < edges[-1]:
        there = _IN_MONTHS.first(staff, year=year, edges=edges)
        return [month for month, is_there in zip(months, there, strict=False) if is_there]
    # something was received in another school year than that of its number: the database names each month
    found = of_year(staff, year).annotate(month=TruncMonth("received_at", tzinfo=TOKYO))
    return sorted({moment.date() for moment in found.values_list("month", flat=True).distinct()})


def number_of(staff: Staff, year: int, first: datetime, end: datetime) -> int:
    """Return how many were received in a month."""
    return sum(count for _school, count in _NUMBER.rows(staff, year=year, first=first, end=end))


def sums_of(staff: Staff, year: int) -> dict[str, int]:
    """Return received, decided and open of a year: the three must agree to the item (received = decided + open)."""
    return _summed(_SUMS.rows(staff, year=year))


def ledger_sums(school: School, reports: QuerySet[Report] | None = None) -> dict[str, int]:
    """Return the same of these reports, or of all that the school has."""
    return _summed(_counted(Report.objects.filter(school=school) if reports is None else reports))


def _summed(rows: Iterable[tuple[int, ...]]) -> dict[str, int]:
    _school, received, aside, still_open, in_case, both = next(iter(rows), (0,) * 6)
    return {
        "received": received,
        "decided": in_case + aside - both,
        "in_case": in_case,
        "set_aside": aside,
        "open": still_open,
    }
