"""What the pages of the plan show: the sheet by stage and pillar, the months, the years to choose from."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from yorisoi.policy.plan_flow import PLAN_FLOW, PlanState
from yorisoi.policy.plan_types import Pillar, PlanRules, Span, day_in
from yorisoi.policy.school_days import SchoolCalendar
from yorisoi.prevention.feeds import days_shown
from yorisoi.prevention.queries import Shown
from yorisoi.schools.calendar import school_year, today


@dataclass(frozen=True)
class StageRow:
    """A row of the sheet: the stage with its days and terms, and the activities of each pillar."""

    stage: Span
    first: date
    last: date
    terms: list[Span]
    cells: list[tuple[Pillar, list[Shown]]]
    now: bool

    @property
    def all(self) -> list[Shown]:
        """All activities of the stage."""
        return [one for _pillar, cell in self.cells for one in cell]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(one.state == PlanState.DONE for one in self.all)

    @property
    def wanted(self) -> int:
        """How many are to be done: all but those that were dropped."""
        return sum(one.state != PlanState.DROPPED for one in self.all)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(one.late for one in self.all)


def stage_rows(rules: PlanRules, year: int, rows: Iterable[Shown]) -> list[StageRow]:
    """Return the sheet. What stands in a stage or pillar that is no more comes at the end of the last."""
    cells: dict[tuple[int, str], list[Shown]] = {}
    last_stage, pillars = rules.stages[-1].number, [one.code for one in rules.pillars]
    for one in rows:
        number = one.row.stage if rules.stage(one.row.stage) else last_stage
        pillar = one.row.pillar if one.row.pillar in pillars else pillars[-1]
        cells.setdefault((number, pillar), []).append(one)
    found = []
    for stage in rules.stages:
        first, last = stage.span(year)
        terms = [term for term in rules.terms if term.span(year)[0] <= last and term.span(year)[1] >= first]
        row = [(pillar, cells.get((stage.number, pillar.code), [])) for pillar in rules.pillars]
        found.append(StageRow(stage, first, last, terms, row, stage.holds(today(), year)))
    return found


@dataclass(frozen=True)
class Tally:
    """The year in four numbers: done, open, late, dropped."""

    done: int
    open: int
    late: int
    dropped: int


def tally(rows: Iterable[Shown]) -> Tally:
    """Count."""
    every = list(rows)
    done = sum(one.state == PlanState.DONE for one in every)
    dropped = sum(one.state == PlanState.DROPPED for one in every)
    return Tally(done, len(every) - done - dropped, sum(one.late for one in every), dropped)


@dataclass
class Day:
    """A day of the month calendar. inside: of this month; closed: why no children come."""

    day: date
    inside: bool
    closed: str
    rows: list[Shown] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        """It is today."""
        return self.day == today()


def month_days(first: date, rows: Iterable[Shown], days: SchoolCalendar) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with the activities on their days."""
    found: dict[date, Day] = {}
    made = []
    for week in weeks.Calendar().monthdatescalendar(first.year, first.month):
        line = [Day(day, day.month == first.month, days.why_closed(day)) for day in week]
        found.update({one.day: one for one in line})
        made.append(line)
    for one in rows:
        if one.state == PlanState.DROPPED:
            continue
        begins, ends = (one.done_on, one.done_on) if one.done_on else days_shown(one.row)
        day = begins
        while day <= ends:
            if day in found:
                found[day].rows.append(one)
            day += timedelta(days=1)
    return made


def through(first: date, rows: Iterable[Shown]) -> list[Shown]:
    """Return what goes on during a month and is too long for its days: open, and shown on its last day only."""
    last = first + timedelta(days=weeks.monthrange(first.year, first.month)[1] - 1)
    open_ = (one for one in rows if one.state not in PLAN_FLOW.resting)
    return [
        one
        for one in open_
        if one.row.begins <= last and one.row.ends >= first and days_shown(one.row)[0] != one.row.begins
    ]


def months_of(year: int) -> list[date]:
    """Return the first days of the months of a school year."""
    return [day_in(year, (month, 1)) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]


def years_shown(have: Collection[int]) -> list[tuple[int, bool]]:
    """Return the years to choose from, newest first, and whether each has a plan: next year can be begun early."""
    now = school_year(today())
    return [(year, year in have) for year in sorted({*have, now, now + 1}, reverse=True)]
