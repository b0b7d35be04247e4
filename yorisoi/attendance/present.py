"""What the pages of attendance show: the class on a day, the month's sheet, a child's year, the warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.attendance.models import STANDING, AbsenceWarning, ClassDay, Mark, WarningStep
from yorisoi.attendance.queries import (
    Counts,
    classes_for,
    counted,
    counts_of,
    kept_pupils,
    known_days,
    pupils_for,
    seats_on,
    shown_kind,
    standing,
    warnings_for,
)
from yorisoi.attendance.taking import seen_by
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.absence import ABSENCES, GROUP_LABELS, KINDS, PRESENT, Count, Group, Kind, streaks
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Pupil, SchoolClass, Staff
from yorisoi.schools.pupil_parts import Part
from yorisoi.schools.queries import class_labels
from yorisoi.schools.school_days import calendar_of

CHOICES: list[tuple[str, Any, list[Kind]]] = [
    (group, GROUP_LABELS[group], [kind for kind in KINDS.values() if kind.group == group])
    for group in (Group.PRESENT, Group.ABSENT, Group.PARTLY, Group.APART)
]


def say(warning: AbsenceWarning) -> str:
    """Say what was reached."""
    if warning.count == Count.ROW:
        return _("続けて%(n)d日休みました") % {"n": warning.amount}
    if warning.count == Count.YEAR:
        return _("今年度の欠席が%(n)d日になりました") % {"n": warning.amount}
    return _("重大事態（第2号）の検討（欠席%(n)d日）") % {"n": warning.amount}


def say_state(warning: AbsenceWarning) -> tuple[str, str]:
    """Return where a warning stands, in words, and the tone of its chip."""
    waiting = _("検討を待っています") if warning.count == Count.SERIOUS else _("まだ書かれていません")
    return {
        "raised": (waiting, "warn"),
        "again": (_("ふたたび"), "warn"),
        "answered": (_("書かれています"), "ok"),
        "ended": (_("訂正で終わりました"), "neutral"),
        "lowered": (_("訂正で日数が減りました"), "warn"),
        "taken_up": (_("検討しています"), "accent"),
    }[warning.state]


@dataclass(frozen=True)
class WarningLine:
    """One warning as a list shows it."""

    warning: AbsenceWarning
    text: str
    seat: str
    state: str
    tone: str
    url: str

    @property
    def grave(self) -> bool:
        """The second ground."""
        return self.warning.count == Count.SERIOUS


def warning_lines(rows: Iterable[AbsenceWarning]) -> list[WarningLine]:
    """Return the lines of these warnings, the grave ones first."""
    found = list(rows)
    seats = class_labels({row.pupil_id for row in found})
    lines = [
        WarningLine(
            row, say(row), seats.get(row.pupil_id, ""), *say_state(row), reverse("attendance:warning", args=[row.pk])
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: not line.grave)


@dataclass(frozen=True)
class ClassLine:
    """One class today: taken or not, how many are absent."""

    school_class: SchoolClass
    taken: bool
    absent: int
    partly: int
    apart: int
    mine: bool


TAKEN = Fixed(
    lambda classes, day: (
        ClassDay.objects.filter(register__school_class_id__in=classes, day=day)
        .order_by()
        .values_list("register__school_class_id")
    )
)
COUNTED = Fixed(
    lambda classes, day: (
        Mark.objects.filter(STANDING, register__school_class_id__in=classes, day=day)
        .order_by()
        .values_list("register__school_class_id", "kind")
        .annotate(n=Number("pk"))
    )
)


def class_lines(staff: Staff, day: date) -> list[ClassLine]:
    """Return the classes of this person on a day, their own first; the number of queries is fixed."""
    return lines_of_classes(staff, list(classes_for(staff)), day)


def lines_of_classes(staff: Staff, rows: list[SchoolClass], day: date) -> list[ClassLine]:
    ids = tuple(one.pk for one in rows)
    taken = {class_id for (class_id,) in TAKEN.rows(classes=ids, day=day)}
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for class_id, kind, n in COUNTED.rows(classes=ids, day=day):
        counts[class_id][KINDS[kind].group] += n
    own = {one.school_class_id for one in staff.holdings if one.post == Post.HOMEROOM}
    lines = [
        ClassLine(
            one,
            one.pk in taken,
            counts[one.pk][Group.ABSENT],
            counts[one.pk][Group.PARTLY],
            counts[one.pk][Group.APART],
            one.pk in own,
        )
        for one in rows
    ]
    return sorted(lines, key=lambda line: not line.mine)


@dataclass
class SeatLine:
    """One child of the class on a day. was, was_note: what stands; kind, note: what the page shows chosen."""

    pupil: Pupil
    number: int | None
    was: str
    was_note: str
    kind: str
    note: str
    row: int
    year: int
    changed: bool = False


def seat_lines(staff: Staff, school_class: SchoolClass, day: date) -> list[SeatLine]:
    """Return the children of a class on a day, with how many days in a row and in the year they are absent."""
    seats = seats_on(school_class, day)
    pupils = [seat.pupil_id for seat in seats]
    kept = kept_pupils(staff)
    marks = {mark.pupil_id: mark for mark in standing(pupils, day, day).select_related("register__key")}
    known = known_days(school_class.school, pupils, school_class.year)
    lines = []
    for seat in seats:
        kind, note = seen_by(marks.get(seat.pupil_id), staff, kept=seat.pupil_id in kept)
        days = [(one, what) for one, what in known[seat.pupil_id] if one < day]
        rows = streaks(days)
        absent = sum(what in ABSENCES for _one, what in days)
        goes_on = rows and not any(what == PRESENT for one, what in days if one > rows[-1].days[-1])
        lines.append(SeatLine(seat.pupil, seat.number, kind, note, kind, note, len(rows[-1]) if goes_on else 0, absent))
    return lines


@dataclass(frozen=True)
class SheetRow:
    """A child's month: a sign for each school day ("" present, None not taken), and the sums."""

    pupil: Pupil
    number: int | None
    marks: list[Kind | None]
    month: Counts
    year: Counts


@dataclass(frozen=True)
class Sheet:
    """The month's sheet of a class."""

    days: list[date]
    taken: frozenset[date]
    rows: list[SheetRow]
    absent: list[int | None]


def sheet(staff: Staff, school_class: SchoolClass, first: date) -> Sheet:
    """Return the month's sheet of a class; the number of queries is fixed."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = calendar_of(school_class.school).days(first, last)
    taken = ClassDay.objects.filter(register__school_class=school_class, day__gte=first, day__lte=last)
    here = frozenset(taken.values_list("day", flat=True))
    seats = seats_on(school_class, first)
    known = known_days(school_class.school, [seat.pupil_id for seat in seats], school_class.year)
    kept = kept_pupils(staff)
    rows = []
    for seat in seats:
        own = {day: shown_kind(kind, kept=seat.pupil_id in kept) for day, kind in known[seat.pupil_id]}
        month = [(day, own[day]) for day in days if day in own]
        marks = [KINDS[own[day]] if day in own else None for day in days]
        rows.append(SheetRow(seat.pupil, seat.number, marks, counted(month), counted(list(own.items()))))
    absent = [
        sum(1 for row in rows if (mark := row.marks[n]) is not None and mark.group == Group.ABSENT)
        if day in here
        else None
        for n, day in enumerate(days)
    ]
    return Sheet(days, here, rows, absent)


def kinds_counted(counts: Counts) -> list[tuple[Any, int]]:
    """Return (label, days) of each kind that occurs, in the order of the kinds."""
    return [(kind.label, counts.kinds[code]) for code, kind in KINDS.items() if counts.kinds.get(code)]


def pupil_part(staff: Staff, pupil: Pupil) -> Part | None:
    """A child's page: the year's counts, for whoever takes the child's attendance."""
    if not staff.can(Can.ATTENDANCE) or not pupils_for(staff).filter(pk=pupil.pk).exists():
        return None
    counts = counts_of(pupil.school, [pupil.pk])[pupil.pk]
    return Part("attendance/_pupil_part.html", {"counts": counts, "pupil": pupil})


def open_warnings(staff: Staff) -> list[AbsenceWarning]:
    """Return the warnings of this year that wait for somebody, and every second ground that is not over."""
    waiting = Q(last__in=["raised", "again", "lowered"]) | (Q(count=Count.SERIOUS) & ~Q(last__in=WarningStep.OVER))
    return list(warnings_for(staff).filter(waiting, year=school_year(today())))


def months_of(year: int, until: date) -> list[date]:
    """Return the first day of each month of a school year that has begun."""
    firsts = [date(year + (month < 4), month, 1) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
    return [first for first in firsts if first <= until]


def by_month(known: Sequence[tuple[date, str]]) -> list[tuple[date, Counts]]:
    """Return the counts of each month, the first of the year first."""
    found: dict[date, list[tuple[date, str]]] = defaultdict(list)
    for day, kind in known:
        found[day.replace(day=1)].append((day, kind))
    return [(first, counted(days)) for first, days in sorted(found.items())]
