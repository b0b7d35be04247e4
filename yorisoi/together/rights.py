"""Whose lessons and rounds a person may see: 担任 of the class, 学年主任 of the grade; 管理職 and 生徒指導主任 all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from yorisoi.duties.classes import holds_post, of_their_classes
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.models import SchoolClass, Staff

WHOLE_SCHOOL = frozenset({Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD})


def sees_all(staff: Staff) -> bool:
    """Say whether this person, or one for whom they stand in today, sees every class of the school."""
    return staff.can(Can.TOGETHER) and holds_post(staff, WHOLE_SCHOOL)


def theirs(staff: Staff, path: str = "school_class__") -> Q:
    """Return what a row fits whose class this person may see. path: to the class, "" on classes themselves."""
    if not staff.can(Can.TOGETHER):
        return Q(pk__in=[])
    return Q(**{f"{path}school": staff.school_id}) if sees_all(staff) else of_their_classes(staff, path)


def may_teach(staff: Staff, school_class: SchoolClass) -> bool:
    """Say whether this person may plan lessons and hold rounds of this class."""
    here = SchoolClass.objects.filter(theirs(staff, ""), pk=school_class.pk, school=staff.school_id)
    return staff.school_id == school_class.school_id and here.exists()


def require_class(staff: Staff, school_class: SchoolClass) -> None:
    """Raise PermissionDenied for another's class."""
    if not may_teach(staff, school_class):
        raise PermissionDenied
