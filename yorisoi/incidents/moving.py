"""Taking one arrow of the flow of serious incidents: the only place where one changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.duties.actions import Setting, drop, owe, settle, tell
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.incidents.models import Incident, IncidentStep
from yorisoi.incidents.opening import TOLD, place_holds
from yorisoi.incidents.queries import directed_in_incident, incident_facts, readable, shut_out_of_incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy import flow
from yorisoi.policy.flow import NotTheirs
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_flow import SERIOUS_FLOW, IncidentState
from yorisoi.reports.acting import actor_for
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import board_officers, holders

LEADS = ("board", "school")


def locked(incident: Incident) -> Incident:
    """Return the incident under its lock, with its key, school and child."""
    return Incident.objects.select_for_update(of=("self",)).select_related("key", "school", "pupil").get(pk=incident.pk)


def may_take(arrow: flow.Move, incident: Incident, by: Staff) -> str:
    """Return the post as which this person may take the arrow, "" when they may not."""
    if by.can(Can.BOARD):
        post = next(iter(sorted(by.posts & arrow.by)), "")
        return post if by.school_id in (None, incident.school_id) else ""
    try:
        return actor_for(arrow, by, shut_out_of_incident(incident), directed_in_incident(incident))
    except NotTheirs:
        return ""


@transaction.atomic
def move_incident(*, incident: Incident, move: str, by: Staff, reason: str = "", lead: str = "") -> IncidentStep:
    """Take one arrow. lead: who investigates, where that is being decided ("board", "school").

    Raises NoSuchMove (it has moved on), PermissionError (not theirs to know), NotTheirs, or NotYet with everything the
    policy still wants.
    """
    row = locked(incident)
    if not readable(by, row):
        raise PermissionError("not theirs to know")
    arrow = SERIOUS_FLOW.find(row.state, move)
    if not (actor := may_take(arrow, row, by)):
        raise NotTheirs(f"not theirs to take {arrow.name}")
    arrow.ask(incident_facts(row, reason=bool(reason.strip())))
    return take(row, arrow, by=by, actor=actor, at=clock.now(), reason=reason, lead=lead)


def take(
    row: Incident, arrow: flow.Move, *, by: Staff, actor: str, at: datetime, reason: str = "", lead: str = ""
) -> IncidentStep:
    """Write the step, enter the state, settle and owe, journal, tell. The caller has locked it and asked the policy."""
    step = IncidentStep(
        incident=row, move=arrow.name, source=row.state, target=arrow.lands(row.state), at=at, by=by, actor=actor,
        cite=arrow.cite,
    )  # fmt: skip
    step.put("reason", reason)
    details: dict[str, Any] = {"lead": lead} if lead else {}
    step.put("details", details)
    step.save(force_insert=True)
    findable(step, "reason", at=at)
    _enter(row, step.target, at, lead or _lead(row, arrow))
    place_holds(row, by=by, at=at)
    settle(arrow.name, about=row, by=by, at=at)
    at_rest = row.state in SERIOUS_FLOW.resting
    left = Duty.objects.filter(OPEN, **about_fields(row)).values_list("name", flat=True)
    drop(set(left) if at_rest else arrow.settles, about=row, by=by, move=arrow.name, at=at)
    out = shut_out_of_incident(row)
    done = incident_facts(row)
    wanted = [duty for duty in arrow.duties if duty.name != "serious_explain_one" or done.stage_one_left]
    owe(wanted, about=row, by=by, at=at, setting=Setting(shut_out=out))
    journal(
        by=by, school_id=row.school_id, event=f"incident.{arrow.name}", about=row, cite=arrow.cite, at=at,
        source=step.source, target=step.target, actor=actor, lead=lead,
    )  # fmt: skip
    people = [one for post in TOLD for one in holders(row.school, post) if one.pk not in out]
    people += [one.staff for one in row.members.select_related("staff") if one.staff_id not in out]
    people += board_officers(row.school) if row.told_at else []
    tell(
        [one for one in people if one.pk != by.pk], kind="incident_moved", school=row.school, at=at, **about_fields(row)
    )
    return step


def _lead(row: Incident, arrow: flow.Move) -> str:
    if arrow.name != "record_body":
        return ""
    word = row.lines.filter(kind="board_word", corrections__isnull=True).order_by("recorded_at").last()
    return word.code if word else ""


def _enter(row: Incident, state: str, at: datetime, lead: str) -> None:
    if state != row.state:
        row.entered_at = at
    row.state = state
    row.lead = lead or row.lead
    if state == IncidentState.REPORTED:
        row.reported_at = row.reported_at or at
    if state == IncidentState.FACTS:
        row.begun_at = row.begun_at or at
    row.closed_at = at if state == IncidentState.CLOSED else None
    row.save()
