"""Pictures of a year, drawn on the server: months, forms, how found, and how long the school took. Never a ranking.

Lines stand in the order of the survey, not of their numbers; nothing compares people, classes or schools.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, CaseReport, Involvement
from yorisoi.figures.counting import MISSING, Figures
from yorisoi.figures.scope import Scope, cases_of_eyes, units
from yorisoi.policy import national
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Role
from yorisoi.reports.models import ReportStep
from yorisoi.schools.calendar import day_of

WIDTH, HEIGHT, FOOT, LEFT, TOP = 720, 230, 26, 34, 12
STRIP, EDGE = 1000, 12


@dataclass(frozen=True)
class Column:
    """One month: where its two columns stand."""

    month: date
    recognised: int
    resolved: int
    bars: tuple[tuple[str, float, float, float, float], ...]  # which, x, y, width, height
    middle: float


@dataclass(frozen=True)
class Columns:
    """The months of a year side by side, with the lines of a scale."""

    months: tuple[Column, ...]
    lines: tuple[tuple[float, int], ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - FOOT
    left: int = LEFT

    @property
    def recognised(self) -> int:
        """All months together."""
        return sum(one.recognised for one in self.months)

    @property
    def resolved(self) -> int:
        """All months together."""
        return sum(one.resolved for one in self.months)


@dataclass(frozen=True)
class Bar:
    """One line with its share of the longest."""

    label: Text
    n: int
    share: int  # of 1000


@dataclass(frozen=True)
class Strip:
    """How long something took, case by case: a dot each, a line at the middle one."""

    label: str
    n: int
    middle: str
    quarters: str
    longest: str
    dots: tuple[float, ...]
    line: float
    box: tuple[float, float]


def months_of(scope: Scope) -> Columns:
    """Return how many were recognised and how many resolved in each month: resolved in it, whenever recognised."""
    recognised = _by_month(units(scope).values_list("case__recognised_at", flat=True))
    resolved = _by_month(_resolved(scope).values_list("case__resolved_at", flat=True))
    months = scope.months()
    top = scale_of(max([*recognised.values(), *resolved.values(), 1]))
    floor, room = HEIGHT - FOOT, (WIDTH - LEFT) / 12
    high = floor - TOP

    def bar(which: str, n: int, x: float) -> tuple[str, float, float, float, float]:
        tall = round(high * n / top, 1)
        return which, round(x, 1), round(floor - tall, 1), round(room * 0.32, 1), tall

    columns = []
    for place, month in enumerate(months):
        x = LEFT + place * room
        now, done = recognised[month], resolved[month]
        bars = (bar("recognised", now, x + room * 0.15), bar("resolved", done, x + room * 0.5))
        columns.append(Column(month, now, done, bars, round(x + room * 0.48, 1)))
    step = max(1, top // 4)
    lines = tuple((round(floor - high * n / top, 1), n) for n in range(0, top + 1, step))
    return Columns(tuple(columns), lines)


def scale_of(most: int) -> int:
    """Return the top of a scale: a round number that four equal steps reach, not below the greatest value."""
    step = 1
    while step * 4 < most:
        step = next(each for each in _round_steps() if each > step)
    return step * 4


def _round_steps() -> Iterable[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _by_month(moments: Iterable[datetime | None]) -> Counter[date]:
    return Counter(day_of(moment).replace(day=1) for moment in moments if moment)


def _resolved(scope: Scope) -> Any:
    rows = Involvement.objects.filter(
        role=Role.VICTIM, put_right__isnull=True, until__isnull=True, case__state=CaseState.RESOLVED,
        case__recognised_at__isnull=False, case__resolved_at__gte=scope.begins, case__resolved_at__lt=scope.ends,
    )  # fmt: skip
    if scope.school_ids is not None:
        rows = rows.filter(case__school__in=scope.school_ids)
    return rows.filter(cases_of_eyes(scope.staff, "case__pk")) if scope.staff is not None else rows


def bars_of(table: national.Table, found: Figures) -> list[Bar]:
    """Return the lines of a table in its order, and what is not answered."""
    numbers = [(line.label, found.n(table.code, line.code)) for line in table.lines]
    if missing := found.n(table.code, MISSING):
        numbers.append((_("未回答"), missing))
    most = max([n for _label, n in numbers], default=0) or 1
    return [Bar(label, n, round(1000 * n / most)) for label, n in numbers]


def strips_of(scope: Scope) -> list[Strip]:
    """Return how long it took from a report to the first meeting, to recognition, to resolution, case by case."""
    rows = Case.objects.filter(
        recognised_at__gte=scope.begins, recognised_at__lt=scope.ends, merged_into__isnull=True
    )  # as the units
    rows = rows if scope.school_ids is None else rows.filter(school__in=scope.school_ids)
    rows = rows if scope.staff is None else rows.filter(cases_of_eyes(scope.staff))
    cases = {pk: rest for pk, *rest in rows.order_by().values_list("pk", "recognised_at", "resolved_at")}
    links = CaseReport.objects.filter(case__in=rows.values("pk")).order_by()
    came = dict(links.values_list("case").annotate(at=Min("report__received_at")))
    steps = ReportStep.objects.filter(report__case_link__case__in=rows.values("pk"), meeting__isnull=False).order_by()
    met = dict(steps.values_list("report__case_link__case").annotate(at=Min("meeting__opened_at")))
    took: dict[str, list[float]] = {"met": [], "recognised": [], "resolved": []}
    for pk, (recognised, resolved) in cases.items():
        begun = came.get(pk)
        for name, at in (("met", met.get(pk)), ("recognised", recognised), ("resolved", resolved)):
            if begun is not None and at is not None and at >= begun:
                took[name].append((at - begun).total_seconds() / 86400)
    return [
        strip(_("通報から、はじめの会議まで"), took["met"]),
        strip(_("通報から、認知まで"), took["recognised"]),
        strip(_("通報から、解消まで"), took["resolved"]),
    ]


def strip(label: str, days: list[float]) -> Strip:
    """Return one strip of these numbers of days."""
    if not days:
        return Strip(label, 0, "", "", "", (), 0, (0, 0))
    top = max(days) or 1
    low, middle, high = statistics.quantiles(days, n=4, method="inclusive") if len(days) > 1 else (days * 3)
    at: Callable[[float], float] = lambda day: round(EDGE + (STRIP - 2 * EDGE) * day / top, 1)  # noqa: E731
    box = (at(low), round(at(high) - at(low), 1))
    words = f"{said(low)} 〜 {said(high)}"
    return Strip(label, len(days), said(middle), words, said(top), tuple(map(at, sorted(days))), at(middle), box)


def said(days: float) -> str:
    """Say a length of time: minutes, hours, from two days on days."""
    if days >= 2:
        return _("%(n)d日") % {"n": round(days)}
    if days * 24 >= 1:
        return _("%(n)d時間") % {"n": round(days * 24)}
    return _("%(n)d分") % {"n": round(days * 1440)}
