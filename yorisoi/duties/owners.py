"""Who really owes a duty: the policy's post, or whoever acts for it (vacant, or its holder is shut out)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from yorisoi.duties.away import unreachable
from yorisoi.policy.roles import Post, acting_posts
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.people_now import people_now


@dataclass(frozen=True, slots=True)
class Owner:
    """The post that owes, with the class or grade that narrows it. nobody: no post is left that could."""

    post: str
    school_class: SchoolClass | None = None
    grade: int | None = None
    nobody: bool = False


def owner_of(
    school: School,
    post: str,
    *,
    school_class: SchoolClass | None = None,
    shut_out: Collection[int] = (),
    people: Iterable[Staff] | None = None,
    stand_in: Mapping[int, int] | None = None,
) -> Owner:
    """Return the first acting post that has a holder who is not shut out (staff ids in `shut_out`).

    Whoever is away, with a substitute who is shut out, counts as shut out too.
    If nobody is left the post itself keeps the duty: it stays on the managers' list of what nobody owns.
    people, stand_in: who works there and who stands in for whom today, where the caller has read it (`people_now`,
    `substitutes_today`).
    """
    here = people_now(school) if people is None else list(people)
    shut_out = {*shut_out, *unreachable(school, shut_out, stand_in)}
    for acting in acting_posts(post):
        holding = [
            each
            for person in here
            if acting in person.posts and person.pk not in shut_out
            for each in person.holdings
            if each.post == acting
        ]
        if acting == Post.HOMEROOM:
            if school_class is not None and any(each.school_class_id == school_class.pk for each in holding):
                return Owner(acting, school_class=school_class)
        elif acting == Post.GRADE_HEAD:
            if school_class is not None and any(each.grade == school_class.grade for each in holding):
                return Owner(acting, grade=school_class.grade)
        elif holding:
            return Owner(acting)
    return Owner(post, school_class=school_class, nobody=True)
