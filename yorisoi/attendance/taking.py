"""Taking the attendance of a class for a day, and correcting it. The only writer of class days and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.attendance.models import ClassDay, Mark, Register
from yorisoi.attendance.queries import classes_for, kept_pupils, seats_on, shown_kind, standing, year_edges
from yorisoi.attendance.recount import recount
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.absence import ABSENCES, KINDS, PRESENT
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.school_days import calendar_of


class CannotTake(Exception):
    """This day cannot be taken; the text says why."""


class Changed(Exception):
    """Somebody else changed these children's day in the meantime (pupil ids)."""

    def __init__(self, pupils: list[int]) -> None:
        super().__init__("changed in the meantime")
        self.pupils = pupils


@dataclass(frozen=True, slots=True)
class Change:
    """What a child's day shall be. was, was_note: what the person saw when they chose; None: whatever it was."""

    kind: str
    note: str | None = ""
    was: str | None = None
    was_note: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a day did: new is False for a correction. raised: warnings that follow."""

    new: bool
    changed: int
    raised: int


def require_day(school: School, day: date) -> None:
    """Raise `CannotTake` for a day of the future, of another school year, or without school."""
    if day > today():
        raise CannotTake(_("まだ来ていない日は記録できません。"))
    if school_year(day) != school_year(today()):
        raise CannotTake(_("今年度の日だけ記録できます。"))
    if why := calendar_of(school).why_closed(day):
        raise CannotTake(_("この日は授業日ではありません（%(why)s）。") % {"why": why})


@transaction.atomic
def take_class_day(*, school_class: SchoolClass, day: date, by: Staff, changes: Mapping[int, Change]) -> Taken:
    """Record a class's day: children who are not in `changes` stay as they are, at first present (S2).

    A correction is written beside what stood before. Raises PermissionDenied for another's class, `CannotTake` for a
    day without school or still to come, `Changed` when another corrected the same child in between.
    """
    if not classes_for(by).filter(pk=school_class.pk).exists():
        raise PermissionDenied
    school = school_class.school
    require_day(school, day)
    register = locked_register(school_class)
    new, changed = write_day(register, day, by, changes, clock.now(), "hand")
    return Taken(new, len(changed), recount_class(register, school, by) if new or changed else 0)


def locked_register(school_class: SchoolClass) -> Register:
    """Return the register of a class, made where there is none, locked in this transaction."""
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    found = Register.objects.select_related("key", "school_class").filter(school_class=school_class).first()
    if found is None:
        key = data_key(school_class.school_id)
        key.save(force_insert=True)
        found = Register.objects.create(
            school_id=school_class.school_id, school_class=school_class, key=key, made_at=clock.now()
        )
    return found


def write_day(
    register: Register, day: date, by: Staff, changes: Mapping[int, Change], at: datetime, source: str
) -> tuple[bool, list[int]]:
    """Write a class's day; return whether it was new, and the children whose mark is new. The register is locked."""
    here = {seat.pupil_id for seat in seats_on(register.school_class, day)}
    if not here.issuperset(changes) or any(change.kind not in KINDS for change in changes.values()):
        raise PermissionDenied
    _row, new = ClassDay.objects.get_or_create(
        register=register, day=day, defaults={"by": by, "at": at, "source": source}
    )
    now = {mark.pupil_id: mark for mark in standing(here, day, day).select_related("register__key")}
    kept = kept_pupils(by)
    made, clash = [], []
    for pupil, change in changes.items():
        mark = now.get(pupil)
        seen, note = seen_by(mark, by, kept=pupil in kept)
        kind = mark.kind if mark is not None and change.kind == seen else change.kind
        words = note if change.note is None else change.note.strip()
        if (kind, words) == (mark.kind if mark else PRESENT, note):
            continue
        if (change.was is not None and change.was != seen) or (change.was_note is not None and change.was_note != note):
            clash.append(pupil)
            continue
        made.append(_mark(register, pupil, day, kind, words, mark, by, at, source))
    if clash:
        raise Changed(clash)
    for one in made:  # one after the other: the second correction of the same mark is refused
        one.save(force_insert=True)
    if new or made:
        journal(
            by=by, school_id=register.school_id, event="attendance.taken" if new else "attendance.corrected",
            about=register.school_class, cite="absence.record", at=at, day=day.isoformat(), source=source,
            pupils=[mark.pupil_id for mark in made],
        )  # fmt: skip
    return new, [mark.pupil_id for mark in made]


def seen_by(mark: Mark | None, staff: Staff, *, kept: bool) -> tuple[str, str]:
    """Return kind and note of a mark as this person sees them."""
    if mark is None:
        return PRESENT, ""
    note = mark.text("note") if not kept or mark.by_id == staff.pk else ""
    return shown_kind(mark.kind, kept=kept), note


def _mark(
    register: Register, pupil: int, day: date, kind: str, note: str, before: Mark | None, by: Staff, at: datetime,
    source: str,
) -> Mark:  # fmt: skip
    made = Mark(register=register, pupil_id=pupil, day=day, kind=kind, corrects=before, by=by, at=at, source=source)
    made.put("note", note)
    return made


def recount_class(register: Register, school: School, by: Staff) -> int:
    """Hold the warnings of the children of a class who were ever absent this year against their days."""
    year = register.school_class.year
    first, last = year_edges(year)
    marks = Mark.objects.filter(register=register, day__gte=first, day__lte=last, kind__in=ABSENCES)
    pupils = set(marks.order_by().values_list("pupil_id", flat=True))
    return recount(school, pupils, year, by=by, at=clock.now())
