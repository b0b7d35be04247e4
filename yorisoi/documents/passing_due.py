"""Who goes to another school and has something open: what goes along is owed, until it is handed over or decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.cases.models import Case, Involvement
from yorisoi.documents.passing_models import NOTHING, PassOnOf
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Role
from yorisoi.policy.year_duties import PASS_ON_RECORD
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import Pupil, School

SIDES = (Role.VICTIM, Role.PERPETRATOR)


def owe_for_those_who_go(school: School, pupils: Iterable[Pupil], *, by: Actor, at: datetime) -> int:
    """Owe, for each of these children and each open case of theirs, the decision what goes along; return how many.

    Once for a child and a case: also what has been done or has fallen away is not owed again.
    """
    going = [one.pk for one in pupils]
    roles = Involvement.objects.filter(
        pupil__in=going, pupil__school=school, role__in=SIDES, until__isnull=True, put_right__isnull=True
    ).exclude(case__state__in=CASE_FLOW.resting)
    wanted = dict.fromkeys(roles.order_by("case_id", "pupil_id").values_list("case_id", "pupil_id"))
    known = set(
        Duty.objects.filter(name=PASS_ON_RECORD.name, pupil__in=going, case__isnull=False).values_list(
            "case_id", "pupil_id"
        )
    )
    decided = PassOnOf.objects.filter(pass_on__pupil__in=going)
    known |= set(decided.filter(pass_on__decision=NOTHING).values_list("case_id", "pass_on__pupil_id"))
    known |= set(decided.filter(pass_on__deliveries__isnull=False).values_list("case_id", "pass_on__pupil_id"))
    made = 0
    for case_id, pupil_id in wanted:
        if (case_id, pupil_id) in known:
            continue
        case = Case.objects.select_related("school", "key").get(pk=case_id)
        assigned: dict[str, Any] = {PASS_ON_RECORD.name: [(None, pupil_id, None, "")]}
        setting = Setting(shut_out=shut_out_of_case(case_id), assigned=assigned)
        owe([PASS_ON_RECORD], about=case, by=by, at=at, setting=setting)
        made += 1
    return made


def owe_everywhere() -> int:
    """Do that for every child who has left with an open case: a transfer in the middle of the year tells nobody."""
    gone = Pupil.objects.filter(
        left_on__isnull=False, involvements__until__isnull=True, involvements__role__in=SIDES
    ).exclude(involvements__case__state__in=CASE_FLOW.resting)
    made = 0
    for school in School.objects.filter(pk__in=gone.values("school")).order_by("pk"):
        with transaction.atomic():
            made += owe_for_those_who_go(school, gone.filter(school=school).distinct(), by=SYSTEM, at=clock.now())
    return made
