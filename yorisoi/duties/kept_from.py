"""What is kept from a person: every report they are shut out of, every other report of the same case, and the case.

One place says it for all reads, so that no list forgets a way round: whoever is named in the second report of a case
finds the first gone as well, and the case with it. A report reaches the case it lives in, and those it lived in before
or that its case became (`cases.reach`).

While a page is only looked at (`Staff.looks_only`), this is read once and then known; whoever writes asks anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet

from yorisoi.journal.fixed import Fixed
from yorisoi.schools.models import Staff

SIBLINGS = "report__reaches__case__report_links__report_id"
EVERY_ROW = ~Q(pk__in=[])  # never an empty Q: beside `|` that would say the contrary
MOST = 200  # rows that are told to the database by name; beyond, it is asked to look them up itself


@dataclass(frozen=True, slots=True)
class Kept:
    """The ids of all reports and cases that are kept from one person."""

    reports: frozenset[UUID]
    cases: frozenset[UUID]


def _named(staff: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("reports", "Exclusion").objects.filter(staff=staff, lifted_at__isnull=True)
    return rows


_OF_STAFF = Fixed(
    lambda staff: _named(staff).values_list("report_id", "report__reaches__case_id", SIBLINGS)[: MOST + 1]
)

_ANY = Fixed(lambda staff: _named(staff).order_by().values_list("pk")[:1])


def kept(staff: Staff) -> Kept | None:
    """Return all that is kept from this person, where it is known for the length of a look; None: ask in each read."""
    if not staff.looks_only:
        return None
    if not hasattr(staff, "_kept"):
        rows = _OF_STAFF.rows(staff=staff.pk)
        reports = frozenset(pk for row in rows for pk in (row[0], row[2]) if pk is not None)
        known = Kept(reports, frozenset(row[1] for row in rows if row[1] is not None))
        staff._kept = known if len(rows) <= MOST else None  # type: ignore[attr-defined]
    found: Kept | None = staff._kept  # type: ignore[attr-defined]
    return found


def nothing_kept(staff: Staff) -> bool:
    """Say whether it is known that nothing is kept from this person, so that no read need ask for it."""
    known = kept(staff)
    return known is not None and not known.reports and not known.cases


def kept_from_anything(staff: Staff) -> bool:
    """Say whether there is any report that this person is shut out of: of most people there is none."""
    return not nothing_kept(staff) and bool(_ANY.rows(staff=staff.pk))


def open_reports(staff: Staff, path: str = "pk") -> Q:
    """Return what a row must fit whose `path` (to a report's id) is of no report that is kept from this person."""
    if (known := kept(staff)) is not None:
        return _none_of(known.reports, path)
    named = _named(staff)
    siblings = named.filter(report__reaches__isnull=False).values(SIBLINGS)
    return ~Q(**{f"{path}__in": named.values("report_id")}) & ~Q(**{f"{path}__in": siblings})


def open_cases(staff: Staff, path: str = "pk") -> Q:
    """Return what a row must fit whose `path` (to a case's id) is of no case that is kept from this person."""
    if (known := kept(staff)) is not None:
        return _none_of(known.cases, path)
    named = _named(staff).filter(report__reaches__isnull=False)
    return ~Q(**{f"{path}__in": named.values("report__reaches__case_id")})


def _none_of(ids: frozenset[UUID], path: str) -> Q:
    """Return what every row fits but those of these ids."""
    return ~Q(**{f"{path}__in": sorted(ids)}) if ids else EVERY_ROW


def open_matters(staff: Staff, report: str = "report_id", case: str = "case_id") -> Q:
    """Return the same for rows that are about a report or a case."""
    return EVERY_ROW if nothing_kept(staff) else open_reports(staff, report) & open_cases(staff, case)


def named_for_row(staff: str, about: str) -> QuerySet[Any]:
    """Return, inside a query, what shuts the outer row's person out of the outer-outer row's report or case.

    staff: the outer row's column of the person. about: "report" or "case" of the row around that.
    """
    named = _named(OuterRef(staff))
    row = OuterRef(OuterRef(f"{about}_id"))
    if about == "case":
        return named.filter(report__reaches__case_id=row)
    return named.filter(Q(report_id=row) | Q(**{SIBLINGS: row}))
