"""Whose an activity is, and who may do what with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from yorisoi.duties.away import stood_in_for
from yorisoi.policy.flow import Move
from yorisoi.policy.roles import Can, Post
from yorisoi.prevention.models import Activity
from yorisoi.schools.models import Staff

SHARED = frozenset({Post.HOMEROOM, Post.GRADE_HEAD, Post.TEACHER})  # many hold them, each with a part of the school


def is_mine(staff: Staff, activity: Activity) -> bool:
    """Say whether it is this person's by name or by post, or that of somebody for whom they stand in today."""
    return any(_owns(person, activity) for person in (staff, *stood_in_for(staff)))


def _owns(staff: Staff, activity: Activity) -> bool:
    if activity.owner_id is not None:
        return activity.owner_id == staff.pk
    return activity.owner_post in staff.posts


def is_shared(activity: Activity) -> bool:
    """Say whether it is everybody's of a post that many hold (all 担任): none of them speaks for the whole school."""
    return activity.owner_id is None and activity.owner_post in SHARED


def may_record(staff: Staff, activity: Activity) -> bool:
    """Say whether this person may record what was done, and how it went: the owner, and whoever makes the plan."""
    if staff.school_id != activity.school_id or not staff.can(Can.READ_PLAN):
        return False
    return staff.can(Can.PLAN) or is_mine(staff, activity)


def may_turn(staff: Staff, activity: Activity) -> bool:
    """Say whether this person may turn or link it: whoever may record it, of what is shared only whoever plans."""
    return may_record(staff, activity) and (staff.can(Can.PLAN) or not is_shared(activity))


def may_take(staff: Staff, activity: Activity, move: Move) -> bool:
    """Say whether this person may take a move: a post that the policy names, and the activity theirs or to plan."""
    return may_turn(staff, activity) and any(move.allows(post) for post in staff.posts)


def require_record(staff: Staff, activity: Activity) -> None:
    """Raise PermissionDenied unless this person may record what was done."""
    if not may_record(staff, activity):
        raise PermissionDenied


def require_turn(staff: Staff, activity: Activity) -> None:
    """Raise PermissionDenied unless this person may turn or link it."""
    if not may_turn(staff, activity):
        raise PermissionDenied


def require_plan(staff: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person makes this school's plan."""
    if staff.school_id != school_id or not staff.can(Can.PLAN):
        raise PermissionDenied
