"""The first cases of each stage: all counts in one query along an index, all first places in another, then the cases.

The order goes by each case's next deadline, which lies in another table. The database keeps both together
(`CasePlace`), in the order of the board: however many cases there are, only the first of each stage are looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from yorisoi.cases.models import Case
from yorisoi.cases.models_places import CasePlace
from yorisoi.cases.queries import cases_for
from yorisoi.duties.actions import OPEN
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.kept_from import open_cases
from yorisoi.duties.models import Duty
from yorisoi.journal.counted import count_of
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff

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


def _counts(staff: Staff) -> QuerySet[Any]:
    known = cases_for(staff)
    each = (count_of(known.filter(state=str(state))) for state in CaseState)
    return School.everywhere.filter(pk=staff.school.pk).values_list(*each)  # type: ignore[union-attr]


_COUNTS = AskedBy(_counts)


class Counts:
    """How many cases there are of each state."""

    def __init__(self, staff: Staff) -> None:
        found = _COUNTS.first(staff) or ()
        self._rows: dict[str, int] = {str(state): count for state, count in zip(CaseState, found, strict=False)}

    def of(self, states: Collection[str]) -> int:
        """Return the number of cases in these states."""
        return sum(self._rows.get(state, 0) for state in states)

    @property
    def resting(self) -> int:
        """How many cases are at rest."""
        return self.of(CASE_FLOW.resting)


def _placed(staff: Staff, many: frozenset[int]) -> QuerySet[Any]:
    """Return where the first cases of each state stand, for who may read every case of the school."""
    known = CasePlace.objects.filter(open_cases(staff), school=staff.school)
    wanted = Q(pk__in=[])
    for state in CaseState:
        if state not in CASE_FLOW.resting:
            wanted |= Q(pk__in=known.filter(state=state).values("pk")[: max(many)])
    return CasePlace.objects.filter(wanted).order_by().values_list("state", "rank", "due_at", "entered_at", "pk")


_PLACED = AskedBy(_placed)
_SHOWN = AskedBy(lambda staff, ids: _bare(Case.objects.filter(open_cases(staff), pk__in=ids)))


def _bare(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related(None).order_by().defer("short_period_reason")


def _by_place(staff: Staff, stages: Collection[tuple[str, ...]], many: int) -> list[Case]:
    """Return the first cases as the places that the database keeps have it."""
    of_state: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for state, rank, due_at, entered_at, pk in _PLACED.rows(staff, many=frozenset({many})):
        of_state[state].append((rank, due_at or entered_at, entered_at, pk))
    ids = [row[-1] for states in stages for row in sorted(row for state in states for row in of_state[state])[:many]]
    return _SHOWN.rows(staff, ids=tuple(ids)) if ids else []


def _first(staff: Staff, stages: frozenset[tuple[str, ...]], many: frozenset[int]) -> QuerySet[Case]:
    known = cases_for(staff).select_related(None)
    wanted = Q(pk__in=[])
    for states in sorted(stages):
        wanted |= Q(pk__in=in_board_order(known.filter(state__in=states)).values("pk")[: max(many)])
    return _bare(Case.objects.filter(wanted))


_FIRST = AskedBy(_first)


def first_cases(staff: Staff, stages: Collection[tuple[str, ...]], many: int, counts: Counts) -> list[Case]:
    """Return the first cases of each of these stages, in no order.

    They are read along the places that the database keeps. Where one is out of line, so that fewer come than there are
    to show, the cases are put in order by their duties themselves: none is lost.
    """
    if staff.can(Can.READ_ALL):
        found = _by_place(staff, stages, many)
        came = Counter(case.state for case in found)
        if all(sum(came[state] for state in states) == min(counts.of(states), many) for states in stages):
            return found
    return _FIRST.rows(staff, stages=frozenset(stages), many=frozenset({many}))
