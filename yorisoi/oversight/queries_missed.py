"""What 市教委 sees of the clocks: same-day duties that were missed, reports that nobody has decided on, figures.

Only counts, a school, the policy's name of a duty, and days. A case has its number here where the school submitted
something of it, and only then; of one that was not submitted there is no name, number, class or address. Schools stand
in the order of their numbers and names, never of their counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Case as When_
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import TruncDate

from yorisoi.cases.models import BoardCopy, Case
from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.policy.small import hide_small, shown_sum
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.numbers import label_of

DONE_LATE_DAYS = 7  # so long a duty that was done too late is still shown
MOST = 60
BANDS = (("today", 0), ("days3", 3), ("week", 7), ("longer", None))


def schools_of(staff: Staff) -> list[School]:
    """Return the schools that this officer is for, by number and name."""
    if not staff.can(Can.BOARD):
        return []
    rows = School.objects.filter(pk=staff.school_id) if staff.school_id else School.objects.all()
    return list(rows.order_by("code", "name", "pk"))


@dataclass(frozen=True)
class Missed:
    """Duties of one name, one school and one day. case, copy: of a case that the school has submitted something of."""

    school: School
    text: Text
    cite: str
    day: date
    count: int
    open: bool
    case: str = ""
    copy: UUID | None = None


def _same_day(schools: Iterable[School]) -> Q:
    """Return the duties whose clock, by the school's own edition, is the same day."""
    clocks: dict[str, list[str]] = {}
    wanted = Q(pk__in=[])
    for school in schools:
        if school.edition not in clocks:
            rules = edition(school.edition).clocks
            clocks[school.edition] = sorted(name for name, rule in rules.items() if rule.kind == "same_day")
            wanted |= Q(school__edition=school.edition, clock__in=clocks[school.edition])
    return wanted


def missed(schools: list[School]) -> tuple[list[Missed], int]:
    """Return the same-day duties of reports and cases that were missed, the latest day first, and how many in all."""
    now = clock.now()
    since = datetime.combine(today() - timedelta(days=DONE_LATE_DAYS), time.min, TOKYO)
    undone = Q(done_at__isnull=True, dropped_at__isnull=True, due_at__lt=now)
    late = Q(done_at__gt=F("due_at"), due_at__gte=since)
    submitted = BoardCopy.objects.filter(case_id=OuterRef("case_id"))
    rows = (
        Duty.objects.filter(undone | late, _same_day(schools), school__in=schools, subject_id__isnull=True)
        .annotate(
            day=TruncDate("due_at", tzinfo=TOKYO),
            still=When_(When(undone, then=Value("open")), default=Value("done"), output_field=CharField()),
            known=When_(When(Exists(submitted), then=F("case_id")), default=None, output_field=UUIDField(null=True)),
        )
        .order_by()
        .values("school_id", "name", "day", "still", "known")
        .annotate(n=Count("pk"))
    )
    found = list(rows)
    by_pk = {school.pk: school for school in schools}
    places = {school.pk: place for place, school in enumerate(schools)}
    found.sort(key=lambda row: (-row["day"].toordinal(), places[row["school_id"]], row["name"], str(row["known"])))
    shown = found[:MOST]
    copies = _copies({row["known"] for row in shown if row["known"]})
    known = all_duties()
    lines = []
    for row in shown:
        number, copy = copies.get(row["known"], ("", None))
        duty = known.get(row["name"])
        text: Text = duty.text if duty else row["name"]
        cite = duty.cite if duty else ""
        school, still = by_pk[row["school_id"]], row["still"] == "open"
        lines.append(Missed(school, text, cite, row["day"], row["n"], still, number, copy))
    return lines, sum(row["n"] for row in found)


def _copies(cases: Iterable[Any]) -> dict[Any, tuple[str, UUID]]:
    """Return number and latest submission of these cases."""
    rows = BoardCopy.objects.filter(case__in=list(cases)).order_by("at", "pk")
    return {
        case: (label_of(year, number), pk)
        for case, year, number, pk in rows.values_list("case_id", "case__year", "case__number", "pk")
    }


@dataclass(frozen=True)
class Undecided:
    """How many reports of a school nobody has decided on, by how long they have been there."""

    school: School
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def undecided(schools: list[School]) -> list[Undecided]:
    """Return the reports without a decision, by age in days, for each school that has one. One query."""
    waiting = [state for state in REPORT_FLOW.states if state not in REPORT_FLOW.resting]
    rows = Report.objects.filter(school__in=schools, state__in=waiting).order_by()
    counted: dict[int, list[int]] = defaultdict(lambda: [0] * len(BANDS))
    days = rows.annotate(day=TruncDate("received_at", tzinfo=TOKYO)).values("school_id", "day").annotate(n=Count("pk"))
    for row in days:
        counted[row["school_id"]][_band((today() - row["day"]).days)] += row["n"]
    return [Undecided(school, tuple(counted[school.pk])) for school in schools if school.pk in counted]


def _band(days: int) -> int:
    return next(place for place, (_code, most) in enumerate(BANDS) if most is None or days <= most)


@dataclass(frozen=True)
class Figures:
    """One school's counts of this school year; None: hidden, because so few are recognised."""

    school: School
    counts: tuple[int | None, ...]


def figures(schools: list[School], known: Collection[int] = ()) -> tuple[list[Figures], tuple[int | None, ...]]:
    """Return reports, recognised and resolved cases of this school year by school, and the sums. Three queries.

    Small cells are hidden down each column, and a sum that would tell what is hidden in it. known: the schools whose
    exact numbers this reader has from what they submitted; taking those away must not tell the others'.
    """
    start = datetime.combine(date(school_year(today()), 4, 1), time.min, TOKYO)
    columns = (
        _by_school(Report.objects.filter(school__in=schools, received_at__gte=start)),
        _by_school(Case.objects.filter(school__in=schools, recognised_at__gte=start, merged_into__isnull=True)),
        _by_school(
            Case.objects.filter(school__in=schools, state="resolved", resolved_at__gte=start, merged_into__isnull=True)
        ),
    )
    every = [{school.pk: column.get(school.pk, 0) for school in schools} for column in columns]
    hidden = [hide_small(column, known) for column in every]
    lines = [Figures(school, tuple(column[school.pk] for column in hidden)) for school in schools]
    return lines, tuple(shown_sum(column, shown, known) for column, shown in zip(every, hidden, strict=True))


def with_months(schools: Collection[School]) -> set[int]:
    """Return the schools that submitted a monthly table of this school year: their exact numbers are known."""
    start = school_year(today())
    months = Q(year=start, month__gte=4) | Q(year=start + 1, month__lt=4)
    rows = apps.get_model("figures", "MonthSubmitted").objects.filter(months, school__in=schools)
    return set(rows.order_by().values_list("school", flat=True))


def _by_school(rows: QuerySet[Any]) -> dict[int, int]:
    counted = rows.order_by().values_list("school_id").annotate(n=Count("pk"))
    return {school: n for school, n in counted}  # noqa: C416 (rows of two)
