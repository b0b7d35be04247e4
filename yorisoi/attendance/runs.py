"""A child's absences as they lie together: days in a row are one run, whatever lies between that is no school day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yorisoi.attendance.queries import DaySeen, attendance_of
from yorisoi.policy.absence import Group
from yorisoi.policy.school_days import SchoolCalendar
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.school_days import calendar_of


@dataclass(frozen=True)
class Run:
    """Days of absence one after the other, as one person sees them; of other marks, those of one month."""

    group: Group
    days: tuple[DaySeen, ...]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """What the days were, and how many of each, in the order in which they first came."""
        codes = [one.kind for one in self.days]
        return [(code, codes.count(code)) for code in dict.fromkeys(codes)]

    @property
    def notes(self) -> list[str]:
        """What was noted beside the days."""
        return [one.note for one in self.days if one.note]


def runs(days: Iterable[DaySeen], calendar: SchoolCalendar) -> list[Run]:
    """Return the runs of absences, and of every month the days on which the child was partly there.

    出席停止 and 忌引 neither are nor end a run.
    """
    found: list[Run] = []
    row: list[DaySeen] = []
    apart: set[date] = set()
    partly: dict[tuple[int, int], list[DaySeen]] = {}
    for one in days:
        if one.group == Group.APART:
            apart.add(one.day)
        elif one.group == Group.PARTLY:
            partly.setdefault((one.day.year, one.day.month), []).append(one)
        elif one.group == Group.ABSENT:
            if row and _between(row[-1].day, one.day, calendar, apart):
                found.append(Run(Group.ABSENT, tuple(row)))
                row = []
            row.append(one)
    found += [Run(Group.ABSENT, tuple(row))] if row else []
    return [*found, *(Run(Group.PARTLY, tuple(month)) for month in partly.values())]


def _between(last: date, day: date, calendar: SchoolCalendar, apart: set[date]) -> bool:
    """Say whether the child was at school between two absences."""
    inside: Sequence[date] = calendar.days(last + timedelta(days=1), day - timedelta(days=1))
    return any(one not in apart for one in inside)


def runs_of(pupil: Pupil, since: date, until: date, staff: Staff) -> list[Run]:
    """Return the runs of a child as far as this person may see the child's attendance."""
    days = attendance_of(pupil, since, until, staff)
    return runs(days, calendar_of(pupil.school)) if days else []
