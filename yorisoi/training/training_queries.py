"""Reads of trainings. Everything starts from the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.training.drill_models import FINISHED, DrillRun
from yorisoi.training.training_models import CatchUp, Presence, Training


def trainings_for(staff: Staff) -> QuerySet[Training]:
    """Return the trainings of this person's school, the latest first: all the staff may know of them."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Training.objects.none()
    return Training.objects.filter(school=staff.school_id).select_related("key", "school")


def is_staff(person: Staff) -> bool:
    """Say whether this is one of the school's own staff, to be trained; not whoever only administers or advises."""
    return person.can(Can.PASS_ON) and person.can(Can.READ_PLAN)


def whole_staff(school: School) -> list[Staff]:
    """Return the school's own staff of today, in their order."""
    return [person for person in people_now(school) if is_staff(person)]


def expected(training: Training, people: Iterable[Staff]) -> list[Staff]:
    """Return who of these is to attend: all, or whoever has a seat in the body."""
    if not training.body:
        return list(people)
    rule = edition(training.school.edition).bodies.get(training.body)
    posts = set(rule.members) if rule else set()
    return [person for person in people if person.posts & posts]


@dataclass
class Standing:
    """Who was there and who was not (by the last word on each), and who of those has caught up."""

    there: list[Staff] = field(default_factory=list)
    missed: list[Staff] = field(default_factory=list)
    caught: dict[int, CatchUp] = field(default_factory=dict)

    @property
    def still(self) -> list[Staff]:
        """Who works here and has still to catch up."""
        return [one for one in self.missed if one.pk not in self.caught and one.is_active]

    @property
    def came(self) -> set[int]:
        """The ids of those who were there."""
        return {one.pk for one in self.there}

    def of(self, staff: Staff) -> str:
        """Return how it stands with one person: "came", "caught", "still" or ""."""
        if staff.pk in self.came:
            return "came"
        if staff.pk in self.caught:
            return "caught"
        return "still" if any(one.pk == staff.pk for one in self.missed) else ""


def standings(trainings: Iterable[Training]) -> dict[Any, Standing]:
    """Return how these stand with everybody, by id, in two queries."""
    rows = {row.pk: row for row in trainings}
    last: dict[Any, dict[int, Presence]] = defaultdict(dict)
    found = {pk: Standing() for pk in rows}
    if not rows:
        return found
    for row in Presence.objects.filter(training__in=list(rows)).select_related("staff").order_by("at", "pk"):
        last[row.training_id][row.staff_id] = row
    for pk, by_staff in last.items():
        people = sorted(by_staff.values(), key=lambda row: (row.staff.family_kana, row.staff.given_kana, row.staff_id))
        found[pk].there = [row.staff for row in people if row.present]
        found[pk].missed = [row.staff for row in people if not row.present]
    for one in CatchUp.objects.filter(training__in=list(rows)).order_by("at", "pk"):
        one.training = rows[one.training_id]
        found[one.training_id].caught[one.staff_id] = one
    return found


def standing(training: Training) -> Standing:
    """Return how one training stands with everybody."""
    return standings([training])[training.pk]


def drills_of(staff: Staff, year: int | None = None) -> QuerySet[DrillRun]:
    """Return the drills of this person's school that were played to their end: trainings too. The latest first."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return DrillRun.objects.none()
    rows = DrillRun.objects.filter(school=staff.school_id, ended_how=FINISHED)
    if year is not None:
        first, after = (datetime(one, 4, 1, tzinfo=TOKYO) for one in (year, year + 1))
        rows = rows.filter(ended_at__gte=first, ended_at__lt=after)
    return rows.prefetch_related("players__staff").order_by("-ended_at", "-pk")
