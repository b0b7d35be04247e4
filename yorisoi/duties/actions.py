"""Owe, settle, drop and explain duties; send notices. Called inside the actions of reports, meetings and cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.db import transaction

from yorisoi.duties.away import stood_in_for, substitutes_today, unreachable
from yorisoi.duties.in_stead import in_stead
from yorisoi.duties.models import OPEN, Duty, Notice, about_fields
from yorisoi.duties.owners import owner_of
from yorisoi.duties.queries import NAMED, SETTLED, may_know
from yorisoi.duties.setting import Setting as Setting
from yorisoi.journal import clock
from yorisoi.journal.actions import journal, journal_all, line
from yorisoi.journal.actors import Actor
from yorisoi.journal.ids import new_id
from yorisoi.journal.rows import new_row
from yorisoi.journal.written import Rows
from yorisoi.policy import flow
from yorisoi.policy.deadlines import due
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import current_enrolments, holders
from yorisoi.schools.school_days import school_day_at


def owe(
    duties: Iterable[flow.Duty], *, about: Any, by: Actor, at: datetime, setting: Setting | None = None
) -> list[Duty]:
    """Write what a move makes people owe. A duty of the same name for the same child and person is replaced."""
    setting = setting or Setting()
    if setting.people is None:
        setting = replace(setting, people=people_now(about.school))
    victims = list(setting.pupils.get("victim", ()))
    everybody = [pupil for pupils in setting.pupils.values() for pupil in pupils]
    seats = current_enrolments(everybody) if setting.seats is None else setting.seats
    home = setting.home or next((seats[p].school_class for p in victims if p in seats), None)
    made: list[Duty] = []
    duties = list(duties)
    owed: set[str] = set()  # what may have to be replaced
    if duties and not setting.fresh:
        owed.update(Duty.objects.filter(OPEN, **about_fields(about)).values_list("name", flat=True))
    for wanted in duties:
        if wanted.name in setting.assigned:
            for staff, pupil, day, words in setting.assigned[wanted.name]:
                made.append(_owe(wanted, about, at, setting, owed, pupil, seats, home, staff, day, words))
        elif wanted.per:
            for pupil in setting.pupils.get(wanted.per, ()):
                made.append(_owe(wanted, about, at, setting, owed, pupil, seats, home))
        else:
            made.append(_owe(wanted, about, at, setting, owed, None, seats, home))
    lines = [
        line(
            by=by,
            school_id=row.school_id,
            event="duty.owed",
            about=about,
            cite=row.cite,
            at=at,
            duty=row.name,
            post=row.acting_post,
            staff=row.staff_id,
            due=row.due_at.isoformat(),
        )
        for row in made
        if not setting.silent
    ]
    if setting.rows is not None:
        setting.rows.add([*made, *lines])
        return made
    if setting.fresh:  # else each was written by itself, after the one that it replaces
        Duty.objects.bulk_create(made)
    journal_all(lines)
    return made


def _owe(
    wanted: flow.Duty,
    about: Any,
    at: datetime,
    setting: Setting,
    owed: set[str],
    pupil: int | None,
    seats: Mapping[int, Any],
    home: SchoolClass | None,
    staff: Staff | None = None,
    day: date | None = None,
    words: str = "",
) -> Duty:
    school: School = about.school
    clock = edition(school.edition).clocks[wanted.clock]
    set_date = day or setting.dates.get(wanted.clock)
    if day is not None:
        due_at = due(edition(school.edition).clocks["next_date"], at, set_date=day)
    else:
        due_at = due(clock, at, set_date=set_date, is_school_day=setting.is_school_day or school_day_at(school))
    own_class = seats[pupil].school_class if pupil is not None and pupil in seats else home
    owner = owner_of(
        school, str(wanted.owner), school_class=own_class, shut_out=setting.shut_out, people=setting.people,
        stand_in=setting.stand_in,
    )  # fmt: skip
    by_name = staff.pk if staff is not None else None
    if by_name is None and not setting.fresh:
        by_name = in_stead(owner, about, setting.shut_out)
    if wanted.name in owed:
        same = Duty.objects.filter(OPEN, name=wanted.name, staff=by_name, **about_fields(about))
        same = same.filter(pupil__isnull=True) if pupil is None else same.filter(pupil_id=pupil)
        same.update(dropped_at=at, dropped_by_move="replaced")
    row = new_row(
        Duty,
        {"school": school},
        id=uuid4() if setting.silent else new_id(),
        school_id=school.pk,
        name=wanted.name,
        cite=wanted.cite,
        clock=wanted.clock,
        owner_post=wanted.owner,
        acting_post=owner.post,
        staff_id=by_name,
        school_class_id=owner.school_class.pk if owner.school_class is not None else None,
        grade=owner.grade,
        pupil_id=pupil,
        owed_at=at,
        due_at=due_at,
        **about_fields(about),
    )
    if words:
        row.hold(about)
        row.put("words", words)
    if not setting.fresh:
        row.save(force_insert=True)
        owed.add(row.name)
    return row


def settle(
    done_by: str,
    *,
    about: Any,
    by: Staff,
    at: datetime | None = None,
    pupil_id: int | None = None,
    staff: Staff | None = None,
    childless: bool = True,
) -> int:
    """Mark the open duties that this kind of record settles as done; return how many.

    A duty for one child is settled only by a record about that child. childless: duties that name no child too.
    """
    at = at or clock.now()
    names = settled_by().get(done_by)
    if not names:
        return 0
    whose = None if staff is None else tuple(one.pk for one in (staff, *stood_in_for(staff)))
    if not (pupil_id or childless):
        return 0
    rows = SETTLED.rows(names=tuple(names), pupil=pupil_id, childless=childless, whose=whose, **about_fields(about))
    for row in rows:
        journal(by=by, school_id=row.school_id, event="duty.done", about=about, cite=row.cite, at=at, duty=row.name)
    return Duty.objects.filter(OPEN, pk__in=[row.pk for row in rows]).update(done_at=at, done_by=by) if rows else 0


def drop(names: Iterable[str], *, about: Any, by: Actor, move: str, at: datetime) -> int:
    """End duties that a move has made needless or has itself discharged."""
    if not (wanted := list(names)):
        return 0
    rows = NAMED.rows(names=tuple(wanted), **about_fields(about))
    for row in rows:
        told = {"about": about, "cite": row.cite, "at": at, "duty": row.name, "move": move}
        journal(by=by, school_id=row.school_id, event="duty.ended", **told)
    dropped = Duty.objects.filter(OPEN, pk__in=[row.pk for row in rows])
    return dropped.update(dropped_at=at, dropped_by_move=move) if rows else 0


@cache
def settled_by() -> Mapping[str, Sequence[str]]:
    """Return the names of the duties by what settles them."""
    found: dict[str, list[str]] = {}
    for name, duty in all_duties().items():
        found.setdefault(duty.done_by, []).append(name)
    return MappingProxyType(found)


@cache
def all_duties() -> Mapping[str, flow.Duty]:
    """Return every duty of the policy by name."""
    from yorisoi.policy.board_duties import BOARD_DUTIES
    from yorisoi.policy.case_duties import CASE_DUTIES
    from yorisoi.policy.early_duties import EARLY_DUTIES
    from yorisoi.policy.prevention_duties import PREVENTION_DUTIES
    from yorisoi.policy.report_flow import REPORT_FLOW
    from yorisoi.policy.serious_duties import SERIOUS_DUTIES
    from yorisoi.policy.year_duties import YEAR_DUTIES

    found = {**CASE_DUTIES, **REPORT_FLOW.duties(), **EARLY_DUTIES, **SERIOUS_DUTIES, **YEAR_DUTIES, **BOARD_DUTIES}
    return MappingProxyType({**found, **PREVENTION_DUTIES})


@transaction.atomic
def explain_late(*, duty: Duty, by: Staff, reason: str) -> None:
    """Record why a duty was not done in time; the principal is told. The duty stays owed.

    What somebody else wrote at the same moment stays: the second reason stands under the first.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if not may_know(by, duty):
        raise PermissionError("not theirs to explain")
    now = clock.now()
    before = duty.text("late_reason")
    if reason == before:
        return
    duty.put("late_reason", "\n".join(words for words in (before, reason) if words))
    duty.late_by, duty.late_at = by, now
    duty.save(update_fields=["late_reason", "late_by", "late_at"])
    journal(by=by, school_id=duty.school_id, event="duty.late_reason", about=duty.about, cite=duty.cite, duty=duty.name)
    principals = [one for one in holders(duty.school, Post.PRINCIPAL) if one.pk != by.pk and may_know(one, duty)]
    tell(principals, kind="late_explained", school=duty.school, at=now, **about_fields(duty.about))


def reassign_shut_out(*, about: Any, shut_out: Collection[int], by: Actor, at: datetime) -> None:
    """Give the open duties of people who are now shut out to whoever acts for them."""
    rows = (
        Duty.objects.select_for_update(of=("self",))
        .filter(OPEN, **about_fields(about))
        .select_related("school_class", "school")
    )
    gone = {*shut_out, *unreachable(about.school, shut_out)}
    for row in rows:
        own_class = row.school_class
        if own_class is None and row.pupil_id:
            seat = current_enrolments([row.pupil_id]).get(row.pupil_id)
            own_class = seat.school_class if seat else None
        owner = owner_of(row.school, row.owner_post, school_class=own_class, shut_out=shut_out)
        staff = in_stead(owner, about, gone, None if row.staff_id in gone else row.staff_id)
        before = (row.acting_post, row.school_class_id, row.grade, row.staff_id)
        row.acting_post, row.school_class, row.grade, row.staff_id = owner.post, owner.school_class, owner.grade, staff
        if before != (row.acting_post, row.school_class_id, row.grade, row.staff_id):
            row.save(update_fields=["acting_post", "school_class", "grade", "staff"])
            journal(
                by=by,
                school_id=row.school_id,
                event="duty.moved",
                about=about,
                cite=row.cite,
                at=at,
                duty=row.name,
                post=owner.post,
            )


def tell(
    people: Iterable[Staff],
    *,
    kind: str,
    school: School,
    at: datetime,
    rows: Rows | None = None,
    stand_in: Mapping[int, int] | None = None,
    **about: Any,
) -> None:
    """Leave a notice for each person (`report=`, `case=` or `meeting=` says of what); mail follows by `tick`.

    Whoever stands in for one of them today is told as well. rows: gathered there, to be written with others.
    stand_in: who does today, where it has been read.
    """
    told = dict.fromkeys(person.pk for person in people if person is not None)
    if stand_in is None:
        stand_in = substitutes_today(school) if told else {}
    told |= dict.fromkeys(stand_in[pk] for pk in list(told) if pk in stand_in)
    notices = [Notice(school=school, staff_id=pk, kind=kind, at=at, **about) for pk in told]
    if rows is not None:
        rows.add(notices)
    else:
        Notice.objects.bulk_create(notices)


@transaction.atomic
def see_notices(*, by: Staff, ids: Collection[int] | None = None) -> int:
    """Mark a person's own notices as seen: these, or all of them. Returns how many were new."""
    rows = Notice.objects.filter(staff=by, seen_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    seen = rows.update(seen_at=clock.now())
    if seen and by.school_id is not None:
        journal(by=by, school_id=by.school_id, event="notice.seen", count=seen)
    return seen
