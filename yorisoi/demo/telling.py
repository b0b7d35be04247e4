"""What every story needs: moments, people by their codes, texts with names in them.

A moment is written 「120 10:25」: 120 school days ago, 10:25. 「-3」 lies ahead. People are written by their codes, or
"hr" (担任 of the first child), "hr:p" (担任 of child p), "gh" (学年主任). In texts {v} is a child's surname, {sg} a teacher's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from yorisoi.cases.models import Case, Entry
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.policy.deadlines import TOKYO, add_months
from yorisoi.reports.models import Report
from yorisoi.schools.models import Pupil, Staff


class Telling:
    """One matter: the children in it, its report (the latest one) and its case."""

    def __init__(self, diary: Diary, days: Days, cast: Cast, key: str, **children: str) -> None:
        self.diary, self.days, self.cast, self.key = diary, days, cast, key
        self.children: dict[str, Pupil] = {letter: cast.pupil(seat) for letter, seat in children.items()}
        self.report: Report | None = None
        self.case: Case | None = None
        self.entries: dict[str, Entry] = {}
        self.said = 0

    def moment(self, when: str, minutes: int = 0) -> datetime:
        """Return the moment of 「120 10:25」, so many minutes later or earlier on the same day."""
        back, clock = when.split()
        hour, minute = (int(part) for part in clock.split(":"))
        total = min(max(hour * 60 + minute + minutes, 0), 24 * 60 - 1)
        return self.days.at(int(back), f"{total // 60:02d}:{total % 60:02d}")

    def over(self, act: int, months: int = 3) -> int:
        """Return the first school day on which so many months have passed since the act."""
        end = add_months(self.days.day(act), months)
        return next(back for back in range(act, -1, -1) if self.days.day(back) >= end)

    def put(self, when: str, beat: Callable[[], object], minutes: int = 0) -> None:
        """Put a beat into the diary."""
        self.diary.put(self.moment(when, minutes), beat, about=f"{self.key} {when}")

    def who(self, code: str) -> Staff:
        """Return the person of a code, today."""
        head, _, letter = code.partition(":")
        child = self.children.get(letter or "v") or next(iter(self.children.values()), None)
        if head == "hr" and child is not None:
            return self.cast.homeroom(child)
        if head == "gh" and child is not None:
            return self.cast.head(child)
        return self.cast.staff[head]

    def fill(self, text: str) -> str:
        """Return a text with its names."""
        if "{" not in text:
            return text
        found = {letter: child.family_name for letter, child in self.children.items()}
        found |= {code: person.family_name for code, person in self.cast.staff.items()}
        if self.children:
            found["hr"] = self.cast.homeroom(next(iter(self.children.values()))).family_name
        for letter, child in self.children.items():
            found[f"{letter}_name"] = child.name
            found[f"{letter}_given"] = child.given_name
            found[f"{letter}_class"] = str(self.cast.seat(child))
        return text.format_map(found)

    def the_report(self) -> Report:
        assert self.report is not None
        return self.report

    def the_case(self) -> Case:
        assert self.case is not None
        self.case.refresh_from_db()
        return self.case

    def plainly(self, when: str) -> datetime:
        """Return the moment that a meeting fixes: plain, never bent to the clock of today."""
        back, clock = when.split()
        hour, minute = (int(part) for part in clock.split(":"))
        day = self.days.day(int(back))
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)

    def soon(self, when: str) -> datetime:
        """Return a moment that is called for but has not come: the plain one, or half an hour from now."""
        plain = self.plainly(when)
        later = self.days.now + timedelta(minutes=30)
        return max(plain, later.replace(minute=later.minute // 5 * 5, second=0, microsecond=0))
