"""The three-month clock under random acts, told late, corrected, confirmed in any order, equals a plain model."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.properties.effort import lives
from yorisoi.cases.acts import ActSaid, CheckSaid, check_act
from yorisoi.cases.models import Case
from yorisoi.cases.queries import case_facts
from yorisoi.cases.records import Line, record_line
from yorisoi.journal import clock

TOKYO = ZoneInfo("Asia/Tokyo")
BEGIN = date(2026, 5, 28)
FLAGS = st.sampled_from(["going_on", "stopped", "unknown"])
COMMAND = st.tuples(
    st.sampled_from(["act", "act", "check", "check", "check", "correct", "correct_check", "gone", "wait"]),
    FLAGS,
    st.integers(0, 130),  # how many days back it happened or was seen
    st.integers(0, 40),  # how many days a period lasted; how many days before the check it happened last
    st.integers(0, 30),  # which of the acts or checks
    st.booleans(),  # with a last day, or as a period
    st.integers(0, 45),  # how many days pass before it is written
)


@dataclass
class Check:
    """A later word, as the model keeps it."""

    seen: date
    written: int
    flag: str
    last_on: date | None


@dataclass
class Act:
    """An act, as the model keeps it: on which day first written, the last day it says, what it answers."""

    first_written_on: date
    written: int
    end: date
    flag: str
    checks: list[Check] = field(default_factory=list)

    def story(self) -> list[tuple[date, int, str, date | None, bool]]:
        said = [(self.first_written_on, self.written, self.flag, None, False)]
        said += [(one.seen, one.written, one.flag, one.last_on, True) for one in self.checks]
        return sorted(said, key=lambda one: (one[0], one[1]))


def plain_last_day(acts: list[Act]) -> date | None:
    """The model: go through what was said of each act in the order of days, and keep the latest day that counts."""
    latest: date | None = None
    for act in acts:
        if act.flag == "none":
            continue
        days, runs = [act.end], False
        for day, _written, flag, last_on, later in act.story():
            if flag == "going_on":
                days.append(day)
                runs = True
            if flag == "stopped":
                if last_on is not None:
                    days.append(last_on)
                elif runs and later:
                    days.append(day)
                runs = False
        best = sorted(days)[-1]
        latest = best if latest is None or best > latest else latest
    return latest


def plain_runs(acts: list[Act]) -> bool:
    """Say whether an act goes on: the last word that says anything."""
    for act in acts:
        words = [flag for _day, _written, flag, _last, _later in act.story() if flag != "unknown"]
        if act.flag != "none" and words and words[-1] == "going_on":
            return True
    return False


def three_months_after(day: date) -> date:
    """The same day three months on; where that month has no such day, its last."""
    month = day.month + 3
    year, month = (day.year + 1, month - 12) if month > 12 else (day.year, month)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class World:
    """One case, its acts in the database and in the model."""

    def __init__(self) -> None:
        self.people = People(build_school())
        self.today = BEGIN
        self.hour, self.written = 8, 0
        with clock.at(self.now()):
            self.case = play.opened(self.people)
        self.rows: list[Any] = []
        self.model: list[Act] = []
        self.checks: list[tuple[Any, Act, Check]] = []

    def now(self) -> datetime:
        """Every writing comes a minute after the last, so that each has its place."""
        return datetime.combine(self.today, time(self.hour), TOKYO) + timedelta(minutes=self.minute())

    def minute(self) -> int:
        return self.written

    def at(self, day: date) -> datetime:
        """Things seen on one day are seen in the order in which they are written."""
        return datetime.combine(day, time(self.hour), TOKYO) + timedelta(minutes=self.minute())

    def play(self, command: Any) -> None:
        what, flag, back, span, which, exact, passes = command
        self.today += timedelta(days=passes)
        if what == "wait":
            return
        self.written += 1
        day = max(self.today - timedelta(days=back), date(2026, 1, 30))
        with clock.at(self.now()):
            getattr(self, what)(flag, day, span, which, exact)

    def act(self, flag: str, day: date, span: int, which: int, exact: bool) -> None:
        row, end = self._write(flag, day, span, exact, None)
        self.rows.append(row)
        self.model.append(Act(self.today, self.written, end, flag))

    def correct(self, flag: str, day: date, span: int, which: int, exact: bool) -> None:
        if self.rows:
            n = which % len(self.rows)
            self.rows[n], end = self._write(flag, day, span, exact, self.rows[n])
            self.model[n].end, self.model[n].flag = end, flag

    def gone(self, flag: str, day: date, span: int, which: int, exact: bool) -> None:
        self.correct("none", day, span, which, exact)

    def _write(self, flag: str, day: date, span: int, exact: bool, old: Any) -> tuple[Any, date]:
        end = min(day + timedelta(days=span), self.today) if exact else None
        said = ActSaid(when="period", until=end) if exact else ActSaid(when="day")
        line = Line("act", self.at(day), {"words": "ことば"}, flag=flag, corrects=old, act=said)
        return record_line(case=self.case, by=self.people.guidance_head, line=line), end or day

    def check(self, flag: str, day: date, span: int, which: int, exact: bool) -> None:
        if not self.rows:
            return
        n = which % len(self.rows)
        row, said = self._check(self.rows[n], flag, day, span, exact, None)
        self.model[n].checks.append(said)
        self.checks.append((row, self.model[n], said))

    def correct_check(self, flag: str, day: date, span: int, which: int, exact: bool) -> None:
        if self.checks:
            old, act, was = self.checks.pop(which % len(self.checks))
            row, said = self._check(old.act_check.act, flag, day, span, exact, old)
            act.checks.remove(was)
            act.checks.append(said)
            self.checks.append((row, act, said))

    def _check(self, act: Any, flag: str, day: date, span: int, exact: bool, old: Any) -> tuple[Any, Check]:
        last = day - timedelta(days=span) if exact else None
        said = CheckSaid(flag, self.at(day), last_on=last, corrects=old)
        row = check_act(case=self.case, act=act, by=self.people.guidance_head, said=said)
        return row, Check(day, self.written, flag, last)

    def agrees(self) -> None:
        case = Case.objects.get(pk=self.case.pk)
        wanted = plain_last_day(self.model)
        assert case.last_act_on == wanted
        assert case.period_ends_on == (three_months_after(wanted) if wanted else None)
        with clock.at(self.now()):
            assert case_facts(case).acts_going_on is plain_runs(self.model)


@pytest.mark.requirement("R9")
class TestThreeMonths(TestCase):
    """Whatever is said in whatever order, the day is the model's day after every single writing."""

    @settings(max_examples=lives(15), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(COMMAND, min_size=1, max_size=14))
    def test_the_clock_is_the_plain_models(self, commands: list[Any]) -> None:
        world = World()
        for command in commands:
            world.play(command)
            world.agrees()

    def test_ends_of_months(self) -> None:
        """国の方針: three months from the last day of a long month end on the last day of a short one."""
        assert three_months_after(date(2026, 11, 30)) == date(2027, 2, 28)
        world = World()
        world.today = date(2026, 12, 5)
        world.play(("act", "stopped", 5, 0, 0, False, 0))
        world.agrees()
        assert Case.objects.get(pk=world.case.pk).period_ends_on == date(2027, 2, 28)
