"""Of which classes a person is 担任 or 学年主任 today, or stands in for one: as a condition on rows."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from yorisoi.duties.away import stood_in_for
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Staff


def holds_post(staff: Staff, posts: Collection[str]) -> bool:
    """Say whether this person, or one for whom they stand in today, holds one of these posts."""
    return any(person.posts & frozenset(posts) for person in (staff, *stood_in_for(staff)))


def of_their_classes(staff: Staff, path: str = "school_class__") -> Q:
    """Return what a row fits that is of this person's own class or grade. path: to the class, "" on classes."""
    found = Q(pk__in=[])
    for holding in (row for person in (staff, *stood_in_for(staff)) for row in person.holdings):
        if holding.post == Post.HOMEROOM and holding.school_class_id:
            found |= Q(**{f"{path}pk": holding.school_class_id})
        elif holding.post == Post.GRADE_HEAD and holding.grade:
            found |= Q(**{f"{path}grade": holding.grade, f"{path}year": school_year(today())})
    return found
