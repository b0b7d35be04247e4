"""Where 元気アンケート is met elsewhere: on everyone's first page with its clock, and on a child's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.duties.asked import AskedBy
from yorisoi.duties.first_page import Section
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.pupil_parts import Part
from yorisoi.surveys.models import OPEN, RoundPart
from yorisoi.surveys.owing import KIND
from yorisoi.surveys.present_rounds import lines
from yorisoi.surveys.queries import answers_for, classes_read_by, open_items_for, unread_by

MOST = 3


def _not_owed(staff: Staff, items: QuerySet[Any]) -> QuerySet[Any]:
    """Return by when these are due, without those that stand among this person's duties."""
    owed = duties_of(staff).filter(subject_kind=KIND).values("subject_id")
    return items.exclude(pk__in=owed).order_by("due_at", "pk").values_list("due_at", flat=True)


UNREAD = AskedBy(lambda staff: _not_owed(staff, unread_by(staff)))
UNDECIDED = AskedBy(lambda staff: _not_owed(staff, open_items_for(staff).filter(outcome="")))


def _open_parts(staff: Staff) -> QuerySet[RoundPart]:
    now = clock.now()
    where = classes_read_by(staff) or Q(pk__in=[])
    parts = RoundPart.objects.filter(
        where, round__school=staff.school, round__state=OPEN, round__opens_at__lte=now, round__closes_at__gt=now
    )
    return parts.select_related("round", "school_class")


OPEN_PARTS = AskedBy(_open_parts)


def first_page(staff: Staff) -> Section | None:
    """What this person may read besides what they owe; what waits for an end; how far their class is in a round."""
    if not staff.can(Can.ANSWERS):
        return None
    unread = UNREAD.rows(staff)
    waiting = [] if unread else UNDECIDED.rows(staff)
    on = _lessons(staff)
    if not unread and not waiting and not on:
        return None
    return Section("surveys/_first_page.html", {"unread": unread, "waiting": waiting, "lessons": on})


def _lessons(staff: Staff) -> list[dict[str, Any]]:
    """Return the rounds that take answers now, with the one class of this person where there is one."""
    if classes_read_by(staff) is None:
        return []
    parts = OPEN_PARTS.rows(staff)
    by_round: dict[Any, list[RoundPart]] = {}
    for part in parts:
        by_round.setdefault(part.round_id, []).append(part)
    if not by_round:
        return []
    rounds = {part.round_id: part.round for part in parts}
    shown = lines(staff, list(rounds.values())[:MOST])
    return [
        {"line": line, "part": by_round[line.round.pk][0] if len(by_round[line.round.pk]) == 1 else None}
        for line in shown
    ]


def pupil_part(staff: Staff, pupil: Pupil) -> Part | None:
    """A way to the child's own answers, for those who may read one."""
    if not staff.can(Can.ANSWERS) or not answers_for(staff).filter(pupil=pupil).exists():
        return None
    return Part("surveys/_pupil_part.html", {"pupil": pupil})
