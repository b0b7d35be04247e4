"""Reads of the groups. Everything starts from the person: all staff see their school's groups, drafts only who deals.

Nothing in here knows of children who are kept apart: that is `apart`'s alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.groups.balance import Kid
from yorisoi.groups.models import Arrangement, Group, Leader, Place, Session
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Enrolment, Pupil, School, Staff, class_label

OPEN_PLACES = Fixed(
    lambda arrangement: (
        Place.objects.filter(arrangement_id=arrangement, ended_at__isnull=True, pupil__left_on__isnull=True)
        .select_related("pupil")
        .order_by("pk")
    )
)
OPEN_LEADERS = Fixed(
    lambda arrangement: (
        Leader.objects.filter(arrangement_id=arrangement, ended_at__isnull=True).order_by("at", "pk")
        .values_list("group_id", "pupil_id")
    )
)  # fmt: skip
GROUPS = Fixed(lambda arrangement: Group.objects.filter(arrangement_id=arrangement).order_by("number"))
IN_FORCE = Fixed(
    lambda school, year, day: (
        Arrangement.objects.filter(school_id=school, year=year, put_at__isnull=False, from_on__lte=day)
        .select_related("school", "key", "made_by", "put_by")
        .order_by("-from_on", "-put_at", "-pk")[:1]
    )
)
SEATS = Fixed(
    lambda school, year: (
        Enrolment.objects.filter(
            school_class__school_id=school, school_class__year=year, pupil__left_on__isnull=True
        )
        .select_related("school_class", "pupil")
        .order_by("school_class__grade", "school_class__name", "number", "pk")
    )
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A child in a group, as the pages show it."""

    pupil: Pupil
    grade: int
    class_id: int
    label: str
    leads: bool = False

    @property
    def kid(self) -> Kid:
        """The child as the balance sees it."""
        return Kid(self.grade, self.class_id, self.pupil.sex)


@dataclass
class Shown:
    """A group with its children, the highest grade first, its leaders before the others."""

    row: Group
    members: list[Member] = field(default_factory=list)

    @property
    def leaders(self) -> list[Member]:
        """Those who lead it."""
        return [one for one in self.members if one.leads]

    @property
    def kids(self) -> list[Kid]:
        """Its children as the balance sees them."""
        return [one.kid for one in self.members]


def may_see(staff: Staff) -> bool:
    """Say whether this person sees the school's groups."""
    return staff.school_id is not None and staff.can(Can.READ_PLAN)


def arrangements_for(staff: Staff) -> QuerySet[Arrangement]:
    """Return the groupings that this person may see: what is or was in force; drafts only with the right to deal."""
    if not may_see(staff):
        return Arrangement.objects.none()
    rows = Arrangement.objects.filter(school=staff.school_id)
    if not staff.can(Can.APART):  # enough drafts tell which two never meet
        rows = rows.filter(put_at__isnull=False)
    return rows.select_related("school", "key", "made_by", "put_by")


def in_force(school: School, day: date | None = None) -> Arrangement | None:
    """Return the grouping that is in force on a day, None where there is none."""
    day = day or today()
    found: Arrangement | None = IN_FORCE.first(school=school.pk, year=school_year(day), day=day)
    return found


def seats(school: School, year: int) -> dict[int, Enrolment]:
    """Return the seat of each child who is at the school, in the order of classes and numbers."""
    return {row.pupil_id: row for row in SEATS.rows(school=school.pk, year=year)}


def highest_grade(seated: Iterable[Enrolment]) -> int:
    """Return the grade from which leaders come: the highest one there is."""
    return max((row.school_class.grade for row in seated), default=6)


def groups_of(arrangement: Arrangement, seated: dict[int, Enrolment] | None = None) -> list[Shown]:
    """Return the groups as they stand now, with their children; a fixed number of queries."""
    known = seats(arrangement.school, arrangement.year) if seated is None else seated
    leads = {pupil for _group, pupil in OPEN_LEADERS.rows(arrangement=arrangement.pk)}
    shown = {row.pk: Shown(row) for row in GROUPS.rows(arrangement=arrangement.pk)}
    for place in OPEN_PLACES.rows(arrangement=arrangement.pk):
        if (seat := known.get(place.pupil_id)) is None:
            continue  # no longer at this school, or in no class of that year
        shown[place.group_id].members.append(member(place.pupil, seat, leads=place.pupil_id in leads))
    for one in shown.values():
        one.members.sort(key=_order)
    return list(shown.values())


def member(pupil: Pupil, seat: Enrolment, *, leads: bool = False) -> Member:
    """Return a child with its class."""
    where = seat.school_class
    return Member(pupil, where.grade, where.pk, class_label(where.grade, where.name), leads)


def _order(one: Member) -> tuple[Any, ...]:
    return (not one.leads, -one.grade, one.label, one.pupil.kana, one.pupil.pk)


def without_group(arrangement: Arrangement, seated: dict[int, Enrolment]) -> list[Member]:
    """Return the children of the school who are in no group: those who came during the year."""
    placed = {row.pupil_id for row in OPEN_PLACES.rows(arrangement=arrangement.pk)}
    return [member(row.pupil, row) for pk, row in seated.items() if pk not in placed]


def on_the_day(arrangement: Arrangement, day: date) -> dict[int, list[Pupil]]:
    """Return who was in which group (by its id) on a day: what was moved in the draft counts from its first day."""
    rows = arrangement.places.select_related("pupil").order_by("pk")
    found: dict[int, list[Pupil]] = defaultdict(list)
    for row in rows:
        if _counts(row, arrangement, day) and (row.pupil.left_on is None or row.pupil.left_on > day):
            found[row.group_id].append(row.pupil)
    return found


def _counts(row: Place, arrangement: Arrangement, day: date) -> bool:
    put = arrangement.put_at
    begins = None if put is None or row.why == "dealt" or row.at < put else day_of(row.at)
    if row.ended_at is not None and ((put is not None and row.ended_at < put) or day_of(row.ended_at) <= day):
        return False
    return begins is None or begins <= day


def sessions_for(staff: Staff, year: int | None = None) -> QuerySet[Session]:
    """Return the sessions of this person's school, of one school year or of all."""
    if not may_see(staff):
        return Session.objects.none()
    rows = Session.objects.filter(school=staff.school_id)
    if year is not None:
        rows = rows.filter(Q(on__gte=date(year, 4, 1)), Q(on__lte=date(year + 1, 3, 31)))
    return rows.select_related("school", "key", "arrangement__school", "arrangement__key")


def group_of(pupil: Pupil) -> tuple[Arrangement, Place] | None:
    """Return the group in which this child is today, with the grouping in force."""
    found = in_force(pupil.school)
    if found is None:
        return None
    row = found.places.filter(pupil=pupil, ended_at__isnull=True).select_related("group").first()
    return (found, row) if row is not None else None
