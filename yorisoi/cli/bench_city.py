"""A city to measure 元気アンケート: schools, children in classes of forty, open rounds, a card for each child.

Schools and children are written in bulk; the rounds are planned and opened by the actions, as a school does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from yorisoi.cli.bench_reports import SLUG
from yorisoi.journal import clock
from yorisoi.journal.keys import make_school_key
from yorisoi.policy.alarms import alarms
from yorisoi.policy.questionnaire import Questionnaire
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass, Staff, User
from yorisoi.surveys.actions import open_round, plan_round
from yorisoi.surveys.cards import card_token
from yorisoi.surveys.models import Card, Round

SEATS = 40
POSTS = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.NURSE)
GRAVE = {"hurt": "many", "going_on": "yes"}
TYPED = "休み時間に「いっしょに遊ばない」と言われました。"
NOTHING = ("nobody", "nothing")
EVERY = 20  # of twenty children one is hurt again and again and says so, and another one writes


def make_city(folder: Path, *, schools: int, children: int, rounds: Mapping[str, tuple[str, bool]]) -> None:
    """Write schools with so many children, and open these rounds: name → (mode, in every school or the first only).

    What the children will send lies in `folder`, one file for each round: a line of school, card, token and answers.
    """
    for number in range(schools):
        with transaction.atomic():
            school, by = _school(number)
            parts = dict.fromkeys(_classes(school, children))
            opened = [
                (name, _open(school, by, name, mode, parts))
                for name, (mode, everywhere) in rounds.items()
                if everywhere or number == 0
            ]
        for name, one in opened:
            with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(line) + "\n" for line in _lines(one))


def _school(number: int) -> tuple[School, Staff]:
    slug = SLUG if number == 0 else f"{SLUG}{number}"
    school = School.objects.create(slug=slug, name=f"見本市立計測第{number}小学校", edition="mihon-nishi")
    make_school_key(school.pk)
    people = []
    for place, post in enumerate(POSTS):
        user = User.objects.create(username=f"bench{number}-{post.value}", password="!")  # noqa: S106 (none opens it)
        staff = Staff.objects.create(school=school, user=user, family_name=f"計測{place}", given_name="職員")
        PostHolding.objects.create(staff=staff, post=post, since=date(2020, 4, 1))
        people.append(staff)
    return school, people[POSTS.index(Post.GUIDANCE_HEAD)]


def _classes(school: School, children: int) -> list[int]:
    """Write the children into classes of forty, over the six grades in turn; return the classes."""
    made = []
    for number, first in enumerate(range(0, children, SEATS)):
        grade, name = number % 6 + 1, str(number // 6 + 1)
        own = SchoolClass.objects.create(school=school, year=school_year(today()), grade=grade, name=name)
        seats = range(1, min(SEATS, children - first) + 1)
        pupils = Pupil.objects.bulk_create(
            [Pupil(school=school, family_name=f"児童{grade}{name}", given_name=f"{seat}") for seat in seats]
        )
        Enrolment.objects.bulk_create(
            [Enrolment(pupil=p, school_class=own, number=seat) for p, seat in zip(pupils, seats, strict=True)]
        )
        made.append(own.pk)
    return made


def _open(school: School, by: Staff, name: str, mode: str, parts: dict[int, None]) -> Round:
    now = clock.now()
    one = plan_round(
        school=school, by=by, title=name, mode=mode, parts=parts,
        opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(hours=6),
    )  # fmt: skip
    return open_round(round=one, by=by)


def _lines(one: Round) -> Iterator[dict[str, Any]]:
    """Yield a child after the other, class by class."""
    cards = Card.objects.filter(round=one).select_related("part__questionnaire").order_by("school_class_id", "pupil_id")
    quiet: dict[int, dict[str, Any]] = {}
    for number, card in enumerate(cards):
        sheet = card.part.questionnaire.read
        answers = quiet.setdefault(card.part_id, untroubled(sheet))
        if number % EVERY == 7:
            answers = {**answers, **GRAVE}
        elif number % EVERY == 13:
            answers = {**answers, **{item.code: TYPED for item in sheet.items if item.kind == "text"}}
        yield {"slug": one.school.slug, "card": str(card.pk), "token": card_token(one.key, card.pk), "answers": answers}


def untroubled(sheet: Questionnaire) -> dict[str, Any]:
    """Return what a child answers for whom all is well: nothing alarms, nobody is to be told or kept out, no words."""
    found: dict[str, Any] = {}
    for item in sheet.items:
        for code in [code for code in item.codes if not item.several or code in NOTHING]:
            value: Any = [code] if item.several else int(code) if item.kind == "scale" else code
            if not alarms(sheet, {**found, item.code: value}).rules:
                found[item.code] = value
                break
    return found
