"""The first cases of each stage, found without putting thousands in order.

Few open cases are put in order as they are. Of many, those that are due next are found by a walk along the open duties
in the order in which they are due, which stops at the last card of the column, and after so many duties at the latest:
where the walk finds too few (all that is due soon is of another stage), the stage is put in order after all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.duties.actions import OPEN
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.kept_from import open_cases as open_to
from yorisoi.duties.models import Duty
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff

FEW = 100  # cases that are put in order faster than they are found by a walk
FARTHEST = 2000  # open duties that a walk may pass
Weight = tuple[bool | None, bool]  # may it be serious, is it urgent: what comes before all clocks
WEIGHTS: tuple[Weight, ...] = tuple((serious, urgent) for serious in (True, False, None) for urgent in (True, False))
# One column to be read: its states, how many cards, and where it is walked for, the weights that are taken whole and
# the weight in which the walk goes on.
Wish = tuple[tuple[str, ...], int, frozenset[Weight], Weight | None]


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
    weight = WEIGHTS.index((case.may_be_serious, case.urgent))
    return (weight, next_due is None, next_due or case.entered_at, case.entered_at, case.pk)


_COUNTS = AskedBy(
    lambda staff: (
        cases_for(staff)
        .select_related(None)
        .order_by()
        .values_list("state", "may_be_serious", "urgent")
        .annotate(count=Count("pk"))
    )
)
_FARTHEST = AskedBy(
    lambda staff: (
        Duty.objects.filter(OPEN, school=staff.school, case__isnull=False)
        .order_by("due_at")
        .values_list("due_at")[FARTHEST : FARTHEST + 1]
    )
)


class Counts:
    """How many cases there are of each stage and weight."""

    def __init__(self, staff: Staff) -> None:
        self._rows: dict[tuple[str, Weight], int] = {
            (state, (serious, urgent)): count for state, serious, urgent, count in _COUNTS.rows(staff)
        }

    def of(self, states: Collection[str], weight: Weight | None = None) -> int:
        """Return the number of cases in these states, of one weight or of all."""
        return sum(n for (state, each), n in self._rows.items() if state in states and weight in (None, each))

    @property
    def resting(self) -> int:
        """How many cases are at rest."""
        return self.of(CASE_FLOW.resting)


def _wish(states: tuple[str, ...], many: int, counts: Counts, *, walk: bool) -> Wish:
    """Say how the first cases of a stage are to be found."""
    whole: list[Weight] = []
    left = many
    for weight in WEIGHTS:
        count = counts.of(states, weight)
        if count > left:
            return (states, left, frozenset(whole), weight) if walk and count > FEW else (states, many, frozenset(), None)
        left -= count
        whole += [weight] if count else []
    return states, many, frozenset(), None


def _of_weight(serious: bool | None, urgent: bool, path: str = "") -> Q:
    known = Q(**{f"{path}may_be_serious__isnull": True}) if serious is None else Q(**{f"{path}may_be_serious": serious})
    return known & Q(**{f"{path}urgent": urgent})


def _walk(staff: Staff, states: tuple[str, ...], weight: Weight, until: datetime) -> QuerySet[Any]:
    """Return the cases of the next due duties, each once: the earliest of its duties stands for it."""
    earlier = Duty.objects.filter(OPEN, case=OuterRef("case_id"))
    earlier = earlier.filter(Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk")))
    return (
        Duty.objects.filter(
            OPEN,
            _of_weight(*weight, "case__"),
            open_to(staff, "case_id"),
            ~Exists(earlier),
            school=staff.school,
            due_at__lt=until,
            case__state__in=states,
        )
        .order_by("due_at", "case__entered_at", "case_id")
        .values("case_id")
    )


def _first(staff: Staff, wishes: frozenset[Wish], until: datetime | None = None) -> QuerySet[Case]:
    """Return the first cases of several stages."""
    known = cases_for(staff).select_related(None)
    wanted = Q(pk__in=[])
    for states, many, whole, weight in sorted(wishes, key=lambda wish: wish[0]):
        here = known.filter(state__in=states)
        if weight is None or until is None:
            wanted |= Q(pk__in=in_board_order(here).values("pk")[:many])
            continue
        wanted |= Q(pk__in=_walk(staff, states, weight, until)[:many])
        for each in sorted(whole, key=WEIGHTS.index):
            wanted |= Q(pk__in=here.filter(_of_weight(*each)).order_by().values("pk"))
    return Case.objects.filter(wanted).order_by().defer("short_period_reason")


_FIRST = AskedBy(_first)


def first_cases(staff: Staff, stages: Iterable[tuple[str, ...]], many: int, counts: Counts) -> list[Case]:
    """Return the first cases of each of these stages, in no order."""
    stages = tuple(stages)
    until = next((due for (due,) in _FARTHEST.rows(staff)), None) if staff.can(Can.READ_ALL) else None
    if until is None:  # few duties
        return _FIRST.rows(staff, wishes=frozenset((states, many, frozenset(), None) for states in stages))
    wishes = frozenset(_wish(states, many, counts, walk=True) for states in stages)
    found = _FIRST.rows(staff, wishes=wishes, until=until)
    short = frozenset(
        (states, many, frozenset(), None)
        for states in stages
        if sum(case.state in states for case in found) < min(many, counts.of(states))
    )
    if short:
        anew = _FIRST.rows(staff, wishes=short)
        again = {state for states, *_rest in short for state in states}
        found = [case for case in found if case.state not in again] + anew
    return found
