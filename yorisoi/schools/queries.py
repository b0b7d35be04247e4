"""Reads of the roster. Everything starts from a school."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass, Staff
from yorisoi.schools.sandboxes import of_the_board


def classes_of(school: School, year: int | None = None) -> QuerySet[SchoolClass]:
    """Return the classes of this (or the given) school year."""
    return SchoolClass.objects.filter(school=school, year=year or school_year(today()))


def pupils_of(school: School) -> QuerySet[Pupil]:
    """Return the children who are at the school today."""
    return Pupil.objects.filter(school=school, left_on__isnull=True)


def pupil_of_account(school: School, name: str, *, address: bool) -> Pupil | None:
    """Return the child of this school whom the roster gives an account; None for a stranger, or if two are meant.

    address: a mail address or the like, in which small and capital letters are the same.
    """
    rows = list(pupils_of(school).filter(**{"account__iexact" if address else "account": name})[:2])
    return rows[0] if name and len(rows) == 1 else None


def staff_of(school: School) -> QuerySet[Staff]:
    """Return the active people of a school."""
    return Staff.objects.filter(school=school, is_active=True)


def holders(school: School, post: str, *, grade: int | None = None, class_id: int | None = None) -> QuerySet[Staff]:
    """Return who holds a post today (for 担任 of a class, for 学年主任 of a grade)."""
    held = PostHolding.objects.filter(post=post, until__isnull=True)
    if class_id is not None:
        held = held.filter(school_class_id=class_id)
    if grade is not None:
        held = held.filter(Q(grade=grade) | Q(grade__isnull=True))
    return staff_of(school).filter(post_holdings__in=held).distinct()


_HOLDERS = Fixed(
    lambda school, post: (
        PostHolding.objects.filter(post=post, until__isnull=True, staff__school_id=school, staff__is_active=True)
        .order_by("staff__family_kana", "staff__given_kana", "staff_id")
        .values_list("staff_id")
    ),
    in_look=True,
)
_SEATS = Fixed(
    lambda pupils, year: Enrolment.objects.filter(pupil_id__in=pupils, school_class__year=year).select_related(
        "school_class"
    )
)


def holder_ids(school: School, post: str) -> list[int]:
    """Return the ids of those who hold a post today, in the order of `holders`."""
    return list(dict.fromkeys(pk for (pk,) in _HOLDERS.rows(school=school.pk, post=str(post))))


def current_enrolments(pupil_ids: Iterable[int]) -> dict[int, Enrolment]:
    """Return this year's seat of each child."""
    wanted = sorted(set(pupil_ids))
    if not wanted:
        return {}
    rows = _SEATS.rows(pupils=tuple(wanted), year=school_year(today()))
    return {row.pupil_id: row for row in rows}


def seats_until_now(pupil: Pupil) -> QuerySet[Enrolment]:
    """Return the seats of a child through the years, the latest first; one of a year to come is only a plan."""
    rows = pupil.enrolments.filter(school_class__year__lte=school_year(today()))
    return rows.select_related("school_class").order_by("-school_class__year")


def class_labels(pupil_ids: Iterable[int]) -> dict[int, str]:
    """Return 「3年2組」 of each child, for chips."""
    return {pupil_id: str(row.school_class) for pupil_id, row in current_enrolments(pupil_ids).items()}


def class_sizes(school: School) -> list[tuple[SchoolClass, int]]:
    """Return this year's classes with the number of children in each, in one query."""
    here = Count("enrolments", filter=Q(enrolments__pupil__left_on__isnull=True))
    return [(one, one.size) for one in classes_of(school).annotate(size=here)]


def public_context(request: HttpRequest, school: School | None = None) -> dict[str, Any]:
    """Return what a page without log-in shows around itself: the one school, or none, and its helplines."""
    if school is None:
        first = list(School.objects.order_by("pk")[:2])
        school = getattr(request, "school", None) or (first[0] if len(first) == 1 else None)
    return {"school": school, "edition": edition(school.edition) if school else None}


def board_officers(school: School) -> list[Staff]:
    """Return the people of 市教委 for this school."""
    held = PostHolding.objects.filter(post=Post.BOARD_OFFICER, until__isnull=True)
    people = Staff.objects.filter(is_active=True, post_holdings__in=held).distinct()
    return list(people.filter(of_the_board(school)))
