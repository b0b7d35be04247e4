"""Calling a meeting by one press: pressing twice makes one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction

from yorisoi.duties.actions import tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import add_item, convene, may_record
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.queries import meetings_for, people_to_call, shut_out_of_item
from yorisoi.reports.models import Report
from yorisoi.schools.models import School, Staff

MOMENT = timedelta(minutes=5)


class Call(Enum):
    """What the press did."""

    MADE = "made"
    ADDED = "added"
    SAME = "same"


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
) -> tuple[Meeting, Call]:
    """Call the meeting, or return the one called a moment ago with one of these items; it gets those not yet called.

    A meeting that takes up what the convener is shut out of is none of theirs to add to: another one is called.
    """
    School.objects.select_for_update().get(pk=school.pk)
    recent = meetings_for(by).filter(body=body, finalised_at__isnull=True, convened_at__gte=clock.now() - MOMENT)
    found: Meeting | None = None
    missing: list[dict[str, Any]] = []
    for about in [*({"report": r} for r in reports), *({"case": c} for c in cases)]:
        taken = recent.filter(items__in=AgendaItem.objects.filter(**about))
        same = next((m for m in taken if may_record(m, by)), None)
        found = found or same
        missing += [] if same else [about]
    if found is not None and missing:
        _add(found, by, missing, class_ids, invited)
        return found, Call.ADDED
    if found is not None:
        return found, Call.SAME
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
    return made, Call.MADE


@transaction.atomic
def put_on(
    *,
    meeting: Meeting,
    by: Staff,
    reports: Sequence[Report],
    cases: Sequence[Any],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
) -> None:
    """Put reports and cases on the agenda of a meeting that is called already, and call those whom they concern.

    Raises `Finalised` or `PermissionError`.
    """
    _add(meeting, by, [*({"report": r} for r in reports), *({"case": c} for c in cases)], class_ids, invited)


def _add(
    meeting: Meeting, by: Staff, missing: Sequence[dict[str, Any]], class_ids: Iterable[int], invited: Iterable[Staff]
) -> None:
    """Put what is missing on the agenda and call those whom it concerns."""
    items = [add_item(meeting=meeting, by=by, **about) for about in missing]
    out = frozenset.intersection(*(shut_out_of_item(item) for item in items))
    have = set(meeting.attendances.values_list("staff_id", flat=True))
    school, rows = meeting.school, []
    called = people_to_call(school, meeting.body, class_ids=list(class_ids), out=out)
    seats = [(person, post, "member") for person, post in called]
    seats += [(p, next(iter(sorted(p.posts)), ""), "invited") for p in invited if p.school_id == school.pk]
    for person, post, seat in seats:
        if person.pk not in have and person.pk not in out:
            have.add(person.pk)
            rows.append(Attendance(meeting=meeting, staff=person, post=post, seat=seat))
            journal(by=by, school_id=school.pk, event="meeting.invited", about=meeting, staff=person.pk)
    Attendance.objects.bulk_create(rows)
    tell([row.staff for row in rows], kind="meeting_called", school=school, at=clock.now(), meeting=meeting)
