"""Makers of people, for fixtures and for property tests."""

from __future__ import annotations

import itertools
from datetime import date

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
        Enrolment.objects.create(pupil=pupil, school_class=school_class, number=n % 40 + 1)
    return pupil
