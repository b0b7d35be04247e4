"""Who may see how a child's guardians are reached."""

from __future__ import annotations

from yorisoi.policy.roles import Post
from yorisoi.schools.models import Enrolment, Staff

ALL_CHILDREN = frozenset({Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.NURSE})


def may_see_contacts(staff: Staff, seat: Enrolment | None) -> bool:
    """Managers, 生徒指導主任 and 養護教諭 for every child; 担任 for the class; 学年主任 for the grade."""
    if not staff.is_active:
        return False
    for holding in staff.holdings:
        if holding.post in ALL_CHILDREN:
            return True
        if seat is None:
            continue
        if holding.post == Post.HOMEROOM and holding.school_class_id == seat.school_class_id:
            return True
        if holding.post == Post.GRADE_HEAD and holding.grade == seat.school_class.grade:
            return True
    return False
