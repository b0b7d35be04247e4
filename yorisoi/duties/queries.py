"""Reads of duties. Everything starts from the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import EVERY_ROW, named_for_row, nothing_kept, open_cases, open_matters
from yorisoi.duties.models import OPEN, Duty, Notice, about_fields
from yorisoi.duties.subjects import open_subjects
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.models import PostHolding, Staff


def without_shut_out(rows: QuerySet[Duty], staff: Staff) -> QuerySet[Duty]:
    """Keep from this person every duty of a matter they are shut out of."""
    return rows.filter(open_matters(staff), open_subjects(staff))


def basket_of(holding: PostHolding) -> dict[str, Any]:
    """Return what a duty has that this holding of a post owes: the post, and its class or grade where it has one."""
    basket: dict[str, Any] = {"acting_post": holding.post}
    if holding.school_class_id:
        basket["school_class_id"] = holding.school_class_id
    elif holding.grade:
        basket["grade"] = holding.grade
    return basket


def duties_of(staff: Staff) -> QuerySet[Duty]:
    """Return the open duties of this person: assigned by name, or owed by a post they hold or stand in for today."""
    people = [staff, *stood_in_for(staff)]
    by_post = Q(pk__in=[])
    for holding in (one for person in people for one in person.holdings):
        by_post |= Q(**basket_of(holding))
    rows = Duty.objects.filter(OPEN, school=staff.school).filter(
        Q(staff__in=people) | (Q(staff__isnull=True) & by_post)
    )
    return without_shut_out(rows, staff).select_related("report__key", "case__key", "pupil", "staff", "school_class")


def owed_by(staff: Staff, rows: Iterable[Duty]) -> list[Duty]:
    """Return those of these duties that this person owes as in `duties_of`; the matter must be known to be theirs."""
    people = [staff, *stood_in_for(staff)]
    held = [one for person in people for one in person.holdings]
    mine = {person.pk for person in people}
    return [
        row for row in rows if row.staff_id in mine or (row.staff_id is None and any(_by(one, row) for one in held))
    ]


def _by(holding: PostHolding, row: Duty) -> bool:
    return all(getattr(row, name) == value for name, value in basket_of(holding).items())


# school → who holds which post today
HOLDERS = Fixed(
    lambda school: PostHolding.objects.filter(
        staff__school=school, staff__is_active=True, until__isnull=True
    ).select_related("staff")
)


def open_duties(staff: Staff) -> QuerySet[Duty]:
    """Return every open duty of the school that this manager may know of."""
    if not staff.can(Can.OVERSEE):
        return Duty.objects.none()
    return without_shut_out(Duty.objects.filter(OPEN, school=staff.school), staff).select_related(
        "report__key", "case__key", "pupil", "staff", "school_class"
    )


def owed_for(about: Any) -> QuerySet[Duty]:
    """Return the open duties of one report or case, next due first."""
    return Duty.objects.filter(OPEN, **about_fields(about)).select_related("pupil", "staff", "school_class")


# Each of these is done by the next meeting of the committee, whichever comes: one line is enough.
SAME_MEETING = ("hold_committee", "next_committee")


def once(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Leave out a duty that the same meeting of the same case does as another of the same post that is due earlier."""
    other = Duty.objects.filter(
        OPEN,
        Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), name__lt=OuterRef("name")),
        case=OuterRef("case"),
        acting_post=OuterRef("acting_post"),
        staff__isnull=True,
        name__in=SAME_MEETING,
    )
    return rows.exclude(Q(name__in=SAME_MEETING, staff__isnull=True) & Exists(other))


def meetings_between(staff: Staff, start: datetime, end: datetime) -> QuerySet[Any]:
    """Return this person's seats in meetings of this time that are not over, of nothing that they are shut out of."""
    rows = apps.get_model("meetings", "Attendance").objects.filter(
        _open_meeting(staff, "meeting"),
        staff=staff,
        meeting__scheduled_at__gte=start,
        meeting__scheduled_at__lt=end,
        meeting__finalised_at__isnull=True,
    )
    return rows.select_related("meeting").order_by("meeting__scheduled_at", "pk")


def meetings_today(staff: Staff) -> QuerySet[Any]:
    """Return the same of today."""
    return meetings_between(staff, *whole_day(today()))


def whole_day(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day and that of the next, Asia/Tokyo."""
    start = datetime.combine(day, time.min, TOKYO)
    return start, start + timedelta(days=1)


def to_read(staff: Staff) -> QuerySet[Any]:
    """Return by when this person is to read what was shared with them and is unread, the first due first."""
    rows = apps.get_model("meetings", "Addressee").objects.filter(
        Q(sharing__entry__isnull=False) | _open_meeting(staff, "sharing__meeting"),
        Q(sharing__entry__isnull=True) | open_cases(staff, "sharing__entry__case_id"),
        staff=staff,
        read_at__isnull=True,
        sharing__school=staff.school,
    )
    rows = rows.exclude(sharing__entry__corrections__sharing__isnull=False)
    return rows.order_by("sharing__due_at", "pk").values_list("sharing__due_at", flat=True)


def _open_meeting(staff: Staff, meeting: str) -> Q:
    """Return what a row fits whose `meeting` has an item that this person is not shut out of, or no item at all."""
    if nothing_kept(staff):
        return EVERY_ROW
    item = apps.get_model("meetings", "AgendaItem").objects.filter(meeting=OuterRef(meeting))
    return Q(Exists(item.filter(open_matters(staff)))) | ~Q(Exists(item))


def with_owner(rows: QuerySet[Duty]) -> QuerySet[Any]:
    """Add `owned`: somebody who works here today and is not shut out owes it. False: nobody does it unless told."""
    here = PostHolding.objects.filter(
        Q(school_class__isnull=True) | Q(school_class=OuterRef("school_class")),
        Q(grade__isnull=True) | Q(grade=OuterRef("grade")),
        ~Exists(named_for_row("staff", "report")),
        ~Exists(named_for_row("staff", "case")),
        post=OuterRef("acting_post"),
        until__isnull=True,
        staff__is_active=True,
        staff__school=OuterRef("school"),
    )
    by_name = Q(staff__isnull=False, staff__is_active=True)
    return rows.annotate(owned=by_name | (Q(staff__isnull=True) & Exists(here)))


def settled_by(staff: Staff, since: datetime) -> QuerySet[Duty]:
    """Return the duties that this person has settled since a moment, the latest first."""
    rows = Duty.objects.filter(done_by=staff, done_at__gte=since, school=staff.school)
    return (
        without_shut_out(rows, staff)
        .select_related("report__key", "case__key", "pupil", "staff", "school_class")
        .order_by("-done_at", "-owed_at", "-pk")
    )


def unseen(staff: Staff) -> QuerySet[Notice]:
    """Return the notices this person has not opened yet, none of a matter that they are shut out of by now."""
    return Notice.objects.filter(
        Q(meeting__isnull=True) | _open_meeting(staff, "meeting"),
        open_matters(staff),
        open_subjects(staff),
        staff=staff,
        seen_at__isnull=True,
    )


def may_know(staff: Staff, duty: Duty) -> bool:
    """Say whether this person is of the duty's school and not shut out of what it is about."""
    return staff.school_id == duty.school_id and without_shut_out(Duty.objects.filter(pk=duty.pk), staff).exists()


def _settled(
    names: Sequence[str], pupil: int | None, childless: bool, whose: Sequence[int] | None, **about: Any
) -> QuerySet[Duty]:
    """Return the open duties about this that a record of these people (of anybody) about this child settles."""
    child = Q(pupil__isnull=True) if childless else Q(pk__in=[])
    rows = Duty.objects.filter(OPEN, child if pupil is None else child | Q(pupil_id=pupil), name__in=names, **about)
    return rows if whose is None else rows.filter(Q(staff__isnull=True) | Q(staff__in=whose))


SETTLED = Fixed(_settled)
NAMED = Fixed(lambda names, **about: Duty.objects.filter(OPEN, name__in=names, **about))
