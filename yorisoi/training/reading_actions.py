"""The policy is read by everybody: who owes it, who has confirmed it, the reminder; what happens by the clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.single import drop_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.roles import Can
from yorisoi.policy.training_flow import CATCH_UP, READ_CITE, READ_POLICY
from yorisoi.schools.models import School, Staff
from yorisoi.training.training_models import PolicyRead, PolicyReading, Training
from yorisoi.training.training_owing import late_subjects, of_people_gone, owe_each, remind, settle_own
from yorisoi.training.training_queries import is_staff, whole_staff

READING = PolicyReading._meta.label_lower


class Replaced(Exception):
    """Another edition has come into force since the page was shown."""


@dataclass
class Readers:
    """Who of today's staff has confirmed one edition, and who has not."""

    read: list[tuple[Staff, PolicyRead]] = field(default_factory=list)
    unread: list[Staff] = field(default_factory=list)


def readings_of(school: School) -> QuerySet[PolicyReading]:
    """Return the editions that the staff of a school was or is to read, the latest first."""
    return PolicyReading.objects.filter(school=school).order_by("-at", "-pk")


def reading_now(school: School) -> PolicyReading | None:
    """Return the row of the edition in force, None while nobody was asked to read it."""
    return PolicyReading.objects.filter(school=school, edition=school.edition).first()


def readers(school: School, reading: PolicyReading | None) -> Readers:
    """Return how it stands with the staff of today; without a row nobody has read it."""
    rows = PolicyRead.objects.filter(of=reading) if reading is not None else PolicyRead.objects.none()
    reads = {row.staff_id: row for row in rows.order_by("at", "pk")}
    found = Readers()
    for person in whole_staff(school):
        if person.pk in reads:
            found.read.append((person, reads[person.pk]))
        else:
            found.unread.append(person)
    return found


def _reading(school: School) -> PolicyReading:
    """Return the row of the edition in force, made where it is missing. The school is locked."""
    row = reading_now(school)
    if row is None:
        row = PolicyReading.objects.create(
            key=make_data_key(school.pk), school=school, edition=school.edition, at=clock.now()
        )
    row.school = school
    return row


def _stale(school: School, reading: PolicyReading | None, people: list[Staff]) -> list[Duty]:
    """Return open duties to read another edition, or of people who are no staff any more."""
    ids = {person.pk for person in people}
    rows = Duty.objects.filter(OPEN, school=school, name=READ_POLICY.name).order_by("pk")
    return [row for row in rows if reading is None or row.subject_id != reading.pk or row.staff_id not in ids]


def follow_school(school: School) -> int:
    """Let exactly those owe it who have not read the edition in force; return how much was new. Safe to run twice."""
    reading, people = reading_now(school), whole_staff(school)
    owed = Duty.objects.filter(OPEN, school=school, name=READ_POLICY.name, subject_id=reading.pk if reading else None)
    unread = {person.pk for person in readers(school, reading).unread}
    if reading is not None and not _stale(school, reading, people) and unread <= {row.staff_id for row in owed}:
        return 0
    if not people:
        return 0
    with transaction.atomic():
        school = School.objects.select_for_update().get(pk=school.pk)
        reading, now = _reading(school), clock.now()
        gone = _stale(school, reading, whole_staff(school))
        for row in Duty.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in gone]).order_by("pk"):
            drop_one(row, by=SYSTEM, at=now, move="needless")
        return owe_each(
            READ_POLICY, about=reading, people=readers(school, reading).unread, by=SYSTEM, at=now
        ) + len(gone)  # fmt: skip


@transaction.atomic
def confirm_policy(*, by: Staff, edition: str) -> PolicyRead:
    """Say 「読みました」 of the edition in force, once. Raises PermissionDenied, `Replaced`."""
    if by.school is None or not is_staff(by):
        raise PermissionDenied
    school = School.objects.select_for_update().get(pk=by.school.pk)
    if school.edition != edition:
        raise Replaced
    reading, now = _reading(school), clock.now()
    row, made = PolicyRead.objects.get_or_create(of=reading, staff=by, defaults={"at": now})
    if made:
        journal(
            by=by, school_id=school.pk, event="policy.read", about=reading, cite=READ_CITE, at=now, edition=edition
        )  # fmt: skip
        settle_own(READ_POLICY, about=reading, by=by, at=now)
    return row


@transaction.atomic
def remind_readers(*, by: Staff) -> int:
    """Remind whoever has not read the edition in force; return how many were told. Nobody twice a day."""
    if by.school is None or not by.can(Can.PLAN):
        raise PermissionDenied
    school = School.objects.select_for_update().get(pk=by.school.pk)
    reading, now = _reading(school), clock.now()
    owe_each(READ_POLICY, about=reading, people=readers(school, reading).unread, by=by, at=now)
    return remind(READ_POLICY, about=reading, by=by, at=now)


def follow_readers() -> int:
    """By the clock: owe what is to be read, end what is needless, remind once of what is late; return how much."""
    done = sum(follow_school(school) for school in School.objects.order_by("pk"))
    for row in of_people_gone():
        with transaction.atomic():
            fresh = Duty.objects.select_for_update(of=("self",)).get(pk=row.pk)
            drop_one(fresh, by=SYSTEM, at=clock.now(), move="left")
            done += 1
    return done + _remind_late()


def _remind_late() -> int:
    told = 0
    late: dict[tuple[str, Any], set[int]] = defaultdict(set)
    for row in late_subjects():
        if row.staff_id is not None:
            late[row.subject_kind, row.subject_id].add(row.staff_id)
    for (kind, pk), ids in late.items():
        model: Any = PolicyReading if kind == READING else Training
        with transaction.atomic():
            about = model.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=pk)
            wanted = READ_POLICY if kind == READING else CATCH_UP
            told += remind(wanted, about=about, by=SYSTEM, at=clock.now(), only=ids)
    return told
