"""Who really owes a duty: the policy's post, or whoever acts for it (vacant, or its holder is shut out)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from yorisoi.duties.away import unreachable
from yorisoi.policy.roles import Post, acting_posts
from yorisoi.schools.models import PostHolding, School, SchoolClass


@dataclass(frozen=True, slots=True)
class Owner:
    """The post that owes, with the class or grade that narrows it."""

    post: str
    school_class: SchoolClass | None = None
    grade: int | None = None


def owner_of(
    school: School, post: str, *, school_class: SchoolClass | None = None, shut_out: Collection[int] = ()
) -> Owner:
    """Return the first acting post that has a holder who is not shut out (staff ids in `shut_out`).

    Whoever is away, with a substitute who is shut out, counts as shut out too.
    If nobody is left the post itself keeps the duty: it stays on the managers' list of what nobody owns.
    """
    held = PostHolding.objects.filter(staff__school=school, staff__is_active=True, until__isnull=True).exclude(
        staff_id__in={*shut_out, *unreachable(school, shut_out)}
    )
    for acting in acting_posts(post):
        if acting == Post.HOMEROOM:
            if school_class is not None and held.filter(post=acting, school_class=school_class).exists():
                return Owner(acting, school_class=school_class)
        elif acting == Post.GRADE_HEAD:
            if school_class is not None and held.filter(post=acting, grade=school_class.grade).exists():
                return Owner(acting, grade=school_class.grade)
        elif held.filter(post=acting).exists():
            return Owner(acting)
    return Owner(post, school_class=school_class)
