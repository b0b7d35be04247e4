"""Reads that start from a person, built once for each kind of person: see `journal.fixed`.

    MINE = AskedBy(lambda staff, since: settled_by(staff, since).order_by("-done_at")[:10])
    rows = MINE.rows(request.staff, since=midnight)

The function is the read as it is written for anybody. It is called with a stand-in who holds the same posts, and stands
in for people of the same posts; whose ids are no real ones. What it may ask of the person: the id, the school, the
posts with class and grade, the rights, whom they stand in for; and of the clock: the moment, the day, the school
year (a moment that is worked out from them must come in as a value). Of people from whom anything is
kept, and outside of a mere look, it is built anew each time.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet

from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import Kept, nothing_kept
from yorisoi.journal import clock
from yorisoi.journal.fixed import MOST, Fixed
from yorisoi.policy.edition import edition
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import PostHolding, Staff

NOTHING = Kept(frozenset(), frozenset())
MOMENT = datetime(1801, 1, 1, 3, tzinfo=UTC)
TIME = {"_now": MOMENT, "_day": MOMENT.astimezone(TOKYO).date(), "_year": school_year(MOMENT.astimezone(TOKYO).date())}


class AskedBy:
    """A query of a person that is asked again and again."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._fixed: dict[Any, Fixed] = {}

    def rows(self, staff: Staff, **values: Any) -> list[Any]:
        """Return the rows for this person and these values (as `Fixed.rows` takes them)."""
        if not nothing_kept(staff) or staff.school is None:
            return list(self._build(staff, **values))
        people = [staff, *stood_in_for(staff)]
        shape = (staff.school.edition, *(_shape(person) for person in people))
        if shape not in self._fixed:
            edition(staff.school.edition)  # an adopted one is read from the database: not while a query is built
            if len(self._fixed) >= MOST:
                self._fixed.clear()
            self._fixed[shape] = Fixed(_standing_in(self._build, people), TIME)
        day = today()
        known = {"_now": clock.now(), "_day": day, "_year": school_year(day), "_school": staff.school.pk}
        return self._fixed[shape].rows(**known, **_ids(people), **values)

    def first(self, staff: Staff, **values: Any) -> Any:
        """Return the first row, or None. The query says by its own limit that one is enough."""
        return next(iter(self.rows(staff, **values)), None)


def looking(staff: Staff) -> Staff:
    """Return a person who writes as one who looks: what is kept from them is read now, once, for the next question."""
    _known = staff.holdings  # for both
    found = copy.copy(staff)
    found.looks_only = True
    found.__dict__.pop("_kept", None)
    return found


def _shape(person: Staff) -> tuple[Any, ...]:
    """Return what of a person changes the words of a query, and not only its values."""
    held = ((one.post, one.school_class_id is None, one.grade is None) for one in person.holdings)
    return (person.is_active, *held)


def _ids(people: list[Staff]) -> dict[str, int]:
    """Return the values that people bring into a query."""
    found: dict[str, int] = {}
    for place, person in enumerate(people):
        found[f"_{place}"] = person.pk
        for turn, held in enumerate(person.holdings):
            if held.school_class_id is not None:
                found[f"_{place}_{turn}_class"] = held.school_class_id
            if held.grade is not None:
                found[f"_{place}_{turn}_grade"] = held.grade
    return found


def _standing_in(build: Callable[..., QuerySet[Any]], people: list[Staff]) -> Callable[..., QuerySet[Any]]:
    def built(*, _school: int, _now: datetime, _day: date, _year: int, **values: Any) -> QuerySet[Any]:
        own = {name: values.pop(name) for name in list(values) if name.startswith("_")}
        school = copy.copy(people[0].school)
        if school is None:
            raise TypeError("a person of no school asks anew")
        school.pk = _school
        made = [_stand_in(person, place, own) for place, person in enumerate(people)]
        for person in made:
            person.school = school
        made[0]._stood_in_for = made[1:]  # type: ignore[attr-defined]
        with clock.at(_now):
            return build(made[0], **values)

    return built


def _stand_in(person: Staff, place: int, own: dict[str, int]) -> Staff:
    found = Staff(pk=own[f"_{place}"], is_active=person.is_active)
    found.looks_only = True
    found._kept = NOTHING  # type: ignore[attr-defined]
    found._holdings = [
        PostHolding(
            staff=found,
            post=held.post,
            school_class_id=own.get(f"_{place}_{turn}_class"),
            grade=own.get(f"_{place}_{turn}_grade"),
        )
        for turn, held in enumerate(person.holdings)
    ]
    return found


__all__ = ["AskedBy", "looking"]
