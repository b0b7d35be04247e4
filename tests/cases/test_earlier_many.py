"""Of many earlier cases and reports the same are told as a look through all of them would find, by as many queries."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests import play
from yorisoi.cases.earlier import SHOWN, earlier, repeat_of
from yorisoi.cases.models import Case, CaseReport, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.journal import clock
from yorisoi.policy.roles import Role
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.reports.shutting_out import shut_out

NUMBER = count(20_000)


def many(people: Any, like: Case, how_many: int, chance: random.Random) -> None:
    """Write cases and reports on the same three children, in all parts that they can have."""
    children = [people.victim, people.perpetrator, people.witness]
    for _each in range(how_many):
        at = clock.now() - timedelta(minutes=chance.randrange(10_000))
        shared = {"school": people.school, "key": like.key, "year": like.year}
        told = Report.objects.create(
            **shared, number=next(NUMBER), source="child", channel="web", received_at=at, recorded_at=at,
            forms=[], state="noted", token_hash=chance.randbytes(32),
        )  # fmt: skip
        for child in chance.sample(children, chance.randint(1, 3)):
            NamedPupil.objects.create(report=told, pupil=child, role=chance.choice(["", "victim"]), at=at)
        if chance.random() < 0.3:
            continue
        case = Case.objects.create(
            **shared, number=next(NUMBER), edition=like.edition, state="watching", entered_at=at, opened_at=at,
            forms=[], next_at=at,
        )  # fmt: skip
        CaseReport.objects.create(case=case, report=told, at=at, by=people.guidance_head)
        for child in chance.sample(children, chance.randint(0, 2)):
            for role in chance.sample([str(role) for role in Role], chance.randint(1, 2)):
                until = clock.now() if chance.random() < 0.2 else None
                Involvement.objects.create(
                    case=case, pupil=child, role=role, since=at, until=until, by=people.guidance_head
                )


def by_all(
    staff: Any, pupils: list[Any], *, report: Report | None = None, case: Case | None = None
) -> list[tuple[str, str]]:
    """Look through everything that this person may read."""
    ids = [pupil.pk for pupil in pupils]
    here: dict[int, set[str]] = {}
    for row in case.involvements.filter(until=None) if case else ():
        here.setdefault(row.pupil_id, set()).add(row.role)
    found, told = [], {case.pk} if case else set()
    for one in cases_for(staff).exclude(pk=case.pk if case else None).exclude(report_links__report=report):
        there: dict[int, set[str]] = {}
        for row in one.involvements.filter(pupil__in=ids):
            there.setdefault(row.pupil_id, set()).add(row.role)
        if there:
            told.add(one.pk)
            found.append((f"事案 {one.label}", str(repeat_of(there, here)), one.opened_at, one.pk))
    for row in report_readable_by(staff).annotate(in_case=F("case_link__case")):
        if row.in_case not in told and row != report and row.named_pupils.filter(pupil__in=ids).exists():
            found.append((f"通報 {row.label}", "", row.received_at, row.pk))
    found.sort(key=lambda one: one[2:], reverse=True)
    found.sort(key=lambda one: not one[1])
    return [(label, said) for label, said, *_place in found[:SHOWN]]


def told_to(staff: Any, pupils: list[Any], **about: Any) -> list[tuple[str, str]]:
    return [(one.label, str(one.repeat)) for one in earlier(staff, pupils, Letters(pupils), **about)]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_are_told_as_of_a_look_through_all(people: Any, seed: int) -> None:
    case = play.opened(people)
    alone = play.report(people)
    many(people, case, 30, random.Random(seed))
    for pupils in ([people.victim, people.perpetrator], [people.victim], [people.witness, people.perpetrator]):
        for staff in (people.principal, people.guidance_head, people.homeroom):
            assert told_to(staff, pupils, case=case) == by_all(staff, pupils, case=case)
            assert told_to(staff, pupils, report=alone) == by_all(staff, pupils, report=alone)


@pytest.mark.parametrize("who", ["principal", "homeroom"])
def test_many_take_as_many_queries_as_few(people: Any, who: str) -> None:
    case, staff, pupils = play.opened(people), getattr(people, who), [people.victim, people.perpetrator]
    chance = random.Random(3)
    asked = []
    for how_many in (2, 20):
        many(people, case, how_many, chance)
        told_to(staff, pupils, case=case)
        with CaptureQueriesContext(connection) as queries:
            told_to(staff, pupils, case=case)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_who_is_shut_out_of_one_of_many_is_told_of_the_others(people: Any) -> None:
    case = play.opened(people)
    kept = play.opened(people)
    many(people, case, 12, random.Random(4))
    pupils = [people.victim, people.perpetrator]
    assert f"事案 {kept.label}" in dict(told_to(people.guidance_head, pupils, case=case))
    shut_out(report=kept.report_links.get().report, by=people.principal, staff=people.guidance_head)
    told = dict(told_to(people.guidance_head, pupils, case=case))
    assert len(told) == SHOWN
    assert not [label for label in told if kept.label in label]
