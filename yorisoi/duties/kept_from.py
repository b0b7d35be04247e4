"""What is kept from a person: every report they are shut out of, every other report of the same case, and the case.

One place says it for all reads, so that no list forgets a way round: whoever is named in the second report of a case
finds the first gone as well, and the case with it. A report reaches the case it lives in, and those it lived in before
or that its case became (`cases.reach`).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet

from yorisoi.schools.models import Staff

SIBLINGS = "report__reaches__case__report_links__report_id"


def _named(staff: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("reports", "Exclusion").objects.filter(staff=staff, lifted_at__isnull=True)
    return rows


def kept_from_anything(staff: Staff) -> bool:
    """Say whether there is any report that this person is shut out of: of most people there is none."""
    return _named(staff).exists()


def open_reports(staff: Staff, path: str = "pk") -> Q:
    """Return what a row must fit whose `path` (to a report's id) is of no report that is kept from this person."""
    named = _named(staff)
    siblings = named.filter(report__reaches__isnull=False).values(SIBLINGS)
    return ~Q(**{f"{path}__in": named.values("report_id")}) & ~Q(**{f"{path}__in": siblings})


def open_cases(staff: Staff, path: str = "pk") -> Q:
    """Return what a row must fit whose `path` (to a case's id) is of no case that is kept from this person."""
    named = _named(staff).filter(report__reaches__isnull=False)
    return ~Q(**{f"{path}__in": named.values("report__reaches__case_id")})


def open_matters(staff: Staff, report: str = "report_id", case: str = "case_id") -> Q:
    """Return the same for rows that are about a report or a case."""
    return open_reports(staff, report) & open_cases(staff, case)


def named_for_row(staff: str, about: str) -> QuerySet[Any]:
    """Return, inside a query, what shuts the outer row's person out of the outer-outer row's report or case.

    staff: the outer row's column of the person. about: "report" or "case" of the row around that.
    """
    named = _named(OuterRef(staff))
    row = OuterRef(OuterRef(f"{about}_id"))
    if about == "case":
        return named.filter(report__reaches__case_id=row)
    return named.filter(Q(report_id=row) | Q(**{SIBLINGS: row}))
