"""Open rounds in a data folder, or say what it holds: a program. Takes `open` or `held`, one a line; prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def opened() -> dict[str, Any]:
    """Open rounds of 1年1組 (named), 3年1組 (the child chooses), 6年1組 (without names), and of 1年1組's guardians."""
    from tests.browser.cast import SLUG
    from tests.makers import many_pupils
    from yorisoi.journal import clock
    from yorisoi.policy.roles import Post
    from yorisoi.schools.models import School, Staff
    from yorisoi.surveys.actions import open_round, plan_round
    from yorisoi.surveys.cards import card_token, card_words
    from yorisoi.surveys.models import Card

    school = School.objects.get(slug=SLUG)
    head = Staff.objects.get(school=school, post_holdings__post=Post.GUIDANCE_HEAD)
    now, made = clock.now(), {}
    for grade, mode, audience in ((1, "named", "child"), (3, "choice", "child"), (6, "anonymous", "child"),
                                  (1, "named", "guardian")):  # fmt: skip
        one_class = school.classes.get(grade=grade, name="1")
        if grade != 3 and audience == "child":
            many_pupils(school, one_class, ["秋山", "井口", "上野", "江口", "大野", "加賀"])
        one = plan_round(
            school=school,
            by=head,
            title="元気アンケート",
            mode=mode,
            audience=audience,
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=2),
            parts={one_class.pk: None},
        )
        one = open_round(round=one, by=head)
        cards = list(Card.objects.filter(round=one).select_related("pupil").order_by("pupil__pk"))
        made[f"{audience}{grade}"] = {
            "round": str(one.pk),
            "class": one_class.pk,
            "cards": [card_token(one.key, card.pk) for card in cards],
            "words": [" ".join(card_words(one.key, card.pk)) for card in cards],
        }
    return made


def held() -> dict[str, Any]:
    """Return every answer that is stored, and who wants to talk."""
    from yorisoi.surveys.models import Pool, ReadingItem, Sheet

    return {
        "named": [sheet.data("answers") for sheet in Sheet.objects.select_related("key").order_by("at")],
        "nameless": [
            one["answers"]
            for pool in Pool.objects.select_related("key")
            for one in json.loads(pool.text("sheets") or "[]")
        ],
        "talk": ReadingItem.objects.filter(kind="talk").count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    from django.db import connection

    for line in sys.stdin:
        print(json.dumps(opened() if line.strip() == "open" else held(), ensure_ascii=False), flush=True)
        connection.close()  # nothing is held open while the server goes on
