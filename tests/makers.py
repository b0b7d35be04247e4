"""Makers of people, for fixtures and for property tests."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from yorisoi.policy.roles import Post
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass, Staff, User

NUMBERS = itertools.count(1)


def staff_maker(
    school: School | None,
    *posts: str,
    school_class: SchoolClass | None = None,
    grade: int | None = None,
    name: str = "",
    kana: str = "",
) -> Staff:
    """Make a person with an account and posts."""
    n = next(NUMBERS)
    staff = Staff.objects.create(
        school=school,
        user=User.objects.create(username=f"user{n}", password="!"),
        family_name=name or f"職員{n}",
        given_name="試",
        family_kana=kana or "ショクイン",
    )
    for post in posts:
        PostHolding.objects.create(
            staff=staff,
            post=post,
            school_class=school_class if post == Post.HOMEROOM else None,
            grade=grade if post == Post.GRADE_HEAD else None,
            since=date(2020, 4, 1),
        )
    return staff


def pupil_maker(school: School, school_class: SchoolClass | None = None, family: str = "", given: str = "子") -> Pupil:
    """Make a child with a seat in a class."""
    n = next(NUMBERS)
    pupil = Pupil.objects.create(school=school, family_name=family or f"児童{n}", given_name=given)
    if school_class is not None:
        Enrolment.objects.create(pupil=pupil, school_class=school_class, number=next_seat(school_class))
    return pupil


def next_seat(school_class: SchoolClass) -> int:
    """Return the attendance number of who comes next: from 1, so the children stand in the order in which they came."""
    return Enrolment.objects.filter(school_class=school_class).count() + 1


def many_staff(school: School, wanted: Sequence[tuple[Any, ...]]) -> list[Staff]:
    """Make people at once, in a few statements: (family name, post[, class or grade of the post]) each."""
    users = User.objects.bulk_create([User(username=f"user{next(NUMBERS)}", password="!") for _one in wanted])
    staff = Staff.objects.bulk_create(
        [
            Staff(school=school, user=user, family_name=one[0], given_name="試", family_kana="ショクイン")
            for one, user in zip(wanted, users, strict=True)
        ]
    )
    PostHolding.objects.bulk_create(
        [
            PostHolding(staff=person, post=one[1], since=date(2020, 4, 1), **(one[2] if len(one) > 2 else {}))
            for one, person in zip(wanted, staff, strict=True)
        ]
    )
    return staff


def many_pupils(school: School, school_class: SchoolClass, families: Sequence[str]) -> list[Pupil]:
    """Make children with a seat in a class, in three statements."""
    pupils = Pupil.objects.bulk_create([Pupil(school=school, family_name=name, given_name="子") for name in families])
    Enrolment.objects.bulk_create(
        [
            Enrolment(pupil=one, school_class=school_class, number=seat)
            for seat, one in enumerate(pupils, next_seat(school_class))
        ]
    )
    return pupils
