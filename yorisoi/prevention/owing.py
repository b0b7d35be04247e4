"""What the plan makes people owe: an activity once its time has begun, the review once the last term has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from yorisoi.duties.actions import Setting, drop, owe, settle
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actors import Actor
from yorisoi.policy.plan_flow import DO_ACTIVITY, REVIEW_YEAR
from yorisoi.policy.roles import Post
from yorisoi.prevention.models import Activity, Plan
from yorisoi.prevention.rights import is_shared
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Staff

ACTIVITY, PLAN = Activity._meta.label_lower, Plan._meta.label_lower


def is_due(activity: Activity, made_at: datetime) -> bool:
    """Say whether it is owed now. What was over before the plan was made is no more than late on the sheet."""
    return activity.is_open and activity.begins <= today() and activity.ends >= day_of(made_at)


def owe_activity(activity: Activity, *, by: Actor, at: datetime) -> None:
    """Owe it by its last day, to its owner: the person, or the post (or whoever acts for that).

    What many share is owed by 生徒指導主任, who asks them and records it: none of them could end the duty.
    """
    wanted = replace(DO_ACTIVITY, owner=Post.GUIDANCE_HEAD if is_shared(activity) else activity.owner_post)
    named = {wanted.name: [(activity.owner, None, activity.ends, activity.title)]}
    owe([wanted], about=activity, by=by, at=at, setting=Setting(assigned=named))


def end_duty(activity: Activity, *, by: Actor, at: datetime, move: str) -> None:
    """End what is owed for it: done by a person, or needless."""
    if move == "done" and isinstance(by, Staff):
        settle(DO_ACTIVITY.done_by, about=activity, by=by, at=at)
    else:
        drop([DO_ACTIVITY.name], about=activity, by=by, move=move, at=at)


def owe_again(activity: Activity, *, by: Actor, at: datetime, move: str) -> None:
    """Its days or its owner have changed: what was owed ends, and is owed anew if its time has begun."""
    drop([DO_ACTIVITY.name], about=activity, by=by, move=move, at=at)
    if is_due(activity, activity.plan.made_at):
        owe_activity(activity, by=by, at=at)


def owe_review(plan: Plan, *, day: date, by: Actor, at: datetime) -> None:
    """Owe the review of the year by this day."""
    named: dict[str, Any] = {REVIEW_YEAR.name: [(None, None, day, "")]}
    owe([REVIEW_YEAR], about=plan, by=by, at=at, setting=Setting(assigned=named))


def settle_review(plan: Plan, *, by: Staff, at: datetime) -> None:
    """The year has been looked back on."""
    settle(REVIEW_YEAR.done_by, about=plan, by=by, at=at)


def owed_already(kind: str, ids: list[Any], name: str) -> set[Any]:
    """Return which of these rows have this duty open."""
    rows = Duty.objects.filter(OPEN, subject_kind=kind, subject_id__in=ids, name=name)
    return set(rows.values_list("subject_id", flat=True))
