"""Put last year's cases, to known counts, into the data folder that YORISOI_DATA names. Run as a program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def build() -> None:
    """Write the year that `tests.figures` counts."""
    from django.db import transaction

    from tests.figures.test_counting import KNOWN, PAST
    from tests.figures.years import Builder
    from yorisoi.figures.scope import last_day
    from yorisoi.policy.roles import Post
    from yorisoi.schools.models import PostHolding, School

    school = School.objects.get()
    head = PostHolding.objects.get(post=Post.PRINCIPAL, staff__school=school).staff
    with transaction.atomic():
        Builder(school, head, PAST, last_day(PAST)).put(KNOWN)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    build()
