"""Writes of a session: planned, held or called off; who took part; what was done, what leaders said, what is next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.attendance.queries import standing
from yorisoi.groups.models import NOTES, TITLE, Arrangement, Group, Leader, Note, Session, TookPart
from yorisoi.groups.queries import may_see, on_the_day
from yorisoi.groups.reasons import CITE
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.journal.keys import data_key
from yorisoi.policy.absence import KINDS
from yorisoi.policy.absence import Group as DayGroup
from yorisoi.policy.roles import Can
from yorisoi.prevention.naming import names_a_child
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Pupil, School, Staff

AWAY = frozenset(code for code, kind in KINDS.items() if kind.group in (DayGroup.ABSENT, DayGroup.APART))
MARKED = Fixed(
    lambda session: TookPart.objects.filter(session_id=session).order_by("pk").values_list("pupil_id", "present")
)


class NotYetHeld(ValueError):
    """The day has not come, or the session was called off."""


class NamesAChild(ValueError):
    """The name of a child stands in the title, which the year's plan shows too, or in what all staff read.

    `where`: "title", or which words.
    """

    def __init__(self, where: str = "title") -> None:
        super().__init__(where)
        self.where = where


class Nobody(ValueError):
    """Nobody of a group is said to have come, and it is not said that this is so; or both are said."""


class NoGroups(ValueError):
    """On that day no grouping is in force."""


def may_record(staff: Staff) -> bool:
    """Say whether this person takes down who came and what was done: whoever teaches or leads, no counsellor."""
    return may_see(staff) and staff.can(Can.ATTENDANCE)


def require_record(by: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person records sessions of this school."""
    if by.school_id != school_id or not may_record(by):
        raise PermissionDenied


@transaction.atomic
def plan_session(*, school: School, by: Staff, on: date, title: str, token: str) -> Session:
    """Plan a session. The same token again is the same session. Raises NoGroups, NamesAChild."""
    if by.school_id != school.pk or not by.can(Can.PLAN):
        raise PermissionDenied
    token, title = token[:64], title.strip()[:TITLE]
    if (known := Session.objects.filter(school=school, token=token).first()) is not None:
        return known
    arrangement = _grouping(school, on)
    if arrangement is None:
        raise NoGroups
    if names_a_child(school, title):
        raise NamesAChild
    key, now = data_key(school.pk), clock.now()
    key.save(force_insert=True)
    row = Session.objects.create(
        key=key, school=school, arrangement=arrangement, on=on, title=title, token=token, at=now, by=by
    )
    journal(by=by, school_id=school.pk, event="groups.session_planned", about=row, cite=CITE, at=now)
    return row


def _grouping(school: School, on: date) -> Arrangement | None:
    """Return the grouping of a day: what was put in force until now, by its first day."""
    rows = Arrangement.objects.filter(school=school, year=school_year(on), put_at__isnull=False, from_on__lte=on)
    return rows.order_by("-from_on", "-put_at", "-pk").first()


def locked(session: Session) -> Session:
    """Lock a session."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("school", "key", "arrangement__school")
    return rows.get(pk=session.pk)


@transaction.atomic
def call_off(*, session: Session, by: Staff) -> None:
    """Call a session off that was not held. Raises NotYetHeld if it was."""
    row = locked(session)
    if by.school_id != row.school_id or not by.can(Can.PLAN):
        raise PermissionDenied
    if row.cancelled_at is not None:
        return
    if row.held_at is not None:
        raise NotYetHeld
    row.cancelled_at, row.cancelled_by = clock.now(), by
    row.save(update_fields=["cancelled_at", "cancelled_by"])
    journal(by=by, school_id=row.school_id, event="groups.session_off", about=row, cite=CITE, at=row.cancelled_at)


@transaction.atomic
def hold(*, session: Session, by: Staff, words: Mapping[str, str], token: str) -> None:
    """Record what was done, and what comes next if it is said. The session is held from then on.

    words: by "done" and "next". Written once for a token; later words stand beside the earlier ones.
    Raises NotYetHeld, NamesAChild.
    """
    row = locked(session)
    require_record(by, row.school_id)
    if row.on > today() or row.cancelled_at is not None:
        raise NotYetHeld
    for kind in ("done", "next"):
        if names_a_child(row.school, words.get(kind, "")):
            raise NamesAChild(kind)
    now = clock.now()
    for kind in ("done", "next"):
        write(row, kind, words.get(kind, ""), by=by, token=token)
    if row.held_at is None:
        row.held_at, row.held_by = now, by
        row.save(update_fields=["held_at", "held_by"])
        journal(by=by, school_id=row.school_id, event="groups.session_held", about=row, cite=CITE, at=now)


@transaction.atomic
def reflect(*, session: Session, by: Staff, group: Group, leader: Pupil, words: str, token: str) -> Note | None:
    """Write down what a leader of a group says of the session. PermissionDenied for a child who never led it."""
    row = locked(session)
    require_record(by, row.school_id)
    if row.on > today() or row.cancelled_at is not None:
        raise NotYetHeld
    led = Leader.objects.filter(arrangement=row.arrangement_id, group=group, pupil=leader)
    if group.arrangement_id != row.arrangement_id or not led.exists():
        raise PermissionDenied
    return write(row, "reflection", words, by=by, token=token, group=group, leader=leader)


def write(
    session: Session, kind: str, words: str, *, by: Staff, token: str, group: Group | None = None,
    leader: Pupil | None = None,
) -> Note | None:  # fmt: skip
    """Write words down, once for a token; nothing said is no row. The caller holds the session."""
    if kind not in NOTES or not words.strip():
        return None
    token = token[:64]
    if (known := session.notes.filter(token=token, kind=kind).first()) is not None:
        return known
    note = Note(session=session, group=group, leader=leader, kind=kind, token=token, at=clock.now(), by=by)
    note.put("words", words)
    note.save(force_insert=True)
    journal(by=by, school_id=session.school_id, event="groups.note", about=session, cite=CITE, at=note.at, kind=kind)
    return note


@transaction.atomic
def take_part(
    *, session: Session, by: Staff, group: Group, present: Collection[int], nobody: bool = False
) -> int:  # fmt: skip
    """Take down who of a group took part (numbers of children); only what has changed is written. Returns how much.

    nobody: that an empty list is meant. Raises Nobody where it and the list say different things, NotYetHeld, and
    PermissionDenied for a child who was not in the group that day.
    """
    row = locked(session)
    require_record(by, row.school_id)
    if row.on > today() or row.cancelled_at is not None:
        raise NotYetHeld
    here = {pupil.pk for pupil in on_the_day(row.arrangement, row.on).get(group.pk, [])}
    if group.arrangement_id != row.arrangement_id or not set(present) <= here:
        raise PermissionDenied
    if here and bool(present) is nobody:
        raise Nobody
    known, now = marks(row), clock.now()
    rows = [
        TookPart(session=row, group=group, pupil_id=pk, present=pk in present, at=now, by=by)
        for pk in sorted(here)
        if known.get(pk) is not (pk in present)
    ]
    TookPart.objects.bulk_create(rows)
    if rows:
        journal(
            by=by, school_id=row.school_id, event="groups.took_part", about=row, cite=CITE, at=now, group=group.number,
            present=len(present),
        )  # fmt: skip
    return len(rows)


def marks(session: Session) -> dict[int, bool]:
    """Return who took part and who did not, of those of whom it was taken down."""
    return dict(MARKED.rows(session=session.pk))


def away_on(pupils: Collection[int], day: date) -> set[int]:
    """Return which of these children were absent that day by the attendance."""
    rows = standing(list(pupils), day, day).filter(kind__in=sorted(AWAY))
    return set(rows.values_list("pupil_id", flat=True))
