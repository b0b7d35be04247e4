"""What a seat opens: a body's own seats open every item, whoever is called for one matter only that one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import open_matters
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Attendance
from yorisoi.meetings.models_room import StandIn
from yorisoi.policy.edition import BodyRule, edition
from yorisoi.policy.roles import Post
from yorisoi.reports.models import NamedPupil
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, Staff


def is_own(seat: Attendance, rule: BodyRule) -> bool:
    """Say whether the seat is the body's own: a member's, by a post that is not called for single matters only."""
    return seat.seat == "member" and seat.post != Post.HOMEROOM and seat.post not in rule.concerned


def own_seats(staff: Staff) -> QuerySet[Attendance]:
    """Return this person's seats that are a body's own (`is_own`, as the database reads it)."""
    rules = edition(staff.school.edition).bodies if staff.school else {}
    own, sat_for = Q(seat="member") & ~Q(post=Post.HOMEROOM), Q(absent__seat="member") & ~Q(absent__post=Post.HOMEROOM)
    for body, rule in rules.items():
        if concerned := [post for post in rule.concerned if post != Post.HOMEROOM]:
            own &= ~Q(meeting__body=body, post__in=concerned)
            sat_for &= ~Q(meeting__body=body, absent__post__in=concerned)
    stands = StandIn.objects.filter(sat_for, substitute=OuterRef("pk"), until__isnull=True)
    return Attendance.objects.filter(own | Q(Exists(stands)), still_open(staff), staff=staff)


def still_open(staff: Staff) -> Q:
    """Return what a seat of this person fits that opens anything today: this year's, or one of a post still held.

    A seat as 担任 was given for the children of that year, and ends with it.
    """
    return Q(meeting__year__gte=school_year(today())) | (Q(post__in=sorted(staff.posts)) & ~Q(post=Post.HOMEROOM))


def seated(staff: Staff) -> QuerySet[AgendaItem]:
    """Return the items that this person's seats open, whether or not they are shut out of them."""
    here = OuterRef("meeting_id")
    any_seat = Attendance.objects.filter(still_open(staff), staff=staff, meeting_id=here)
    others = AgendaItem.objects.filter(meeting_id=here).exclude(pk=OuterRef("pk"))
    opened = Q(Exists(own_seats(staff).filter(meeting_id=here))) | ~Q(Exists(others))
    for near in _near(staff):
        opened |= Q(pk__in=AgendaItem.objects.filter(near).values("pk"))
    return AgendaItem.objects.filter(Exists(any_seat), opened, meeting__school=staff.school)


def of_own_classes(staff: Staff, pupil: str) -> list[Q]:
    """Return what a child fits whose class or grade is this person's own. `pupil` is the path to the child."""
    seat = f"{pupil}__enrolments__school_class"
    held = list(staff.holdings)
    year = school_year(today())  # whoever was 担任 until then reads nothing by it, even before the posts are changed
    classes = [h.school_class_id for h in held if h.post == Post.HOMEROOM and h.school_class_id]
    grades = [h.grade for h in held if h.post == Post.GRADE_HEAD and h.grade]
    found = [Q(**{f"{seat}_id__in": classes, f"{seat}__year": year})] if classes else []
    return [*found, Q(**{f"{seat}__grade__in": grades, f"{seat}__year": year})] if grades else found


def _near(staff: Staff) -> list[Q]:
    """Return what an item fits that is theirs: by team, class or grade.

    Whoever stands in for somebody steps into what that person may know themselves, and no further.
    """
    found = _own(staff)
    for person in stood_in_for(staff):
        open_to_them = open_matters(person)
        found += [near & open_to_them for near in _own(person)]
    return found


def _own(staff: Staff) -> list[Q]:
    found = [Q(case__members__staff=staff, case__members__until__isnull=True)]
    found += [q & Q(case__involvements__until__isnull=True) for q in of_own_classes(staff, "case__involvements__pupil")]
    named = (NamedPupil.now.filter(q).values("report_id") for q in of_own_classes(staff, "pupil"))
    return [*found, *(Q(report__in=reports) for reports in named)]


def _classes(case: Any, report: Any, year: int) -> QuerySet[Any]:
    if case is not None:
        pupils = Q(pupil__involvements__case_id=case, pupil__involvements__until__isnull=True)
    else:
        pupils = Q(pupil__in=NamedPupil.now.filter(report=report).values("pupil"))
    seats = Enrolment.objects.filter(pupils, school_class__year=year)
    return seats.values_list("school_class_id", "school_class__grade").distinct()


CLASSES = Fixed(_classes)


def theirs(item: AgendaItem, ids: Collection[int]) -> set[int]:
    """Return those of these people whose the item is, by team, class or grade: two queries."""
    if not ids:
        return set()
    report = None if item.case_id else item.report_id
    classes = CLASSES.rows(case=item.case_id, report=report, year=school_year(today()))
    held = Q(post_holdings__until__isnull=True) & (
        Q(post_holdings__post=Post.HOMEROOM, post_holdings__school_class_id__in=[pk for pk, _grade in classes])
        | Q(post_holdings__post=Post.GRADE_HEAD, post_holdings__grade__in=[grade for _pk, grade in classes])
    )
    if item.case_id:
        held |= Q(case_memberships__case_id=item.case_id, case_memberships__until__isnull=True)
    return set(Staff.objects.filter(held, pk__in=list(ids)).values_list("pk", flat=True))
