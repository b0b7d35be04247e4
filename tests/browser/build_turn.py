"""Make a school that lived last year and has not turned into this one, in the data folder YORISOI_DATA."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def build() -> None:
    """Write the people, children in grades 1, 3 and 6, and one recognised case: all of it in March."""
    from datetime import date, datetime, time

    from django.db import transaction

    from tests import play
    from tests.browser.cast import SLUG
    from tests.conftest import People, build_school
    from tests.yearend.turns import populate
    from yorisoi.journal import clock
    from yorisoi.schools.calendar import TOKYO, school_year, today

    march = datetime.combine(date(school_year(today()), 3, 10), time(9), TOKYO)
    with clock.at(march), transaction.atomic():
        school = build_school(SLUG, "見本市立春待小学校")
        school.is_demo = True
        school.save()
        people = People(school)
        populate(people)
        print(play.responding(people).pk)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    build()
