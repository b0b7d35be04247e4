"""Writes of a grouping by people: moving a child, leaders, in force from a day, children who come and go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from yorisoi.groups.apart import apart_for
from yorisoi.groups.making import require_build, require_change
from yorisoi.groups.models import Arrangement, Group, Leader, Place
from yorisoi.groups.queries import Member, Shown, highest_grade, in_force, seats
from yorisoi.groups.reasons import CITE
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.sandboxes import here

LEADERS = 2  # of one group, at most


class NotNow(ValueError):
    """The grouping is no longer what was looked at: put in force, replaced, dropped, or the child has moved."""


class NotALeader(ValueError):
    """Leaders are at most two of the group's own children of the highest grade."""


def _locked(arrangement: Arrangement, by: Staff) -> Arrangement:
    row = Arrangement.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=arrangement.pk)
    require_change(by, row.school_id)
    if row.put_at is None:  # a draft is theirs who deal
        require_build(by, row.school_id)
    return row


def may_change(arrangement: Arrangement) -> bool:
    """Say whether children can still be moved in it: a draft, what is in force, and what will be."""
    if arrangement.is_draft:
        return True
    if arrangement.put_at is None or arrangement.year < school_year(today()):
        return False
    now = in_force(arrangement.school)
    return (now is not None and now.pk == arrangement.pk) or (
        arrangement.from_on is not None and arrangement.from_on > today()
    )


@transaction.atomic
def move_pupil(*, arrangement: Arrangement, by: Staff, pupil: Pupil, to: Group, exchange: Pupil | None = None) -> Place:
    """Put a child into another group; `exchange`: a child of that group who comes in its place.

    It is not asked who is kept apart: whoever may know sees it at once, and nobody else learns it from a refusal.
    Raises NotNow.
    """
    row = _locked(arrangement, by)
    if not may_change(row) or to.arrangement_id != row.pk:
        raise NotNow
    now = clock.now()
    place = _open(row, pupil)
    if place.group_id == to.pk:
        return place
    if exchange is not None:
        other = _open(row, exchange)
        if other.group_id != to.pk:
            raise NotNow
        _end(other, by, now)
        _put(row, exchange, place.group, "moved", by, now)
    _end(place, by, now)
    made = _put(row, pupil, to, "moved", by, now)
    journal(
        by=by,
        school_id=row.school_id,
        event="groups.moved",
        about=row,
        cite=CITE,
        at=now,
        exchanged=exchange is not None,
    )
    return made


def _open(arrangement: Arrangement, pupil: Pupil) -> Place:
    rows = arrangement.places.filter(pupil=pupil, ended_at__isnull=True).select_related("group")
    if (found := rows.first()) is None:
        raise NotNow
    return found


def _end(place: Place, by: Staff, at: datetime) -> None:
    """End a place, and with it the child's leading of that group."""
    Place.objects.filter(pk=place.pk).update(ended_at=at, ended_by=by)
    Leader.objects.filter(
        arrangement=place.arrangement_id, pupil=place.pupil_id, ended_at__isnull=True
    ).update(ended_at=at, ended_by=by)  # fmt: skip


def _put(arrangement: Arrangement, pupil: Pupil, group: Group, why: str, by: Staff, at: datetime) -> Place:
    return Place.objects.create(arrangement=arrangement, group=group, pupil=pupil, why=why, at=at, by=by)


@transaction.atomic
def set_leaders(*, group: Group, by: Staff, pupils: Collection[Pupil]) -> None:
    """Say who leads a group. Who led it before stays on record. Raises NotALeader, NotNow."""
    row = _locked(group.arrangement, by)
    if not may_change(row):
        raise NotNow
    wanted = {pupil.pk for pupil in pupils}
    known = seats(row.school, row.year)
    top = highest_grade(known.values())
    here = {
        pk
        for pk in group.places.filter(ended_at__isnull=True).values_list("pupil_id", flat=True)
        if pk in known and known[pk].school_class.grade == top
    }
    if len(wanted) > LEADERS or not wanted <= here:
        raise NotALeader
    now = clock.now()
    open_rows = group.leaders.filter(ended_at__isnull=True)
    before = set(open_rows.values_list("pupil_id", flat=True))
    if before == wanted:
        return
    open_rows.exclude(pupil__in=wanted).update(ended_at=now, ended_by=by)
    Leader.objects.bulk_create(
        Leader(arrangement=row, group=group, pupil_id=pk, at=now, by=by) for pk in sorted(wanted - before)
    )
    journal(by=by, school_id=row.school_id, event="groups.leaders", about=row, cite=CITE, at=now, group=group.number)


@transaction.atomic
def put_in_force(*, arrangement: Arrangement, by: Staff, from_on: date) -> Arrangement:
    """Put a draft in force from a day of its year. What was in force before stays as it was. Raises NotNow."""
    row = _locked(arrangement, by)
    require_build(by, row.school_id)
    if row.put_at is not None and row.from_on == from_on:
        return row
    if not row.is_draft or school_year(from_on) != row.year:
        raise NotNow
    now = clock.now()
    row.from_on, row.put_at, row.put_by = from_on, now, by
    row.save(update_fields=["from_on", "put_at", "put_by"])
    journal(by=by, school_id=row.school_id, event="groups.in_force", about=row, cite=CITE, at=now)
    return row


@transaction.atomic
def drop_draft(*, arrangement: Arrangement, by: Staff) -> None:
    """Put a draft aside. It stays, and nobody builds on it. Raises NotNow."""
    row = _locked(arrangement, by)
    require_build(by, row.school_id)
    if row.dropped_at is not None:
        return
    if not row.is_draft:
        raise NotNow
    now = clock.now()
    row.dropped_at, row.dropped_by = now, by
    row.save(update_fields=["dropped_at", "dropped_by"])
    journal(by=by, school_id=row.school_id, event="groups.dropped", about=row, cite=CITE, at=now)


@transaction.atomic
def join(*, arrangement: Arrangement, by: Staff, pupil: Pupil, to: Group) -> Place:
    """Give a child who came during the year a group. Pressed twice it is one place. Raises NotNow."""
    row = _locked(arrangement, by)
    if not may_change(row) or to.arrangement_id != row.pk or pupil.pk not in seats(row.school, row.year):
        raise NotNow
    if (known := row.places.filter(pupil=pupil, ended_at__isnull=True).first()) is not None:
        return known
    now = clock.now()
    made = _put(row, pupil, to, "joined", by, now)
    journal(by=by, school_id=row.school_id, event="groups.joined", about=row, cite=CITE, at=now, group=to.number)
    return made


def fitting(newcomer: Member, groups: Iterable[Shown], pairs: Collection[tuple[int, int]]) -> Shown:
    """Return the group that fits best: nobody the child is kept from, few children, few of its grade and class."""
    away: set[int] = set()
    for first, second in pairs:
        if newcomer.pupil.pk in (first, second):
            away.add(second if first == newcomer.pupil.pk else first)

    def cost(one: Shown) -> tuple[int, ...]:
        kids, mine = one.kids, newcomer.kid
        return (
            sum(other.pupil.pk in away for other in one.members),
            len(kids),
            sum(kid.grade == mine.grade for kid in kids),
            sum(kid.school_class == mine.school_class for kid in kids),
            sum(kid.sex == mine.sex for kid in kids),
            one.row.number,
        )

    return min(groups, key=cost)


def propose(newcomers: Iterable[Member], groups: list[Shown], staff: Staff) -> list[tuple[Member, Shown]]:
    """Return a group for each newcomer, each reckoned with those before it as already there.

    Only the pairs that this person may know of count: the proposal is the same whatever others there are.
    """
    found, pairs = [], {(row.first_id, row.second_id) for row in apart_for(staff)}
    held = {one.row.pk: Shown(one.row, list(one.members)) for one in groups}
    for newcomer in newcomers:
        best = fitting(newcomer, held.values(), pairs)
        best.members.append(newcomer)
        found.append((newcomer, next(one for one in groups if one.row.pk == best.row.pk)))
    return found


def end_leavers() -> int:
    """End the places of children who have left, in every school; return how many. Safe to run twice."""
    rows = Place.objects.filter(
        here("arrangement__school"), ended_at__isnull=True, pupil__left_on__isnull=False, pupil__left_on__lte=today(),
        arrangement__year=school_year(today()), arrangement__dropped_at__isnull=True,
    )  # fmt: skip
    ended = 0
    for place in rows.select_related("arrangement").order_by("pk"):
        with transaction.atomic():
            now = clock.now()
            if not Place.objects.filter(pk=place.pk, ended_at__isnull=True).update(ended_at=now):
                continue
            leads = Leader.objects.filter(arrangement=place.arrangement, pupil=place.pupil_id, ended_at__isnull=True)
            leads.update(ended_at=now)
            journal(
                by=SYSTEM, school_id=place.arrangement.school_id, event="groups.left", about=place.arrangement,
                cite=CITE, at=now,
            )  # fmt: skip
            ended += 1
    return ended
