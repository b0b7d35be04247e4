"""What of the chapters below can be linked to an activity: 元気アンケート, interviews, class checklists, meetings.

Whole stages can be linked as well as single rounds: 「2026:2」 is all rounds of stage 2, so that whoever plans a round
and says its stage has done all the typing there is. Nothing here tells of a child, or of one class more than another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.care.models_interviews import Interview
from yorisoi.care.models_more import ChecklistRun
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import BODY_LABELS, Body, Can
from yorisoi.prevention.links import Linked, register
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.surveys.models import CANCELLED, CLOSED, Round
from yorisoi.surveys.queries import rounds_for

OF_ALL = (Body.STAFF_MEETING, Body.HEALTH_COMMITTEE)  # that they are held is known to all staff


@dataclass(frozen=True)
class Whole:
    """A whole of several rows: how many there are or should be, how many are done, the last day."""

    url: str
    wanted: int
    done: int
    last: date | None

    @property
    def done_on(self) -> date | None:
        """The day of the last of it, when all of it is done."""
        return self.last if self.wanted and self.done >= self.wanted else None


def _year_and(ref: str) -> tuple[int, str] | None:
    year, colon, what = ref.partition(":")
    return (int(year), what) if colon and year.isascii() and year.isdigit() and len(year) == 4 else None


def _wholes(refs: Collection[str]) -> list[tuple[str, int, str]]:
    return [(ref, *found) for ref in refs if (found := _year_and(ref)) is not None]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ── 元気アンケート ──


ROUNDS = Fixed(
    lambda school, ids, years: (
        Round.objects.filter(
            Q(pk__in=ids) | Q(year__in=years, stage__gt=0, audience="child"), ~Q(state=CANCELLED), school_id=school
        )
        .order_by("opens_at", "pk")
        .only("pk", "year", "stage", "state", "closed_at", "audience")
    )
)


def _find_rounds(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    wholes = _wholes(refs)
    ids = [pk for ref in refs if (pk := _uuid(ref)) is not None]
    rows = ROUNDS.rows(school=school.pk, ids=tuple(ids), years=tuple({year for _ref, year, _n in wholes}))
    found: dict[str, Any] = {}
    of_stage: dict[tuple[int, str], list[Round]] = defaultdict(list)
    for row in rows:
        page = reverse("surveys:round", args=[row.pk])
        closed = day_of(row.closed_at) if row.state == CLOSED and row.closed_at else None
        found[str(row.pk)] = Whole(page, 1, int(closed is not None), closed)
        if row.audience == "child":
            of_stage[row.year, str(row.stage)].append(row)
    for ref, year, number in wholes:
        group = of_stage.get((year, number), [])
        ended = [day_of(row.closed_at) for row in group if row.state == CLOSED and row.closed_at]
        page = reverse("surveys:round", args=[group[0].pk]) if len(group) == 1 else reverse("surveys:rounds")
        found[ref] = Whole(page, len(group), len(ended), max(ended, default=None))
    return found


def _choose_rounds(staff: Staff, year: int) -> list[tuple[str, str]]:
    if not staff.can(Can.ANSWERS) or staff.school is None:
        return []
    stages = edition(staff.school.edition).plan.stages
    whole = [(f"{year}:{one.number}", _("%(stage)sの元気アンケート") % {"stage": one.label}) for one in stages]
    rows = rounds_for(staff).filter(year=year).exclude(state=CANCELLED).order_by("opens_at", "pk")
    return [*whole, *((str(row.pk), row.title) for row in rows)]


# ── 面談 ──


INTERVIEWS = Fixed(
    lambda school, years: (
        Interview.objects.filter(~Q(round=""), school_id=school, year__in=years, dropped=False)
        .order_by()
        .values("year", "round")
        .annotate(n=Count("pk"), held=Count("sheet"))
        .values_list("year", "round", "n", "held")
    )
)


def _find_interviews(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    wholes = _wholes(refs)
    rows = INTERVIEWS.rows(school=school.pk, years=tuple({year for _ref, year, _code in wholes}))
    counted = {(year, code): (n, held) for year, code, n, held in rows}
    found: dict[str, Any] = {}
    for ref, year, code in wholes:
        rule = edition(school.edition).care.round(code)
        if rule is None:
            continue
        last = rule.span(year)[1]
        n, held = counted.get((year, code), (0, 0))
        # whoever is not planned for cannot be counted: so it is not over before its time is
        over = last < today() and n > 0 and held >= n
        found[ref] = Whole(reverse("care:interviews"), 1, int(over), last if over else None)
    return found


def _choose_interviews(staff: Staff, year: int) -> list[tuple[str, str]]:
    if not staff.can(Can.RESPOND) or staff.school is None:
        return []
    return [(f"{year}:{one.code}", one.label) for one in edition(staff.school.edition).care.rounds]


# ── チェックリスト ──


CLASSES = Fixed(
    lambda school, years: (
        SchoolClass.objects.filter(school_id=school, year__in=years).order_by().values_list("year", "pk")
    )
)
RUNS = Fixed(
    lambda school, years: (
        ChecklistRun.objects.filter(school_id=school, school_class__year__in=years)
        .order_by()
        .values_list("school_class_id", "at")
    )
)


def _find_checklists(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    """Done when every class was looked over within the stage. Which class is still to come is not told."""
    found: dict[str, Any] = {}
    wholes = _wholes(refs)
    years = {year for _ref, year, _n in wholes}
    classes: dict[int, set[int]] = defaultdict(set)
    for year, pk in CLASSES.rows(school=school.pk, years=tuple(years)):
        classes[year].add(pk)
    looked = [(pk, day_of(at)) for pk, at in RUNS.rows(school=school.pk, years=tuple(years))]
    for ref, year, number in wholes:
        stage = edition(school.edition).plan.stage(int(number)) if number.isascii() and number.isdigit() else None
        if stage is None:
            continue
        first: dict[int, date] = {}
        for pk, day in looked:
            if pk in classes[year] and stage.holds(day, year):
                first[pk] = min(first.get(pk, day), day)
        page = reverse("care:checklists")
        found[ref] = Whole(page, len(classes[year]), len(first), max(first.values(), default=None))
    return found


def _choose_checklists(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None:
        return []
    stages = edition(staff.school.edition).plan.stages
    return [(f"{year}:{one.number}", _("%(stage)sの全学級の見直し") % {"stage": one.label}) for one in stages]


# ── 会議 ──


def _choose_meetings(staff: Staff, year: int) -> list[tuple[str, str]]:
    """Meetings of all staff that take up no report and no case: so nobody learns of one by the plan."""
    rows = meetings_for(staff).filter(body__in=OF_ALL, year=year)
    rows = rows.exclude(Exists(AgendaItem.objects.filter(meeting=OuterRef("pk")))).order_by("scheduled_at", "pk")
    return [(str(row.pk), f"{BODY_LABELS[row.body]} {day_of(row.scheduled_at):%Y/%m/%d}") for row in rows]


def _find_meetings(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    ids = [pk for ref in refs if (pk := _uuid(ref)) is not None]
    rows = Meeting.objects.filter(school=school, pk__in=ids).only("pk", "finalised_at", "opened_at")
    return {str(row.pk): row for row in rows}


def _held(row: Meeting) -> date | None:
    return day_of(row.opened_at) if row.finalised_at is not None and row.opened_at is not None else None


def put_in_place() -> None:
    """Register these; called when the app is ready."""
    for kind, label, find, choose in (
        ("surveys.round", gettext_lazy("元気アンケート"), _find_rounds, _choose_rounds),
        ("care.interview", gettext_lazy("面談"), _find_interviews, _choose_interviews),
        ("care.checklistrun", gettext_lazy("チェックリスト"), _find_checklists, _choose_checklists),
    ):
        register(kind, Linked(label, lambda row: row.url, lambda row: row.done_on, choose, find))
    register(
        "meetings.meeting",
        Linked(
            gettext_lazy("会議"),
            lambda row: reverse("meetings:minutes", args=[row.pk]),
            _held,
            _choose_meetings,
            _find_meetings,
        ),
    )
