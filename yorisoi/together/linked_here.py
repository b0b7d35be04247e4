"""What of this chapter can be linked to an activity of the year's plan: lessons and rounds, single or of a whole stage.

「2026:2:moral」 is a lesson of 道徳 of every class in stage 2, 「2026:2」 いいところ見つけ of every class. Labels say
class, kind and day, never what it was about; of a whole it says that every class has had it, never which has not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy.edition import edition
from yorisoi.policy.together_flow import KINDS, LessonState
from yorisoi.prevention.linked_here import Whole
from yorisoi.prevention.links import Linked, register
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.together.models import Lesson, LessonClass, Round
from yorisoi.together.queries import lessons_for, rounds_for


def _parts(ref: str) -> tuple[int, int, str] | None:
    """Return year, stage and kind of a whole; None for the id of one thing."""
    year, _colon, rest = ref.partition(":")
    stage, _colon, kind = rest.partition(":")
    if all(each.isascii() and each.isdigit() and len(each) < 5 for each in (year, stage)):
        return int(year), int(stage), kind
    return None


def _ids(refs: Iterable[str]) -> list[UUID]:
    found = []
    for ref in refs:
        try:
            found.append(UUID(ref))
        except ValueError:
            continue
    return found


def _whole(school: School, year: int, stage: int, days: Iterable[tuple[int, date]], url: str) -> Whole | None:
    """Return how many classes of a year have had it in the stage. days: (class id, day) of all that was held."""
    rule = edition(school.edition).plan.stage(stage)
    if rule is None:
        return None
    first: dict[int, date] = {}
    for pk, day in days:
        if rule.holds(day, year):
            first[pk] = min(first.get(pk, day), day)
    classes = set(SchoolClass.objects.filter(school=school, year=year).values_list("pk", flat=True))
    return Whole(url, len(classes), len(classes & set(first)), max(first.values(), default=None))


def _find_lessons(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    rows = Lesson.objects.filter(school=school, pk__in=_ids(refs)).only("pk", "day", "state")
    found: dict[str, Any] = {str(row.pk): row for row in rows}
    wholes = {ref: parts for ref in refs if (parts := _parts(ref)) is not None}
    held: dict[str, list[tuple[int, date]]] = defaultdict(list)
    if wholes:
        years = {year for year, _stage, _kind in wholes.values()}
        links = LessonClass.objects.filter(
            lesson__school=school, lesson__state=LessonState.HELD, school_class__year__in=years
        )
        for kind, pk, day in links.values_list("lesson__kind", "school_class", "lesson__day"):
            held[kind].append((pk, day))
    for ref, (year, stage, kind) in wholes.items():
        whole = _whole(school, year, stage, held[kind], reverse("together:lessons")) if kind in KINDS else None
        if whole is not None:
            found[ref] = whole
    return found


def _choose_lessons(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None:
        return []
    stages = edition(staff.school.edition).plan.stages
    found = [
        (f"{year}:{one.number}:{kind}", _("%(stage)sの全学級の%(kind)s") % {"stage": one.label, "kind": label})
        for one in stages
        for kind, label in KINDS.items()
    ]
    rows = lessons_for(staff).filter(year=year).exclude(state=LessonState.DROPPED)
    for row in rows:
        classes = "・".join(str(link.school_class) for link in row.classes.all())
        found.append((str(row.pk), f"{KINDS[row.kind]} {row.day.month}/{row.day.day} {classes}"))
    return found


def _lesson_url(row: Any) -> str:
    return row.url if isinstance(row, Whole) else reverse("together:lesson", args=[row.pk])


def _lesson_day(row: Any) -> date | None:
    if isinstance(row, Whole):
        return row.done_on
    return row.day if row.state == LessonState.HELD else None


def _closed(row: Round) -> date | None:
    return day_of(row.closed_at) if row.closed_at is not None else None


def _find_rounds(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {str(row.pk): row for row in Round.objects.filter(school=school, pk__in=_ids(refs))}
    wholes = {ref: parts for ref in refs if (parts := _parts(ref)) is not None}
    if wholes:
        over = Round.objects.filter(school=school, closed_at__isnull=False)
        days = [(row.school_class_id, day) for row in over if (day := _closed(row)) is not None]
        for ref, (year, stage, _kind) in wholes.items():
            if (whole := _whole(school, year, stage, days, reverse("together:rounds"))) is not None:
                found[ref] = whole
    return found


def _choose_rounds(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None:
        return []
    stages = edition(staff.school.edition).plan.stages
    found = [
        (f"{year}:{one.number}", _("%(stage)sの全学級のいいところ見つけ") % {"stage": one.label}) for one in stages
    ]
    rows = rounds_for(staff).filter(school_class__year=year)
    return [*found, *((str(row.pk), f"{row.school_class} {day_of(row.opens_at):%m/%d}") for row in rows)]


def put_in_place() -> None:
    """Register these; called when the app is ready."""
    register(
        "together.lesson",
        Linked(gettext_lazy("道徳・学活の授業"), _lesson_url, _lesson_day, _choose_lessons, _find_lessons),
    )
    register(
        "together.round",
        Linked(
            gettext_lazy("いいところ見つけ"),
            lambda row: row.url if isinstance(row, Whole) else reverse("together:round", args=[row.pk]),
            lambda row: row.done_on if isinstance(row, Whole) else _closed(row),
            _choose_rounds,
            _find_rounds,
        ),
    )
