"""Writes of what was told and handed out: a talk at 懇談会, a leaflet given to homes. Written once, taken back once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.outreach.actions import require_writer
from yorisoi.outreach.models import Given, Item, Speaker, Talk
from yorisoi.policy.edition import edition
from yorisoi.policy.outreach_flow import CITE, ItemState
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year
from yorisoi.schools.models import School, SchoolClass, Staff


@dataclass(frozen=True, slots=True)
class Held:
    """A talk as it was told: of a class, a grade (number), or the whole school (neither)."""

    held_on: date
    guardians: int
    questions: str = ""
    school_class: SchoolClass | None = None
    grade: int | None = None


@transaction.atomic
def record_talk(*, school: School, by: Staff, held: Held, speakers: Iterable[Staff], token: str) -> Talk:
    """Record a talk with who spoke. The same token is the same talk. The questions are sealed."""
    require_writer(by, school.pk)
    school = School.objects.select_for_update().get(pk=school.pk)
    if (known := Talk.objects.filter(school=school, token=token).first()) is not None:
        return known
    people = list(speakers)
    if held.school_class is not None and held.school_class.school_id != school.pk:
        raise PermissionDenied
    if any(person.school_id != school.pk for person in people):
        raise PermissionDenied
    now, year = clock.now(), school_year(held.held_on)
    stage = edition(school.edition).plan.stage_on(held.held_on, year)
    kind = "class" if held.school_class else "grade" if held.grade else "school"
    row = Talk(
        key=make_data_key(school.pk), school=school, year=year, stage=stage.number if stage else 0,
        held_on=held.held_on, kind=kind, school_class=held.school_class, grade=held.grade, guardians=held.guardians,
        token=token, at=now, by=by,
    )  # fmt: skip
    row.put("questions", held.questions)
    row.save(force_insert=True)
    Speaker.objects.bulk_create(Speaker(talk=row, staff=person) for person in people)
    journal(by=by, school_id=school.pk, event="outreach.talk", about=row, cite=CITE, at=now, kind=kind)
    return row


@transaction.atomic
def record_given(
    *, school: School, by: Staff, what: str, whom: str, on: date, token: str, ref: str = "", item: Item | None = None,
    school_class: SchoolClass | None = None, grade: int | None = None, copies: int | None = None,
) -> Given:  # fmt: skip
    """Record that something was handed out. The same token is the same row. An item must have been issued."""
    require_writer(by, school.pk)
    school = School.objects.select_for_update().get(pk=school.pk)
    if (known := Given.objects.filter(school=school, token=token).first()) is not None:
        return known
    if item is not None and (item.school_id != school.pk or item.state != ItemState.ISSUED):
        raise PermissionDenied
    if school_class is not None and school_class.school_id != school.pk:
        raise PermissionDenied
    now = clock.now()
    row = Given.objects.create(
        school=school, year=school_year(on), what=what, ref=ref, item=item, whom=whom, school_class=school_class,
        grade=grade, copies=copies, on=on, token=token, at=now, by=by,
    )  # fmt: skip
    journal(by=by, school_id=school.pk, event="outreach.given", about=row, cite=CITE, at=now, what=what, whom=whom)
    return row


@transaction.atomic
def take_back(*, row: Talk | Given, by: Staff) -> None:
    """Say that a row was entered by mistake: whoever entered it, and managers. It stays on record."""
    rows: Any = type(row).objects
    found = rows.select_for_update(of=("self",)).get(pk=row.pk)
    require_writer(by, found.school_id)
    if found.by_id != by.pk and not by.can(Can.OUTREACH_APPROVE):
        raise PermissionDenied
    if found.taken_back_at is not None:
        return
    found.taken_back_at, found.taken_back_by = clock.now(), by
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    event = "outreach.talk_back" if isinstance(found, Talk) else "outreach.given_back"
    journal(by=by, school_id=found.school_id, event=event, about=found, cite=CITE, at=found.taken_back_at)
