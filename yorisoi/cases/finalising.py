"""Fixing the minutes: what the chair is shown before – each item, decided or not, what is still owed – and the act."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from yorisoi.cases.present_duties import Holders
from yorisoi.cases.present_room import Point, Room
from yorisoi.cases.queries import decisions_of
from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import OPEN, Duty
from yorisoi.meetings.actions import finalise, opened
from yorisoi.meetings.models import Meeting
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Left:
    """One thing that is still owed, and by whom."""

    text: Text
    who: str
    due_at: datetime


@dataclass(frozen=True)
class Standing:
    """One item of the agenda as it would be left."""

    point: Point
    left: list[Left]


def standings(room: Room) -> list[Standing]:
    """Return every item with what is still owed for it, in one query for the duties."""
    reports = [point.item.report_id for point in room.agenda if point.item.report_id]
    cases = [point.item.case_id for point in room.agenda if point.item.case_id]
    rows = Duty.objects.filter(OPEN, Q(report_id__in=reports) | Q(case_id__in=cases))
    holders, known = Holders(room.meeting.school), all_duties()
    left: dict[Any, list[Left]] = defaultdict(list)
    for duty in rows.select_related("staff", "school_class").order_by("due_at", "owed_at", "pk"):
        about = duty.case_id if duty.case_id in cases else duty.report_id
        text = known[duty.name].text if duty.name in known else duty.name
        left[about].append(Left(text, holders.say(duty), duty.due_at))
    return [Standing(p, left[p.item.case_id or p.item.report_id]) for p in room.agenda]


@transaction.atomic
def fix_minutes(*, meeting: Meeting, by: Staff) -> Meeting:
    """Fix the minutes with every decision that was taken: they are read under the meeting's lock.

    A decision at the same moment is in the minutes, or hears that they are fixed; it is never between the two.
    """
    held = opened(meeting)
    return finalise(meeting=held, by=by, decisions=decisions_of(held))
