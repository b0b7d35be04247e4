"""How far a case has come: its steps and meetings, and what stands on the boxes of its flowchart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases import chronology
from yorisoi.cases.models import Case, CaseStep
from yorisoi.journal.fixed import Fixed, ahead
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.schools.calendar import TOKYO, day_of, today
from yorisoi.schools.models import Staff

TAKEN_UP_AGAIN = frozenset({CaseState.SUSPECTED, CaseState.RECONSIDERING})


STEPS = Fixed(lambda cases: CaseStep.objects.filter(case__in=cases).select_related("case__key", "by").order_by("at"))


def _meetings(case: Any, cases: Any) -> QuerySet[Meeting]:
    on_case = AgendaItem.objects.filter(case__in=cases).values("meeting")
    on_report = AgendaItem.objects.filter(report__case_link__case=case).values("meeting")
    rows = Meeting.objects.filter(Q(pk__in=on_case) | Q(pk__in=on_report))  # each by its own index
    return rows.select_related("key", "school").order_by("scheduled_at", "pk")


MEETINGS = Fixed(_meetings)
UNSAID = ("uid", "user", "email", "family_kana", "given_kana", "is_active")  # of whom a line names
SEATS = Fixed(
    lambda meetings: (
        Attendance.objects.filter(meeting__in=meetings)
        .select_related("staff")
        .defer(*(f"staff__{name}" for name in UNSAID))
    )
)
ITEMS = Fixed(lambda meetings: AgendaItem.objects.filter(meeting__in=meetings))


def steps_of(case: Case, parts: Sequence[Any]) -> list[CaseStep]:
    """Return the arrows taken by the case and by those that went into it."""
    return STEPS.rows(cases=(case.pk, *parts))


def meetings_of(case: Case, parts: Sequence[Any] = ()) -> list[Meeting]:
    """Return the meetings on the case, on those that went into it, and on its reports, with their seats."""
    found = MEETINGS.rows(case=case.pk, cases=(case.pk, *parts))
    ids = tuple(meeting.pk for meeting in found)
    ahead(found, "attendances", SEATS.rows(meetings=ids), "meeting")
    ahead(found, "items", ITEMS.rows(meetings=ids), "meeting")
    return found


def by_turn(meetings: Sequence[Meeting]) -> list[Meeting]:
    """Return the meetings not yet closed as they come up: open now, from today on, then past and never opened."""
    still = [meeting for meeting in meetings if meeting.finalised_at is None]
    return sorted(still, key=lambda m: (m.opened_at is None, day_of(m.scheduled_at) < today(), m.scheduled_at, m.pk))


def rooms_of(case: Case, meetings: Sequence[Meeting], staff: Staff) -> dict[str, str]:
    """Return body → address of the room in which this person can see it decided on now."""
    rooms: dict[str, str] = {}
    for meeting in by_turn(meetings):
        item = next((i.pk for i in meeting.items.all() if i.case_id == case.pk), None)
        if item is not None and chronology.may_enter(meeting, staff):
            rooms.setdefault(meeting.body, f"{reverse('cases:room', args=[meeting.pk])}?item={item}")
    return rooms


def done_of(case: Case, steps: Sequence[CaseStep]) -> list[str]:
    """Return the states passed. What lies ahead again since the case was taken up anew is not passed."""
    passed: dict[str, None] = {}
    for step in steps:
        if step.target != step.source and step.target in TAKEN_UP_AGAIN:
            ahead = CASE_FLOW.ahead_of(step.target, TAKEN_UP_AGAIN)
            passed = {state: None for state in passed if state not in ahead}
        passed[step.target] = None
    return [state for state in passed if state != case.state]


def short_moment(moment: datetime | date, *, hour: bool = True) -> str:
    """Say a moment or a day as short as a box wants it: 「6/3 9:10」, 「6/3」."""
    if isinstance(moment, datetime):
        local = moment.astimezone(TOKYO)
        return f"{local.month}/{local.day} {local.hour}:{local:%M}" if hour else f"{local.month}/{local.day}"
    return f"{moment.month}/{moment.day}"


def notes_of(case: Case, steps: Sequence[CaseStep]) -> dict[str, str]:
    """Write the times under the boxes: when it was entered, or the earliest day it can be."""
    notes: dict[str, str] = {}
    for step in steps:
        if step.source != step.target or step.target not in notes:
            notes[step.target] = short_moment(step.at)
    if case.recognised_at and case.state not in CASE_FLOW.resting and case.period_ends_on:
        notes.setdefault(CaseState.JUDGED, _("最短 %(day)s") % {"day": short_moment(case.period_ends_on)})
    if case.state == CaseState.RESPONDING and case.follow_up_date:
        notes.setdefault(CaseState.IMPROVING, _("報告 %(day)s") % {"day": short_moment(case.follow_up_date)})
    if case.state == CaseState.WATCHING and case.review_date:
        notes[CaseState.WATCH_ENDED] = _("見直し %(day)s") % {"day": short_moment(case.review_date)}
    return notes


def links_of(case: Case, steps: Sequence[CaseStep]) -> dict[str, str]:
    """Return where each box leads: to what happened there, or to what is needed to get there."""
    links = {str(state): f"#way-{state}" for state in _reachable(case)}
    links.update({s.target: f"#step-{s.pk}" for s in steps})
    return links


def _reachable(case: Case) -> set[str]:
    return {str(m.target) for m in CASE_FLOW.moves_from(case.state)}
