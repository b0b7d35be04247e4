"""The drill's own time: runs with the real minutes while somebody plays, else stands still, and can be moved on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO, add_months
from yorisoi.policy.flow import Text
from yorisoi.schools.sandboxes import inside_of
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drill_types import When

BEGINS = time(15, 40)
MORNING = time(8, 0)
LONGEST = timedelta(hours=2)  # more of the real time than this in one stretch nobody has played: somebody forgot it
SchoolDay = Callable[[date], bool]

NEXT, MINUTES, HOUR, TOMORROW, WEEK, MONTHS = "next", "minutes15", "hour", "morning", "week", "months3"
STEPS: dict[str, Text] = {
    NEXT: _("次のできごとまで進める"),
    MINUTES: _("15分進める"),
    HOUR: _("1時間進める"),
    TOMORROW: _("次の授業日の朝へ"),
    WEEK: _("1週間後の朝へ"),
    MONTHS: _("3か月後の朝へ"),
}


def first_day(year: int, is_school_day: SchoolDay) -> date:
    """Return the day on which every drill begins: the second Wednesday of June, when no month is near its end."""
    day = date(year, 6, 8)
    while day.weekday() != 2 or not is_school_day(day):
        day += timedelta(days=1)
    return day


def start_of(year: int, is_school_day: SchoolDay) -> datetime:
    """Return the moment at which every drill begins."""
    return datetime.combine(first_day(year, is_school_day), BEGINS, TOKYO)


def real_now() -> datetime:
    """Return the real moment, also for whoever is in a drill, whose clock shows the drill's."""
    return clock.now() if inside_of() is None else timezone.now()


def drill_now(run: DrillRun) -> datetime:
    """Return what time it is in this drill."""
    if run.clock_from is None:
        return run.clock_base
    gone = real_now() - run.clock_from
    return run.clock_base + min(max(gone, timedelta(0)), LONGEST)


def school_day_after(day: date, count: int, is_school_day: SchoolDay) -> date:
    """Return the so-manieth school day after this one."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_school_day(day)
    return day


def moment_of(when: When, starts_at: datetime, is_school_day: SchoolDay) -> datetime:
    """Return the moment at which an event of the story comes."""
    if not when.at:
        return starts_at + timedelta(minutes=when.minutes)
    day = school_day_after(starts_at.astimezone(TOKYO).date(), when.day, is_school_day)
    return datetime.combine(day, time.fromisoformat(when.at), TOKYO)


def target(step: str, now: datetime, is_school_day: SchoolDay) -> datetime:
    """Return where this step leads from now. Raises KeyError for one that is none."""
    day = now.astimezone(TOKYO).date()
    if step == MINUTES:
        return now + timedelta(minutes=15)
    if step == HOUR:
        return now + timedelta(hours=1)
    if step == TOMORROW:
        return _morning(day + timedelta(days=1), is_school_day)
    if step == WEEK:
        return _morning(day + timedelta(days=7), is_school_day)
    if step == MONTHS:
        return _morning(add_months(day, 3) + timedelta(days=1), is_school_day)
    raise KeyError(step)


def _morning(day: date, is_school_day: SchoolDay) -> datetime:
    while not is_school_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, TOKYO)
