"""Calling a meeting by one press: pressing twice makes one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.meetings.actions import convene
from yorisoi.meetings.models import Meeting
from yorisoi.reports.models import Report
from yorisoi.schools.models import School, Staff

MOMENT = timedelta(minutes=5)


@transaction.atomic
def convene_once(
    *,
    school: School,
    by: Staff,
    body: str,
    at: datetime,
    place: str,
    reports: Sequence[Report],
    cases: Sequence[Any],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
) -> tuple[Meeting, bool]:
    """Call the meeting and return (meeting, True), or the one called a moment ago with the same item and False."""
    School.objects.select_for_update().get(pk=school.pk)
    recent = Meeting.objects.filter(
        school=school, body=body, finalised_at__isnull=True, convened_at__gte=clock.now() - MOMENT
    )
    same = [recent.filter(items__report=r).first() for r in reports]
    same += [recent.filter(items__case=c).first() for c in cases]
    if (found := next((m for m in same if m is not None), None)) is not None:
        return found, False
    made = convene(
        school=school,
        by=by,
        body=body,
        at=at,
        place=place,
        reports=reports,
        cases=cases,
        class_ids=class_ids,
        invited=invited,
    )
    return made, True
