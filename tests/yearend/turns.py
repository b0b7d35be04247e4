"""A school at the end of its year: short names for planning, fixing and turning it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from tests.makers import pupil_maker, staff_maker
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import SchoolClass, Staff
from yorisoi.yearend import planning
from yorisoi.yearend.models import YearTurn
from yorisoi.yearend.queries import ahead
from yorisoi.yearend.turning import set_turn, turn_year


def next_year() -> int:
    """The year into which the school turns."""
    return school_year(today()) + 1


def on(month: int, day: int, year: int | None = None) -> Any:
    """Let it be this day of the spring in which the year turns."""
    return clock.at(datetime.combine(date(year or next_year(), month, day), time(9), TOKYO))


def fresh(person: Staff) -> Staff:
    """The person as a later request finds them."""
    return Staff.objects.get(pk=person.pk)


def plan_classes(people: Any, year: int, by: Any = None) -> None:
    """Every class goes up as it is."""
    by = by or people.vice_principal
    for old in SchoolClass.objects.filter(school=people.school, year=year - 1, grade__lt=6):
        if old.enrolments.filter(pupil__left_on__isnull=True).exists():
            planning.move_class(school=people.school, year=year, old=old, name=old.name, by=by)


def new_classes(people: Any, year: int) -> list[SchoolClass]:
    """The classes of the new year in which somebody sits."""
    return [one.school_class for one in ahead(people.school, year).new if one.size]


def plan_posts(people: Any, year: int, staff: Iterable[Staff] = ()) -> dict[int, Staff]:
    """Each class of the new year gets a 担任: of those given, then somebody new. Returns them by class."""
    waiting = list(staff)
    found = {}
    for one in new_classes(people, year):
        person = waiting.pop(0) if waiting else staff_maker(people.school, Post.TEACHER, name=f"新任{one.pk}")
        planning.plan_homeroom(
            school=people.school, year=year, school_class=one, staff=person, by=people.vice_principal
        )
        found[one.pk] = person
    return found


def populate(people: Any) -> None:
    """Children in the first and the sixth grade too."""
    people.first = pupil_maker(people.school, people.school.classes.get(grade=1, name="1"), "一条")
    people.sixth = pupil_maker(people.school, people.class61, "六車")


def planned(people: Any, year: int, staff: Iterable[Staff] = ()) -> dict[int, Staff]:
    """Plan everything."""
    plan_classes(people, year)
    return plan_posts(people, year, staff)


def fix(people: Any, year: int) -> YearTurn:
    """Fix the plan as it is seen."""
    seen = ahead(people.school, year).digest
    return set_turn(school=people.school, year=year, by=people.vice_principal, digest=seen)


def press(people: Any, year: int, by: Any = None) -> YearTurn:
    """Press as the page is seen."""
    seen = ahead(people.school, year).digest
    return turn_year(school=people.school, year=year, by=by or people.vice_principal, digest=seen)
