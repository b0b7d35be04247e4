"""Duties that nobody owes: the post is vacant, the person has left, or the matter may not be shown to them."""

from __future__ import annotations

from collections import defaultdict
from heapq import merge
from typing import Any

from django.apps import apps
from django.db.models import Exists, Q, QuerySet

from yorisoi.duties.asked import AskedBy
from yorisoi.duties.front import MOST, Key, in_order
from yorisoi.duties.queries import HOLDERS, once, open_duties, with_owner
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import POST_LABELS
from yorisoi.schools.models import School, Staff

ANY_EXCLUSION = Fixed(
    lambda school: (
        apps.get_model("reports", "Exclusion")
        .objects.filter(staff__school=school, lifted_at__isnull=True)
        .order_by()
        .values_list("pk")[:1]
    )
)


def _first(staff: Staff, *which: Q, **more: Any) -> QuerySet[Any]:
    return in_order(once(open_duties(staff)).filter(*which, **more))


def _owing(staff: Staff) -> QuerySet[Any]:
    owed = open_duties(staff).select_related(None)
    each = {f"owes_{post}": Exists(owed.filter(acting_post=str(post))) for post in POST_LABELS}
    return School.everywhere.filter(pk=staff.school.pk).annotate(**each).values_list(*each)  # type: ignore[union-attr]


VACANT = AskedBy(lambda staff, posts: _first(staff, staff__isnull=True, acting_post__in=sorted(posts)))
VACANT_CLASS = AskedBy(
    lambda staff, post, held: _first(staff, ~Q(school_class_id__in=held), staff__isnull=True, acting_post=post)
)
VACANT_GRADE = AskedBy(
    lambda staff, post, held: _first(staff, ~Q(grade__in=held), staff__isnull=True, acting_post=post)
)
OF_LEFT = AskedBy(lambda staff, left: _first(staff, staff_id__in=left))
LEFT = Fixed(lambda school: Staff.objects.filter(school=school, is_active=False).values_list("pk", flat=True))
OWING = AskedBy(_owing)


def front_of_nobody(staff: Staff, owing: frozenset[str]) -> list[Key]:
    """Return the keys of the school's open duties that nobody owes, in order (`front.in_order`).

    Which posts, classes and grades are vacant is known beforehand, so that an index finds their duties. Only where
    somebody is shut out of anything is each duty asked about itself (`queries.with_owner`). owing: `posts_that_owe`.
    """
    by_post: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for held in HOLDERS.rows(school=staff.school_id):
        by_post[held.post].append((held.school_class_id, held.grade))
    both = any(one[0] is not None and one[1] is not None for places in by_post.values() for one in places)
    if both or ANY_EXCLUSION.rows(school=staff.school_id):
        return list(in_order(with_owner(once(open_duties(staff))).filter(owned=False)))
    found = [
        VACANT.rows(staff, posts=frozenset(owing - set(by_post))),
        OF_LEFT.rows(staff, left=tuple(LEFT.rows(school=staff.school_id))),
    ]
    for post, places in by_post.items():
        if post not in owing or (None, None) in places:
            continue  # somebody holds it for the whole school
        classes = tuple(sorted(one for one, _grade in places if one is not None))
        if classes:
            found.append(VACANT_CLASS.rows(staff, post=post, held=classes))
        else:
            found.append(VACANT_GRADE.rows(staff, post=post, held=tuple(sorted(one for _class, one in places))))
    return list(merge(*found))[: MOST + 1]


def posts_that_owe(staff: Staff) -> frozenset[str]:
    """Return the codes of the posts that owe anything."""
    rows = OWING.rows(staff)
    return (
        frozenset(str(post) for post, owes in zip(POST_LABELS, rows[0], strict=True) if owes) if rows else frozenset()
    )
