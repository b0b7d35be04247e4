"""What whoever stands in the class does not get to see, so that nobody finds out by looking up at the right moment.

The 担任 sees live who has just pressed send. Things to read that carry no name would tell that child's words if they
came at the same moment, or out of a handful: so they are for those who read the whole school (always two or more, none
of them the 担任) until the class is done, and stay with them where fewer than `SMALL` answered without a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from yorisoi.duties.away import stood_in_for
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import SchoolClass, Staff
from yorisoi.surveys.models import CLOSED, NAMED, OPEN, Card, Round, Sheet
from yorisoi.surveys.reading_models import TALK

SMALL = 5
WHOLE_SCHOOL = frozenset({Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.NURSE})


def holders_of(school_class: SchoolClass, people: Iterable[Staff]) -> frozenset[int]:
    """Return the staff ids of the class's own 担任 and 学年主任, of those who read no more than classes."""
    return frozenset(one.pk for one in people if _holds(one, school_class) and not one.posts & WHOLE_SCHOOL)


def _holds(person: Staff, school_class: SchoolClass) -> bool:
    grade = school_class.grade if school_class.year == school_year(today()) else None
    return any(
        (row.post == Post.HOMEROOM and row.school_class_id == school_class.pk)
        or (row.post == Post.GRADE_HEAD and row.grade is not None and row.grade == grade)
        for row in person.holdings
    )


def of_the_class(staff: Staff, school_class: SchoolClass) -> bool:
    """Say whether this person is the class's own 担任 or 学年主任, or stands in for one today."""
    return any(_holds(person, school_class) for person in (staff, *stood_in_for(staff)))


def shows_seats(staff: Staff, one: Round, school_class: SchoolClass) -> bool:
    """Say whether this person sees child by child who has answered; others, only how many while answers come in.

    They read at once what came in without a name, and must not see beside it whose it is.
    """
    now = clock.now()
    taking = one.state == OPEN and one.opens_at <= now < one.closes_at
    return one.mode == NAMED or not taking or of_the_class(staff, school_class)


def _many(rows: Any) -> Coalesce:
    same = rows.filter(round=OuterRef("round"), school_class=OuterRef("school_class")).order_by()
    return Coalesce(Subquery(same.values("round").annotate(n=Count("pk")).values("n")), Value(0))


def one_by_one(*, all_at_once: bool) -> Q:
    """Return the condition on sheets that may be read child by child, outside the reading list.

    Where the child chose, whose sheet is missing gave no name: so nothing before the round is closed, and then only in
    a class where nobody or at least `SMALL` did. Where all carry a name, whoever stands in the class (not
    `all_at_once`) waits for the end too: a sheet that fails to come at the moment of the pressing is kept from them.
    """
    at_once = Q(round__mode=NAMED) if all_at_once else Q(pk__in=[])
    answered, with_name = _many(Card.objects.filter(answered=True)), _many(Sheet.objects.filter(version=1))
    few = Q(LessThan(with_name, answered)) & Q(LessThan(answered, with_name + Value(SMALL)))
    return at_once | (Q(round__state=CLOSED) & (Q(round__mode=NAMED) | ~few))


def not_for_the_class() -> Q:
    """Return the condition on things to read that are not for 担任 and 学年主任; see above.

    Nor is 「いま はなしたい」: the child was told who learns of it, and they are not among them.
    """
    waiting = Card.objects.filter(round=OuterRef("round"), school_class=OuterRef("school_class"), answered=False)
    going_on = Q(round__state=OPEN, round__closes_at__gt=clock.now()) & Exists(waiting)
    answered, with_name = _many(Card.objects.filter(answered=True)), _many(Sheet.objects.filter(version=1))
    few = Q(LessThan(answered, with_name + Value(SMALL)))
    return Q(kind=TALK) | (Q(pupil__isnull=True) & (going_on | few))
