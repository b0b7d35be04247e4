"""What is counted: which schools, which school year, as of which day, and for whose eyes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as When_
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from yorisoi.cases.models import CaseStep, Involvement
from yorisoi.duties.kept_from import nothing_kept, open_cases
from yorisoi.policy.roles import Can, Role
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Scope:
    """school_ids: None for all. staff: nothing that is kept from this person is counted. first: since which day.

    day: the last day that counts. What happened after it is not looked at; an answer to a question of the survey is,
    whenever it was given, for it is given about that day.
    """

    year: int
    day: date
    school_ids: tuple[int, ...] | None
    staff: Staff | None = None
    since: date | None = None

    @property
    def first(self) -> date:
        """The first day that counts: 1 April, or later."""
        return self.since or date(self.year, 4, 1)

    @property
    def begins(self) -> datetime:
        """The first moment that counts."""
        return datetime.combine(self.first, time.min, TOKYO)

    @property
    def ends(self) -> datetime:
        """The first moment that counts no more."""
        return datetime.combine(min(self.day, last_day(self.year)) + timedelta(days=1), time.min, TOKYO)

    @property
    def looked_until(self) -> datetime:
        """The end of the day as of which the state is told: it may lie after the school year."""
        return datetime.combine(self.day + timedelta(days=1), time.min, TOKYO)

    @property
    def as_it_is(self) -> bool:
        """Whether the state is told as it is now."""
        return self.day >= today()

    @property
    def whole(self) -> bool:
        """Whether nothing is kept from whoever looks, who may read all: then its statements are built once."""
        return self.staff is None or (self.staff.can(Can.READ_ALL) and nothing_kept(self.staff))

    def months(self) -> list[date]:
        """Return the months of the year up to the day, April first."""
        every = [date(self.year + (n > 12), (n - 1) % 12 + 1, 1) for n in range(4, 16)]
        return [month for month in every if month <= self.day]

    def month(self, first: date) -> Scope:
        """Return the same for one month only."""
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return replace(self, since=first, day=min(self.day, after - timedelta(days=1)))


@dataclass(frozen=True)
class Moments:
    """A scope as a statement is told it: what `units` and `state_at` ask of one, and nothing that is worked out."""

    begins: datetime
    ends: datetime
    looked_until: datetime
    day: date
    school_ids: tuple[int, ...] | None
    as_it_is: bool
    staff: None = None


def moments(scope: Scope) -> dict[str, Any]:
    """Return the values of a scope of which nothing is kept from whoever looks."""
    return {
        "begins": scope.begins, "ends": scope.ends, "looked_until": scope.looked_until, "day": scope.day,
        "school_ids": scope.school_ids, "as_it_is": scope.as_it_is,
    }  # fmt: skip


def last_day(year: int) -> date:
    """Return 31 March at the end of a school year."""
    return date(year + 1, 3, 31)


def usual_day(year: int) -> date:
    """Return the day as of which a year is told where none is named: 31 March, or today where that is still to come."""
    return min(last_day(year), today())


def scope_of(staff: Staff, year: int | None = None, day: date | None = None) -> Scope:
    """Return what this person may count: their school's year, without what is kept from them."""
    year = year or school_year(today())
    return Scope(year, day or usual_day(year), (staff.school_id or 0,), staff)


def _fits(scope: Scope | Moments, path: str) -> Q:
    """Return what a case at `path` fits that was recognised in this time."""
    wanted = Q(
        **{
            f"{path}recognised_at__gte": scope.begins,
            f"{path}recognised_at__lt": scope.ends,
            f"{path}merged_into__isnull": True,
        }
    )
    if scope.school_ids is not None:
        one = len(scope.school_ids) == 1
        wanted &= Q(**{f"{path}school": scope.school_ids[0]} if one else {f"{path}school__in": scope.school_ids})
    if scope.staff is not None:
        wanted &= cases_of_eyes(scope.staff, f"{path}pk")
    return wanted


def cases_of_eyes(staff: Staff, path: str = "pk") -> Q:
    """Return what fits for whoever counts: figures are for those who read every case that is not kept from them."""
    if not staff.can(Can.READ_ALL):
        return Q(pk__in=[])
    return Q() if nothing_kept(staff) else open_cases(staff, path)


def units_fit(scope: Scope | Moments, path: str = "") -> Q:
    """Return what a role fits that is one 件: a child who suffered, in a case recognised in this time."""
    stands = Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": scope.looked_until})
    return (
        Q(**{f"{path}role": Role.VICTIM, f"{path}since__lt": scope.looked_until, f"{path}put_right__isnull": True})
        & stands
        & _fits(scope, f"{path}case__")
    )


def units(scope: Scope | Moments) -> QuerySet[Involvement]:
    """Return every 件: one row for each child who suffered in a case."""
    return Involvement.objects.filter(units_fit(scope)).order_by()


def state_at(scope: Scope | Moments) -> Any:
    """Return the state of the case of a role as of the day: as it is, or where it has moved since, as it was."""
    if scope.as_it_is:
        return F("case__state")
    steps = CaseStep.objects.filter(case=OuterRef("case_id"), at__lt=scope.looked_until).order_by("-at", "-pk")
    return When_(
        When(case__entered_at__lt=scope.looked_until, then=F("case__state")),
        default=Coalesce(Subquery(steps.values("target")[:1]), Value("suspected")),
    )
