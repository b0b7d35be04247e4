"""Routine meetings by a rule: weekly, or on a weekday of the month; never on a holiday; the next is called in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import convene, may_record
from yorisoi.meetings.convening import put_on
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_shared import Series, SeriesMeeting
from yorisoi.meetings.proposals import classes_concerned
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.deadlines import school_days
from yorisoi.policy.roles import Body, Can, Post
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.queries import holders
from yorisoi.schools.sandboxes import here

AHEAD = timedelta(days=14)  # so long before its day a meeting is called
BODIES = (Body.HEALTH_COMMITTEE, Body.GRADE_HEADS, Body.STAFF_MEETING)
CONVENERS = (Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL, Post.PRINCIPAL)
LAST = 5
NTH = (
    (0, _("毎週")),
    (1, _("毎月 第1")),
    (2, _("毎月 第2")),
    (3, _("毎月 第3")),
    (4, _("毎月 第4")),
    (LAST, _("毎月 最後の")),
)
WEEKDAYS = (_("月曜日"), _("火曜日"), _("水曜日"), _("木曜日"), _("金曜日"))
FOLLOWED = (CaseState.IMPROVING,)


class Ended(Exception):
    """Somebody has ended or changed the routine already."""


@dataclass(frozen=True)
class Rule:
    """weekday: Monday is 0. nth: 0 every week, 1–4 of the month, 5 the last."""

    weekday: int
    nth: int
    begins: date
    ends: date


def days(rule: Rule, is_open: Callable[[date], bool]) -> list[date]:
    """Return the days of a rule. A week's holiday is left out; a month's meeting moves by a week within its month."""
    return list(_weekly(rule, is_open) if rule.nth == 0 else _monthly(rule, is_open))


def _weekly(rule: Rule, is_open: Callable[[date], bool]) -> Iterator[date]:
    day = rule.begins + timedelta(days=(rule.weekday - rule.begins.weekday()) % 7)
    while day <= rule.ends:
        if is_open(day):
            yield day
        day += timedelta(days=7)


def _monthly(rule: Rule, is_open: Callable[[date], bool]) -> Iterator[date]:
    month = rule.begins.replace(day=1)
    while month <= rule.ends:
        after = (month + timedelta(days=32)).replace(day=1)
        first = month + timedelta(days=(rule.weekday - month.weekday()) % 7)
        weeks = [first + timedelta(days=7 * n) for n in range(5) if first + timedelta(days=7 * n) < after]
        wanted = len(weeks) - 1 if rule.nth == LAST else rule.nth - 1
        # the week itself, else the weeks after it, else those before it
        row = [*weeks[wanted:], *reversed(weeks[:wanted])]
        day = next((d for d in row if is_open(d)), None)
        if day is not None and rule.begins <= day <= rule.ends:
            yield day
        month = after


def rule_of(row: Series) -> Rule:
    """Return a series' rule."""
    return Rule(row.weekday, row.nth, row.begins_on, row.ends_on)


def days_of(row: Series) -> list[date]:
    """Return the days of a series that are not past."""
    return [day for day in days(rule_of(row), school_days()) if day >= today()]


def year_end() -> date:
    """Return the last day of this school year."""
    return date(school_year(today()) + 1, 3, 31)


def _convener(school: School, by: Staff) -> None:
    if not by.can(Can.CONVENE) or by.school_id != school.pk:
        raise PermissionError("not theirs to convene")


@transaction.atomic
def make_series(
    *,
    school: School,
    by: Staff,
    body: str,
    weekday: int,
    nth: int,
    at: time,
    place: str = "",
    ends: date | None = None,
    begins: date | None = None,
) -> Series:
    """Make a routine of a body until the year's end; the same rule twice is one. What is near is called at once."""
    _convener(school, by)
    if body not in BODIES:
        raise ValueError("this body meets when it is needed")
    School.objects.select_for_update().get(pk=school.pk)
    same = Series.objects.filter(school=school, body=body, weekday=weekday, nth=nth, at=at, ended_at__isnull=True)
    if (known := same.first()) is not None:
        return known
    row = Series.objects.create(
        school=school, body=body, weekday=weekday, nth=nth, at=at, place=place, begins_on=begins or today(),
        ends_on=ends or year_end(), by=by, made_at=clock.now(),
    )  # fmt: skip
    journal(by=by, school_id=school.pk, event="meeting.series", about=row, at=row.made_at, body=body)
    call_next(row)
    return row


def next_begin(series: Series) -> date:
    """Return from when another rule would hold: the week, or month, after the last meeting that is called already."""
    last = series.called.filter(day__gte=today()).order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return today()
    return (
        last + timedelta(days=7 - last.weekday())
        if series.nth == 0
        else (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    )


@transaction.atomic
def change_series(*, series: Series, by: Staff, weekday: int, nth: int, at: time, place: str, ends: date) -> Series:
    """Let a routine go on by another rule: the old one ends and stays on record, what is called stays called."""
    row = Series.objects.select_for_update(of=("self",)).select_related("school").get(pk=series.pk)
    _convener(row.school, by)
    if row.ended_at is not None:
        raise Ended
    if (row.weekday, row.nth, row.at, row.place, row.ends_on) == (weekday, nth, at, place, ends):
        return row
    begins = min(next_begin(row), ends)
    end_series(series=row, by=by)
    return make_series(
        school=row.school, by=by, body=row.body, weekday=weekday, nth=nth, at=at, place=place, ends=ends, begins=begins
    )


@transaction.atomic
def end_series(*, series: Series, by: Staff) -> None:
    """End a routine. Meetings that are called already stay called."""
    row = Series.objects.select_for_update(of=("self",)).select_related("school").get(pk=series.pk)
    _convener(row.school, by)
    if row.ended_at is None:
        row.ended_at, row.ended_by = clock.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        journal(by=by, school_id=row.school_id, event="meeting.series_ended", about=row, at=row.ended_at)


def _conveners(row: Series) -> list[Staff]:
    """Return who may call a meeting of the series: who made it, or else the convening posts in their order."""
    people = {row.by_id: row.by} if row.by.is_active and row.by.can(Can.CONVENE) else {}
    for post in CONVENERS:
        people |= {p.pk: p for p in holders(row.school, post) if p.pk not in people}
    return list(people.values())


@transaction.atomic
def call_next(row: Series) -> list[Meeting]:
    """Call the meetings of the series that are near, and always the next one, with what waits for them."""
    row = Series.objects.select_for_update(of=("self",)).select_related("school", "by").get(pk=row.pk)
    people = _conveners(row)
    if row.ended_at is not None or not people:
        return []
    ahead = days_of(row)
    done = set(row.called.values_list("day", flat=True))
    near = [d for n, d in enumerate(ahead) if (n == 0 or d <= today() + AHEAD) and d not in done]
    made = []
    for day in near:
        at = datetime.combine(day, row.at, TOKYO)
        if at < clock.now():
            continue
        meeting = convene(school=row.school, by=people[0], body=row.body, at=at, place=row.place)
        SeriesMeeting.objects.create(series=row, day=day, meeting=meeting)
        collect(meeting, people)
        made.append(meeting)
    return made


def call_due() -> int:
    """By the clock: call what is near in every series, put on the agenda what waits; return how many were called."""
    called = 0
    for row in Series.objects.filter(here(), ended_at__isnull=True, ends_on__gte=today()).select_related(
        "school", "by"
    ):
        try:
            called += len(call_next(row))
        except IntegrityError:  # another tick called it
            continue
    end = clock.now() + timedelta(days=1)
    near = Meeting.objects.filter(
        here(), of_series__isnull=False, finalised_at__isnull=True, scheduled_at__range=(clock.now(), end)
    )
    for meeting in near.select_related("school", "key", "of_series__series__by", "of_series__series__school"):
        collect(meeting, _conveners(meeting.of_series.series))
    return called


def waiting_cases(school: School) -> list[Any]:
    """Return the cases that the grade heads go through: improving, or with a report of the grade team due."""
    model: Any = AgendaItem._meta.get_field("case").related_model
    owed = Q(duties__name__in=["follow_up", "grade_heads_meeting"], duties__done_at__isnull=True)
    rows = model.objects.filter(Q(state__in=FOLLOWED) | owed & Q(duties__dropped_at__isnull=True), school=school)
    return list(rows.distinct().order_by("opened_at").select_related("school", "key"))


def collect(meeting: Meeting, people: list[Staff]) -> int:
    """Put on the grade heads' agenda what waits for them; each by a convener who is not shut out of it.

    Only theirs: a seat opens what is on the agenda, and at a staff meeting everybody sits.
    """
    if meeting.body != Body.GRADE_HEADS or meeting.finalised_at is not None:
        return 0
    here = set(meeting.items.values_list("case_id", flat=True))
    put = 0
    for case in waiting_cases(meeting.school):
        out = shut_out_of_case(case.pk)
        by = next((p for p in people if p.pk not in out and may_record(meeting, p)), None)
        if case.pk in here or by is None:
            continue
        put_on(
            meeting=meeting, by=by, reports=[], cases=[case], class_ids=classes_concerned([], [case]), invited=[]
        )  # fmt: skip
        put += 1
    return put
