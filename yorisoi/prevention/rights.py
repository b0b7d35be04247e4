"""Whose an activity is, and who may do what with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from yorisoi.duties.away import stood_in_for
from yorisoi.policy.flow import Move
from yorisoi.policy.roles import Can
from yorisoi.prevention.models import Activity
from yorisoi.schools.models import Staff


def is_mine(staff: Staff, activity: Activity) -> bool:
    """Say whether it is this person's by name or by post, or that of somebody for whom they stand in today."""
    return any(_owns(person, activity) for person in (staff, *stood_in_for(staff)))


def _owns(staff: Staff, activity: Activity) -> bool:
    if activity.owner_id is not None:
        return activity.owner_id == staff.pk
    return activity.owner_post in staff.posts


def may_record(staff: Staff, activity: Activity) -> bool:
    """Say whether this person may record what was done: the owner, and whoever makes the plan."""
    if staff.school_id != activity.school_id or not staff.can(Can.READ_PLAN):
        return False
    return staff.can(Can.PLAN) or is_mine(staff, activity)


def may_take(staff: Staff, activity: Activity, move: Move) -> bool:
    """Say whether this person may take a move: a post that the policy names, and the activity theirs or to plan."""
    return may_record(staff, activity) and any(move.allows(post) for post in staff.posts)


def require_record(staff: Staff, activity: Activity) -> None:
    """Raise PermissionDenied unless this person may record what was done."""
    if not may_record(staff, activity):
        raise PermissionDenied


def require_plan(staff: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person makes this school's plan."""
    if staff.school_id != school_id or not staff.can(Can.PLAN):
        raise PermissionDenied
