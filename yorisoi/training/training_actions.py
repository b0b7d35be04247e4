"""Writes of trainings: planned, changed, held with who was there, dropped with a reason, caught up afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.training_flow import CATCH_UP, CITE, DAY, REASON, THEMES, TITLE, TRAINING_FLOW, TrainingFacts
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.nameless import require_nameless
from yorisoi.training.training_models import CatchUp, Presence, Training, TrainingStep
from yorisoi.training.training_owing import follow_training, remind, settle_own
from yorisoi.training.training_queries import expected, is_staff, standing, trainings_for, whole_staff


class NothingToCatchUp(Exception):
    """They were there, or the training is not held, or nobody expected them."""


@dataclass(frozen=True)
class Told:
    """What is said of a training. came: who was there (ids). words: a reason."""

    theme: str = ""
    day: date | None = None
    body: str = ""
    about: dict[str, str] = field(default_factory=dict)
    words: str = ""
    came: Collection[int] = ()
    files: Sequence[SentFile] = ()


def require_planner(by: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person plans the trainings of the school."""
    if by.school_id != school_id or not by.can(Can.PLAN):
        raise PermissionDenied


def plan_training(*, school: School, by: Staff, told: Told, token: str) -> Training:
    """Plan a training (法18条2項). The same token is the same training.

    Raises PermissionDenied, NotYet, NamesAChild (all staff read what is said of it).
    """
    require_planner(by, school.pk)
    try:
        with transaction.atomic():
            known = Training.objects.filter(school=school, token=token).first()
            return known or _plan(school, by, told, token)
    except IntegrityError:
        return Training.objects.get(school=school, token=token)


def _plan(school: School, by: Staff, told: Told, token: str) -> Training:
    facts = TrainingFacts(today(), told.day, told.about.get("title", ""))
    if missing := [need for need in (DAY, TITLE) if not need.met(facts)]:
        raise NotYet(missing)
    _known(school, told)
    _nameless(school, told.about)
    day, now = told.day or today(), clock.now()
    row = Training(
        key=make_data_key(school.pk), school=school, year=school_year(day), theme=told.theme, day=day, body=told.body,
        made_at=now, made_by=by, token=token,
    )  # fmt: skip
    row.put("about", told.about)
    row.save(force_insert=True)
    _step(row, "made", "", by=by, at=now, token=token)
    _keep(row, told, by, now)
    return row


def _known(school: School, told: Told) -> None:
    if told.theme not in THEMES or (told.body and told.body not in edition(school.edition).bodies):
        raise PermissionDenied


def _nameless(school: School, about: Mapping[str, str]) -> None:
    require_nameless(school, **{key: about.get(key, "") for key in ("title", "text")})


def _locked(training: Training) -> Training:
    return Training.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=training.pk)


@transaction.atomic
def move_training(*, training: Training, move: str, by: Staff, told: Told, token: str) -> TrainingStep:
    """Take a move of `TRAINING_FLOW`. The same token again is the same step.

    Held: who of those who were to attend was there; the others owe it to catch up. Raises NoSuchMove (somebody was
    before), PermissionDenied, NotYet.
    """
    row = _locked(training)
    require_planner(by, row.school_id)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    arrow = TRAINING_FLOW.find(row.state, move)
    people = whole_staff(row.school) if move == "held" else []
    came = {person.pk for person in people} & set(told.came)
    title = told.about.get("title", "")
    arrow.ask(TrainingFacts(today(), told.day, title, told.words, len(came)))
    row.state, now = arrow.lands(row.state), clock.now()
    if told.day is not None and move in {"change", "held"}:
        row.day, row.year = told.day, school_year(told.day)
    if move == "change":
        _known(row.school, told)
        _nameless(row.school, told.about)
        row.theme, row.body = told.theme, told.body
        row.put("about", told.about)
    row.save(update_fields=["state", "day", "year", "theme", "body", "about"])
    step = _step(row, move, told.words, by=by, at=now, token=token)
    if move == "held":
        wanted = {person.pk for person in expected(row, people)}
        _mark(row, {pk: pk in came for pk in wanted | came}, by, now)
    _keep(row, told, by, now)
    follow_training(row, by=by, at=now)
    return step


def _mark(row: Training, marks: dict[int, bool], by: Staff, at: datetime) -> int:
    """Write down what is new of who was there; return how much."""
    now = standing(row)
    last = {**{one.pk: False for one in now.missed}, **{one.pk: True for one in now.there}}
    rows = [
        Presence(training=row, staff_id=pk, present=present, at=at, by=by)
        for pk, present in sorted(marks.items())
        if last.get(pk) is not present
    ]
    Presence.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def correct_presence(*, training: Training, by: Staff, came: Collection[int], token: str) -> TrainingStep | None:
    """Put right who was there. What was written before stays; nothing new is no row. Raises NotYet when not held."""
    row = _locked(training)
    require_planner(by, row.school_id)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    if not row.presences.exists() or row.state != "held":
        raise NotYet([REASON])
    people = {person.pk for person in whole_staff(row.school)}
    now, at = standing(row), clock.now()
    theirs = people | {one.pk for one in (*now.there, *now.missed)}
    wanted = theirs & set(came)
    marks = dict.fromkeys(wanted, True) | {one.pk: one.pk in wanted for one in (*now.there, *now.missed)}
    if not _mark(row, marks, by, at):
        return None
    step = _step(row, "came", "", by=by, at=at, token=token)
    follow_training(row, by=by, at=at)
    return step


@transaction.atomic
def add_material(*, training: Training, by: Staff, told: Told, token: str) -> TrainingStep | None:
    """Add material: files, or another text to read. Nothing new is no row."""
    row = _locked(training)
    require_planner(by, row.school_id)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    text = told.about.get("text", row.told["text"])
    if not told.files and text == row.told["text"]:
        return None
    _nameless(row.school, {"text": text})
    row.put("about", {**row.told, "text": text})
    row.save(update_fields=["about"])
    now = clock.now()
    step = _step(row, "more", "", by=by, at=now, token=token)
    _keep(row, told, by, now)
    return step


@transaction.atomic
def catch_up(*, training: Training, by: Staff, on: date, words: str) -> CatchUp:
    """Somebody who was not there has read the material. Once; a second time is the first one.

    Raises PermissionDenied for whoever is not of the school, `NothingToCatchUp`, NotYet for a day to come or before it.
    """
    row = _locked(training)
    if not trainings_for(by).filter(pk=row.pk).exists() or not is_staff(by):
        raise PermissionDenied
    known = row.catch_ups.filter(staff=by).first()
    if known is not None:
        return known
    if row.state != "held" or standing(row).of(by) != "still":
        raise NothingToCatchUp
    if not row.day <= on <= today():
        raise NotYet([DAY])
    if not words.strip():
        raise NotYet([REASON])
    now = clock.now()
    found = CatchUp(training=row, staff=by, on=on, at=now)
    found.put("words", words)
    found.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="training.caught_up", about=row, cite=CITE, at=now)
    settle_own(CATCH_UP, about=row, by=by, at=now)
    return found


@transaction.atomic
def remind_of(*, training: Training, by: Staff) -> int:
    """Remind whoever has still to catch up; return how many were told."""
    row = _locked(training)
    require_planner(by, row.school_id)
    return remind(CATCH_UP, about=row, by=by, at=clock.now())


def _step(row: Training, kind: str, words: str, *, by: Staff, at: datetime, token: str) -> TrainingStep:
    step = TrainingStep(
        training=row, kind=kind, state=row.state, theme=row.theme, day=row.day, body=row.body, token=token, at=at, by=by
    )
    step.put("about", row.told)
    step.put("words", words)
    step.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event=f"training.{kind}", about=row, cite=CITE, at=at, state=row.state)
    return step


def _keep(row: Training, told: Told, by: Staff, at: datetime) -> None:
    if told.files:
        store_files(by=by, files=told.files, about={}, training=row, at=at)


def said_of(title: str, place: str, leader: str, text: str) -> dict[str, Any]:
    """Return what is said of a training as it is kept."""
    return {"title": title.strip(), "place": place.strip(), "leader": leader.strip(), "text": text}
