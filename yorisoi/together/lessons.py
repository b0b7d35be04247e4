"""Writes of lessons: planned for classes, changed, held with a reflection, dropped with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import ABOUT, CITE, DAY, KINDS, LESSON_FLOW, LessonFacts
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.together.models import Lesson, LessonClass, LessonStep
from yorisoi.together.queries import lessons_for
from yorisoi.together.rights import theirs


@dataclass(frozen=True)
class Told:
    """What is said of a lesson: its day, what it is about, a reflection or a reason, material."""

    day: date | None = None
    about: str = ""
    words: str = ""
    files: Sequence[SentFile] = ()


def plan_lesson(*, school: School, by: Staff, kind: str, classes: Collection[int], told: Told, token: str) -> Lesson:
    """Plan a lesson of 道徳 or 学活 for classes (ids) of one's own (法15条1項). The same token is the same lesson.

    Raises PermissionDenied for another's class, NotYet without a day, a class or what it is about.
    """
    known = Lesson.objects.filter(school=school, token=token).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _plan(school, by, kind, classes, told, token)
    except IntegrityError:
        known = Lesson.objects.filter(school=school, token=token).first()
        if known is None:
            raise
        return known


def _plan(school: School, by: Staff, kind: str, classes: Collection[int], told: Told, token: str) -> Lesson:
    wanted = set(classes)
    rows = list(SchoolClass.objects.filter(theirs(by, ""), school=school, pk__in=wanted))
    if by.school_id != school.pk or not by.can(Can.TOGETHER) or len(rows) != len(wanted) or kind not in KINDS:
        raise PermissionDenied
    facts = LessonFacts(today(), told.day, about=told.about)
    if missing := [need for need in (DAY, ABOUT) if not need.met(facts)]:
        raise NotYet(missing)
    if told.day is None or not rows:
        raise NotYet([DAY])
    now = clock.now()
    key = data_key(school.pk)
    key.save(force_insert=True)
    row = Lesson(
        key=key,
        school=school,
        year=school_year(told.day),
        kind=kind,
        day=told.day,
        made_at=now,
        made_by=by,
        token=token,
    )
    row.put("about", told.about)
    row.save(force_insert=True)
    LessonClass.objects.bulk_create([LessonClass(lesson=row, school_class=one) for one in rows])
    _step(row, "made", Told(), by=by, at=now, token=token)
    _keep(row, told, by, now)
    return row


def locked_lesson(lesson: Lesson, by: Staff) -> Lesson:
    """Return the lesson, held until the transaction ends. Raises PermissionDenied for one of others' classes."""
    row = Lesson.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=lesson.pk)
    if not lessons_for(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


@transaction.atomic
def move_lesson(*, lesson: Lesson, move: str, by: Staff, told: Told, token: str) -> LessonStep:
    """Take a move of `LESSON_FLOW`. The same token again is the same step.

    Raises NoSuchMove (somebody was before), PermissionDenied, NotYet (what is still wanted). Nothing is overwritten:
    the step holds what the lesson was from then on.
    """
    row = locked_lesson(lesson, by)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    arrow = LESSON_FLOW.find(row.state, move)
    arrow.ask(LessonFacts(today(), told.day, told.words, told.about))
    row.state = arrow.lands(row.state)
    if told.day is not None and move in {"change", "held"}:
        row.day, row.year = told.day, school_year(told.day)
    if told.about.strip():
        row.put("about", told.about)
    row.save(update_fields=["state", "day", "year", "about"])
    now = clock.now()
    step = _step(row, move, told, by=by, at=now, token=token)
    _keep(row, told, by, now)
    return step


@transaction.atomic
def add_words(*, lesson: Lesson, by: Staff, told: Told, token: str) -> LessonStep | None:
    """Add a reflection or material, whatever became of the lesson. Nothing said is no row."""
    row = locked_lesson(lesson, by)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    if not told.words.strip() and not told.files:
        return None
    now = clock.now()
    step = _step(row, "words", told, by=by, at=now, token=token)
    _keep(row, told, by, now)
    return step


def _step(row: Lesson, kind: str, told: Told, *, by: Staff, at: datetime, token: str) -> LessonStep:
    step = LessonStep(lesson=row, kind=kind, state=row.state, day=row.day, token=token, at=at, by=by)
    step.put("about", row.text("about"))
    step.put("words", told.words)
    step.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event=f"lesson.{kind}", about=row, cite=CITE, at=at, state=row.state)
    return step


def _keep(row: Lesson, told: Told, by: Staff, at: datetime) -> None:
    if told.files:
        store_files(by=by, files=told.files, about={}, lesson=row, at=at)
