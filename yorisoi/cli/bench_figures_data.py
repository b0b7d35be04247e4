"""Schools with a year of recognised cases and their answers, for `bench figures`: written in bulk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from yorisoi.cases.models import Case, Involvement
from yorisoi.figures.models import NationalAnswer, SchoolAnswer
from yorisoi.incidents.models import Incident
from yorisoi.journal.keys import make_data_key, make_school_key
from yorisoi.policy.edition import edition
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff

EDITION, CLASSES, CHILDREN = "mihon-nishi", 2, 420
STATES = ("responding",) * 3 + ("improving", "judged", "reconsidering") + ("resolved",) * 12
ANSWERED = 0.9  # of the children something is answered for; of these one in twenty was corrected
INCIDENTS = 2


def make_schools(first: int, until: int, cases: int) -> list[int]:
    """Make schools of these numbers with so many cases each; return their ids."""
    made = []
    for number in range(first, until):
        with transaction.atomic():
            made.append(_school(number, cases, Random(number)))  # noqa: S311 (the same data every time)
    return made


def _school(number: int, cases: int, dice: Random) -> int:
    year = school_year(today())
    school = School.objects.create(slug=f"figures{number}", name=f"見本市立計測第{number}小学校", edition=EDITION)
    make_school_key(school.pk)
    by = Staff.objects.create(school=school, family_name="計測", given_name="職員")
    classes = SchoolClass.objects.bulk_create(
        [SchoolClass(school=school, year=year, grade=g, name=str(n + 1)) for g in range(1, 7) for n in range(CLASSES)]
    )
    pupils = Pupil.objects.bulk_create(
        [Pupil(school=school, family_name="児童", given_name=str(n), sex=_sex(dice)) for n in range(CHILDREN)]
    )
    Enrolment.objects.bulk_create(
        [Enrolment(pupil=one, school_class=classes[n % len(classes)], number=n) for n, one in enumerate(pupils)]
    )
    _cases(school, by, pupils, cases, dice)
    SchoolAnswer.objects.create(
        school=school, year=year, measures=dice.randrange(2**12), surveyed=dice.randrange(2**10), by=by,
        at=_moment(dice), token="bench",  # noqa: S106 (no password)
    )  # fmt: skip
    _incidents(school, by, dice)
    return school.pk


def _sex(dice: Random) -> str:
    return dice.choice(["male", "female"]) if dice.random() < 0.99 else "unspecified"


def _moment(dice: Random) -> datetime:
    first = date(school_year(today()), 4, 1)
    day = first + timedelta(days=dice.randrange((today() - first).days + 1))
    return datetime.combine(day, time(0), TOKYO)


def _cases(school: School, by: Staff, pupils: list[Pupil], cases: int, dice: Random) -> None:
    key, forms = make_data_key(school.pk), [one.code for one in edition(EDITION).forms]
    rows, roles, answers = [], [], []
    later: list[NationalAnswer] = []
    for number in range(cases):
        at, state = _moment(dice), dice.choice(STATES)
        case = Case(
            key=key, school=school, year=school_year(today()), number=number, edition=EDITION, state=state,
            entered_at=at, opened_at=at, recognised_at=at, resolved_at=at if state == "resolved" else None,
            forms=sorted(dice.sample(forms, dice.choice((1, 1, 2, 3)))),
        )  # fmt: skip
        role = Involvement(case=case, pupil=dice.choice(pupils), role="victim", since=at, by=by)
        rows.append(case)
        roles.append(role)
        roles.append(Involvement(case=case, pupil=dice.choice(pupils), role="perpetrator", since=at, by=by))
        if dice.random() < ANSWERED:
            first = _answer(role, by, at, dice)
            answers.append(first)
            if dice.random() < 0.05:
                later.append(_answer(role, by, at, dice, replaces=first))
    Case.objects.bulk_create(rows, batch_size=500)
    Involvement.objects.bulk_create(roles, batch_size=500)
    NationalAnswer.objects.bulk_create(answers, batch_size=500)
    NationalAnswer.objects.bulk_create(later, batch_size=500)


def _answer(role: Involvement, by: Staff, at: datetime, dice: Random, **more: Any) -> NationalAnswer:
    def bits(most: int) -> int:
        return sum(1 << n for n in {dice.randrange(most) for _one in range(dice.choice((1, 1, 2, 3)))})

    return NationalAnswer(
        involvement=role, found=dice.randint(1, 12), consulted=bits(9), to_victim=bits(8), to_perpetrator=bits(16),
        police=int(dice.random() < 0.01), by=by, at=at, token=f"{len(more)}{dice.random()}", **more,
    )  # fmt: skip


def _incidents(school: School, by: Staff, dice: Random) -> None:
    key = make_data_key(school.pk)
    for number in range(INCIDENTS):
        at = _moment(dice)
        Incident.objects.create(
            key=key, school=school, year=school_year(today()), number=number, edition=EDITION, origin="facts",
            entered_at=at, opened_at=at, opened_by=by, harm=bool(number), absence=not number, token=str(number),
        )  # fmt: skip
