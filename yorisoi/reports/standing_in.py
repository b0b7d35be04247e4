"""Somebody is away and whoever stands in is shut out of a matter: then it passes on to the next acting post."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from yorisoi.duties.actions import reassign_shut_out
from yorisoi.duties.away import absences
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.models import School


@transaction.atomic
def pass_on_unreachable(school: School, *, by: Actor = SYSTEM) -> int:
    """Give what people who are away owe, and their substitutes may not know of, to whoever acts; return how many."""
    passed: dict[Any, Any] = {}
    for absence in absences(school):
        theirs = {row.pk: row for row in duties_of(absence.staff)}
        known = set(duties_of(absence.substitute).filter(pk__in=theirs).values_list("pk", flat=True))
        for pk, row in theirs.items():
            if pk not in known:
                passed[row.about.pk] = row.about
    now = clock.now()
    for about in passed.values():
        out = shut_out_of(about) if isinstance(about, Report) else shut_out_of_case(about.pk)
        reassign_shut_out(about=about, shut_out=out, by=by, at=now)
    return len(passed)


def pass_on_everywhere() -> int:
    """Do that for every school: an absence may begin today."""
    return sum(pass_on_unreachable(school) for school in School.objects.all())
