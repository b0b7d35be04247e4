"""Writes of one activity: done, moved, dropped, taken up again; given to somebody, renamed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.plan_flow import CITE, DO_ACTIVITY, PLAN_FLOW, ActivityFacts, PlanState
from yorisoi.policy.plan_types import day_in
from yorisoi.policy.roles import Can
from yorisoi.prevention.models import TITLE, Activity, ActivityStep
from yorisoi.prevention.naming import require_nameless
from yorisoi.prevention.owing import end_duty, is_due, owe_activity, owe_again
from yorisoi.prevention.rights import may_take, require_plan
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff


@dataclass(frozen=True, slots=True)
class Told:
    """What is said with a move: why, the new days, the day on which it was done."""

    reason: str = ""
    begins: date | None = None
    ends: date | None = None
    done_on: date | None = None


def year_edges(year: int) -> tuple[date, date]:
    """Return the first and the last day of a school year."""
    return day_in(year, (4, 1)), day_in(year, (3, 31))


def locked(activity: Activity) -> Activity:
    """Return the activity as it stands, locked."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("plan", "school", "key", "owner")
    return rows.get(pk=activity.pk)


def facts(activity: Activity, told: Told) -> ActivityFacts:
    """Return what the policy asks of a move."""
    first, last = year_edges(activity.plan.year)
    return ActivityFacts(today(), first, last, told.reason, told.begins, told.ends, told.done_on)


@transaction.atomic
def take_move(*, activity: Activity, move: str, by: Staff, told: Told, token: str = "") -> ActivityStep:
    """Take one arrow of the plan's flow. The same token again is the same step.

    Raises NoSuchMove (it has moved on), PermissionDenied, or NotYet (what the policy still wants).
    """
    row = locked(activity)
    if token and (known := row.steps.filter(token=token).first()) is not None:
        return known
    arrow = PLAN_FLOW.find(row.state, move)
    if not may_take(by, row, arrow):
        raise PermissionDenied
    arrow.ask(facts(row, told))
    require_nameless(row.school, reason=told.reason)
    now = clock.now()
    source = row.state
    _enter(row, arrow.lands(source), told)
    step = write_step(row, move, source=source, by=by, at=now, reason=told.reason, token=token)
    if DO_ACTIVITY.name in arrow.settles:
        end_duty(row, by=by, at=now, move=move)
    else:
        owe_again(row, by=by, at=now, move=move)
    return step


def _enter(row: Activity, state: str, told: Told) -> None:
    row.state = state
    row.done_on = told.done_on if state == PlanState.DONE else None
    if state == PlanState.MOVED and told.begins is not None and told.ends is not None:
        row.begins, row.ends = told.begins, told.ends
    row.save(update_fields=["state", "done_on", "begins", "ends"])


def done_by_itself(activity: Activity, *, by: Actor, done_on: date, at: datetime) -> ActivityStep:
    """All that is linked has been done: so has the activity. Inside a transaction, on a locked row that is open."""
    source = activity.state
    _enter(activity, PLAN_FLOW.find(source, "done").lands(source), Told(done_on=done_on))
    step = write_step(activity, "done", source=source, by=by, at=at)
    end_duty(activity, by=by, at=at, move="done")
    return step


def write_step(
    row: Activity, kind: str, *, source: str, by: Actor, at: datetime, reason: str = "", token: str = ""
) -> ActivityStep:
    """Write down what happened to an activity, and a line of the journal."""
    step = ActivityStep(
        activity=row, kind=kind, source=source, target=row.state, title=row.title, begins=row.begins, ends=row.ends,
        owner_post=row.owner_post, owner=row.owner, done_on=row.done_on, token=token, at=at,
        by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    step.put("reason", reason)
    step.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event=f"plan.{kind}", about=row, cite=CITE, at=at, state=row.state)
    return step


@transaction.atomic
def give(*, activity: Activity, by: Staff, post: str, staff: Staff | None) -> Activity:
    """Say whose it is: a post's, or a person's. What is owed goes with it."""
    row = locked(activity)
    require_plan(by, row.school_id)
    if staff is not None and (staff.school_id != row.school_id or not staff.can(Can.READ_PLAN)):
        raise PermissionDenied
    if (row.owner_post, row.owner_id) == (post, staff.pk if staff else None):
        return row
    now = clock.now()
    row.owner_post, row.owner = post, staff
    row.save(update_fields=["owner_post", "owner"])
    write_step(row, "given", source=row.state, by=by, at=now)
    owe_again(row, by=by, at=now, move="given")
    return row


@transaction.atomic
def rename(*, activity: Activity, by: Staff, title: str, note: str) -> Activity:
    """Call it otherwise. Raises NamesAChild."""
    row = locked(activity)
    require_plan(by, row.school_id)
    title, note = title.strip()[:TITLE], note.strip()[:TITLE]
    if not title or (row.title, row.note) == (title, note):
        return row
    require_nameless(row.school, title=title, note=note)
    row.title, row.note = title, note
    row.save(update_fields=["title", "note"])
    write_step(row, "renamed", source=row.state, by=by, at=clock.now())
    return row


def owe_if_due(row: Activity, *, by: Actor, at: datetime) -> None:
    """Owe a new activity whose time has begun."""
    if is_due(row, row.plan.made_at):
        owe_activity(row, by=by, at=at)
