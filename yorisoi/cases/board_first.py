"""The first cases of each stage: all counts in one query along an index, all first cards in another.

To put a case in its place only its next deadline is looked up, in an index; the rows of the cards alone are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.duties.actions import OPEN
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.schools.models import Staff

SERIOUS: tuple[bool | None, ...] = (True, False, None)  # as they stand on the board


def in_board_order(rows: QuerySet[Case]) -> QuerySet[Any]:
    """Return cases with their next due duty: grave ones first, then by what is due next."""
    owed = Duty.objects.filter(OPEN, case=OuterRef("pk")).order_by("due_at")
    return rows.annotate(next_due=Subquery(owed.values("due_at")[:1])).order_by(
        F("may_be_serious").desc(nulls_last=True),
        "-urgent",
        F("next_due").asc(nulls_last=True),
        "entered_at",
        "pk",
    )


def place(case: Case, next_due: datetime | None) -> tuple[Any, ...]:
    """Return where a case stands in the order of the board, to sort by."""
    weight = SERIOUS.index(case.may_be_serious), not case.urgent
    return (*weight, next_due is None, next_due or case.entered_at, case.entered_at, case.pk)


_COUNTS = AskedBy(
    lambda staff: (
        cases_for(staff).select_related(None).order_by().values_list("school_id", "state").annotate(count=Count("*"))
    )
)


class Counts:
    """How many cases there are of each state."""

    def __init__(self, staff: Staff) -> None:
        self._rows: dict[str, int] = {state: count for _school, state, count in _COUNTS.rows(staff)}

    def of(self, states: Collection[str]) -> int:
        """Return the number of cases in these states."""
        return sum(self._rows.get(state, 0) for state in states)

    @property
    def resting(self) -> int:
        """How many cases are at rest."""
        return self.of(CASE_FLOW.resting)


def _first(staff: Staff, stages: frozenset[tuple[str, ...]], many: frozenset[int]) -> QuerySet[Case]:
    known = cases_for(staff).select_related(None)
    wanted = Q(pk__in=[])
    for states in sorted(stages):
        wanted |= Q(pk__in=in_board_order(known.filter(state__in=states)).values("pk")[: max(many)])
    return Case.objects.filter(wanted).order_by().defer("short_period_reason")


_FIRST = AskedBy(_first)


def first_cases(staff: Staff, stages: Iterable[tuple[str, ...]], many: int) -> list[Case]:
    """Return the first cases of each of these stages, in no order."""
    return _FIRST.rows(staff, stages=frozenset(stages), many=frozenset({many}))
