"""Reads of finding out early. Everything starts from the person.

Whoever wrote something reads their own; 担任 and 学年主任 what is of their children; with the right READ_CARE
(養護教諭, 生徒指導主任, 管理職) all of the school. Whoever is named in it, or shut out of the report that it became:
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.care.models import Concern, ConcernPupil, Named, Question
from yorisoi.care.models_interviews import Booking, Interview
from yorisoi.care.models_more import ChecklistRun, NurseVisit
from yorisoi.cases.models import Case, Involvement
from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import open_reports
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.seats import of_own_classes
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.roles import Can, Role
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.queries import current_enrolments


def _named(staff: Staff, what: str) -> QuerySet[Named]:
    """Return, inside a query, the rows that name this person in the outer row (`what`: concern, interview)."""
    return Named.objects.filter(Q(meant=True) | Q(meant__isnull=True), staff=staff, **{what: OuterRef("pk")})


def reads_all(staff: Staff) -> bool:
    """Say whether this person reads what is noticed of every child. Standing in for somebody does not give that."""
    return staff.can(Can.READ_CARE)


def theirs(staff: Staff, pupil: str) -> Q:
    """Return what a row fits whose child (`pupil` is the path) is of this person's own class or grade."""
    found = Q(pk__in=[])
    for near in of_own_classes(staff, pupil):
        found |= near
    return found


def _concern_open(staff: Staff) -> Q:
    """Return what a concern fits that is not kept from this person: not named in it, nor shut out of its report."""
    return ~Q(Exists(_named(staff, "concern"))) & open_reports(staff, "report_id")


def _interview_open(staff: Staff) -> Q:
    return ~Q(Exists(_named(staff, "interview"))) & open_reports(staff, "sheet__report_id")


def pupils_read_by(staff: Staff) -> QuerySet[Pupil]:
    """Return the children of whom this person may read what everybody noticed."""
    rows = Pupil.objects.filter(school=staff.school)
    if reads_all(staff):
        return rows
    near = Q(pk__in=[])
    for person in (staff, *stood_in_for(staff)):
        near |= Q(pk__in=Pupil.objects.filter(theirs(person, "enrolments__pupil")).values("pk"))
    return rows.filter(near)


def may_read(staff: Staff, pupil: Pupil) -> bool:
    """Say whether this person may read what everybody noticed of this child."""
    if staff.school_id != pupil.school_id or not staff.can(Can.PASS_ON):
        return False
    if reads_all(staff):
        return True
    seat = current_enrolments([pupil.pk]).get(pupil.pk)
    held = [holding for person in (staff, *stood_in_for(staff)) for holding in person.holdings]
    return seat is not None and any(
        holding.school_class_id == seat.school_class_id
        if holding.school_class_id
        else holding.grade == seat.school_class.grade
        for holding in held
        if holding.school_class_id or holding.grade
    )


def concerns_for(staff: Staff) -> QuerySet[Concern]:
    """Return the concerns that this person may read. Standing in opens what the absent may read themselves, no more."""
    rows = Concern.objects.filter(_concern_open(staff), school=staff.school)
    if not reads_all(staff):
        allowed = Q(by=staff)
        for person in (staff, *stood_in_for(staff)):
            near = ConcernPupil.objects.filter(theirs(person, "pupil"), concern=OuterRef("pk"))
            allowed |= Q(Exists(near)) & _concern_open(person)
        rows = rows.filter(allowed)
    return rows.select_related("key", "by", "school", "report").prefetch_related("about__pupil", "answer__by")


def _question_open(staff: Staff) -> Q:
    """Return what a question fits none of whose concerns is kept from this person."""
    named = Named.objects.filter(Q(meant=True) | Q(meant__isnull=True), staff=staff, concern__isnull=False)
    kept = Concern.objects.filter(asked__question=OuterRef("pk")).filter(
        Q(pk__in=named.values("concern")) | ~open_reports(staff, "report_id")
    )
    return ~Q(Exists(kept)) & open_reports(staff, "report_id")


def questions_for(staff: Staff) -> QuerySet[Question]:
    """Return the questions this person may know: of their children, and of nothing that they are named in."""
    rows = Question.objects.filter(_question_open(staff), school=staff.school)
    if not reads_all(staff):
        allowed = Q(pk__in=[])
        for person in (staff, *stood_in_for(staff)):
            near = Pupil.objects.filter(theirs(person, "enrolments__pupil"))
            allowed |= Q(pupil__in=near.values("pk")) & _question_open(person)
        rows = rows.filter(allowed)
    return rows.select_related("key", "pupil", "school", "decided_by", "report")


def interviews_for(staff: Staff) -> QuerySet[Interview]:
    """Return the interviews that this person may read: their own, and those of their children."""
    rows = Interview.objects.filter(_interview_open(staff), school=staff.school)
    if not reads_all(staff):
        allowed = Q(sheet__by=staff)
        for person in (staff, *stood_in_for(staff)):
            near = Q(pk__in=Interview.objects.filter(theirs(person, "pupil")).values("pk"))
            allowed |= (Q(adult=person) | near) & _interview_open(person)
        rows = rows.filter(allowed)
    return rows.select_related("key", "pupil", "adult", "school", "sheet", "planned_by")


def kept_concerns(staff: Staff) -> QuerySet[Concern]:
    """Return the concerns that are kept from this person: for the lists of duties and notices (`duties.subjects`)."""
    return Concern.objects.filter(~_concern_open(staff), school=staff.school)


def kept_questions(staff: Staff) -> QuerySet[Question]:
    """Return the questions that are kept from this person, in the same way."""
    return Question.objects.filter(~_question_open(staff), school=staff.school)


def kept_interviews(staff: Staff) -> QuerySet[Interview]:
    """Return the interviews that are kept from this person, in the same way."""
    return Interview.objects.filter(~_interview_open(staff), school=staff.school)


def kept_from_concerns(concerns: Iterable[Any]) -> frozenset[int]:
    """Return the staff ids that are named in any of these concerns and have not been said not to be meant."""
    rows = Named.objects.filter(Q(meant=True) | Q(meant__isnull=True), concern__in=list(concerns))
    return frozenset(rows.values_list("staff_id", flat=True))


BOOKED = Fixed(
    lambda interviews: Booking.objects.filter(interview__in=interviews, ended_at__isnull=True).select_related("adult")
)


def bookings_of(interviews: Iterable[Interview]) -> dict[Any, Booking]:
    """Return the booking that stands of each interview, in one query."""
    ids = tuple(row.pk for row in interviews)
    return {row.interview_id: row for row in BOOKED.rows(interviews=ids)} if ids else {}


def resolved_on(pupil: Pupil) -> date | None:
    """Return the day on which the child's latest case was resolved, or None. Who only told is not counted."""
    roles = Involvement.objects.filter(pupil=pupil, put_right__isnull=True).exclude(role=Role.INFORMANT)
    rows = Case.objects.filter(state=CaseState.RESOLVED, pk__in=roles.values("case"))
    latest = rows.order_by("-resolved_at").values_list("resolved_at", flat=True).first()
    return day_of(latest) if latest else None


def undecided(pupil: Pupil) -> QuerySet[Concern]:
    """Return the concerns of a child that no decision was made on, and that became no report."""
    decided = Concern.objects.filter(asked__question__pupil=pupil, asked__question__decided_at__isnull=False)
    return Concern.objects.filter(about__pupil=pupil, report__isnull=True).exclude(pk__in=decided.values("pk"))


def visits_for(staff: Staff) -> QuerySet[NurseVisit]:
    """Return the visits to the nurse's room that this person may read of."""
    rows = NurseVisit.objects.filter(school=staff.school, pupil__in=pupils_read_by(staff).values("pk"))
    return rows.select_related("key", "pupil", "by")


def runs_of(staff: Staff) -> QuerySet[ChecklistRun]:
    """Return this person's own reviews: nobody else reads what was ticked."""
    return ChecklistRun.objects.filter(by=staff, school=staff.school).select_related("school_class", "version")


def runs_done(school: School) -> QuerySet[ChecklistRun]:
    """Return which class was reviewed when, this year: that it was done, not what was ticked."""
    rows = ChecklistRun.objects.filter(school=school, school_class__year=school_year(today()))
    return rows.select_related("school_class", "by").only(
        "at", "school_class__grade", "school_class__name", "school_class__year", "by__family_name", "by__given_name"
    )
