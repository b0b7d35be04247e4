"""Make the school of the stories in the data folder that YORISOI_DATA names. Run as a program, before the server."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def build() -> None:
    """Write the people of the stories: one person for each post, 市教委, and each story's own class."""
    from django.core.management import call_command
    from django.db import transaction

    from tests.browser.cast import CASTS, SLUG
    from tests.conftest import People, build_school
    from tests.makers import pupil_maker, staff_maker
    from yorisoi.policy.roles import Post
    from yorisoi.schools.calendar import school_year, today
    from yorisoi.schools.models import SchoolClass

    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        school = build_school(SLUG, "見本市立物語小学校")
        school.is_demo = True
        school.save()
        People(school)
        staff_maker(None, Post.BOARD_OFFICER, name="市教田")
        for cast in CASTS.values():
            own = SchoolClass.objects.create(school=school, year=school_year(today()), grade=3, name=cast.label)
            staff_maker(school, Post.HOMEROOM, school_class=own, name=cast.homeroom.split()[0])
            for child in (cast.victim, cast.perpetrator, cast.witness):
                pupil_maker(school, own, child.split()[0])
    away(school)


def away(school: Any) -> None:
    """Let one child of a story have been away for six school days, with bullying suspected: the next is the seventh."""
    from tests.browser.cast import CASTS
    from yorisoi.attendance.taking import Change, take_class_day
    from yorisoi.schools.calendar import today
    from yorisoi.schools.models import Pupil, SchoolClass
    from yorisoi.schools.school_days import calendar_of

    own = SchoolClass.objects.get(school=school, grade=3, name=CASTS["serious"].label)
    victim = Pupil.objects.get(school=school, family_name=CASTS["serious"].victim.split()[0])
    homeroom = own.posts.get(until__isnull=True).staff
    for day in calendar_of(school).days(today() - timedelta(days=20), today())[-7:-1]:
        take_class_day(school_class=own, day=day, by=homeroom, changes={victim.pk: Change("bullying", None)})


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    build()
