"""A list of attendance from elsewhere, against the register: what it would change, and which lines cannot be read.

Two shapes: one line a child and day (日付・学年・組・番号・氏名・出欠・備考), or one line a child and a column a date.
Of a class and day that the list names, children who are not in it were present, unless something stands already.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.attendance.models import ClassDay
from yorisoi.attendance.queries import classes_for, kept_pupils, standing
from yorisoi.attendance.taking import CannotTake, Change, require_day, seen_by
from yorisoi.policy.absence import KINDS, PRESENT, Kind
from yorisoi.schools import roster_cells as cells
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.matching import key_of
from yorisoi.schools.models import Enrolment, SchoolClass, Staff
from yorisoi.schools.roster_files import NotARoster, Sheet, sheets

HEADS: dict[str, tuple[str, ...]] = {
    "day": ("日付", "年月日", "月日", "日"),
    "grade": ("学年", "年"),
    "class": ("組", "学級", "クラス"),
    "number": ("番号", "出席番号", "番"),
    "name": ("氏名", "名前", "児童名"),
    "kind": ("出欠", "区分", "出欠区分", "種別", "欠席区分"),
    "note": ("備考", "理由", "メモ"),
}
NAMES = {cells.figures(name): kind for kind in KINDS.values() for name in (*kind.names, kind.code)}
LONGEST_NOTE = 400
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/月.\-]\s*(\d{1,2})\s*日?(?:\s*\(.\))?")


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says of one child's day."""

    place: str
    grade: int | None
    class_name: str
    number: int | None
    name: str
    day: date
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not taken, and why."""

    place: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """What would change for one child's day."""

    school_class: SchoolClass
    day: date
    pupil: int
    name: str
    number: int | None
    before: Kind
    after: Kind
    note: str
    change: Change


@dataclass(slots=True)
class Plan:
    """What an import would do. days: (class, day) that were not taken before."""

    lines: list[Line] = field(default_factory=list)
    days: list[tuple[SchoolClass, date]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        """Say whether applying would change anything."""
        return bool(self.lines or self.days)

    @property
    def digest(self) -> str:
        """Return a fingerprint: two plans with the same one do the same."""
        told = (
            [
                (one.school_class.pk, one.day, one.pupil, one.before.code, one.after.code, one.note)
                for one in self.lines
            ],
            [(one.pk, day) for one, day in self.days],
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def by_day(self) -> dict[tuple[SchoolClass, date], dict[int, Change]]:
        """Return the changes for each class and day, in the order of classes and days."""
        found: dict[tuple[SchoolClass, date], dict[int, Change]] = {key: {} for key in self.days}
        for one in self.lines:
            found.setdefault((one.school_class, one.day), {})[one.pupil] = one.change
        return dict(sorted(found.items(), key=lambda item: (item[0][0].pk, item[0][1])))


def day_of_cell(value: str, year: int) -> date | None:
    """Return the date of a cell; 「11/4」 and 「11月4日」 are of the school year."""
    if found := cells.day(value):
        return found
    if match := _MONTH_DAY.fullmatch(cells.figures(value)):
        month, number = int(match[1]), int(match[2])
        try:
            return date(year if month >= 4 else year + 1, month, number)
        except ValueError:
            return None
    return None


def kind_of_cell(value: str) -> Kind | None:
    """Return the kind that a cell names; an empty one is 出席."""
    said = cells.figures(value)
    return NAMES.get(said) if said else KINDS[PRESENT]


def read(content: bytes) -> tuple[list[Said], list[Problem]]:
    """Return what the file says and what cannot be read. Raises `NotARoster` for a file that is no such list."""
    said: list[Said] = []
    problems: list[Problem] = []
    found = False
    for sheet in sheets(content):
        found = _sheet(sheet, said, problems) or found
    if not found:
        raise NotARoster(_("見出しの行が見つかりません。「日付」「出欠」の列か、日付の列がいる表にしてください。"))
    return said, problems


def _sheet(sheet: Sheet, said: list[Said], problems: list[Problem]) -> bool:
    year = school_year(today())
    head: dict[str, int] | None = None
    days: dict[int, date] = {}
    title = cells.class_in(sheet.name)
    for line, row in sheet.cells:
        texts = [cells.text(cell) for cell in row]
        if head is None:
            head, days = _head(texts, year)
            if head is None:
                title = next((one for text in texts if (one := cells.class_in(text))), title)
            continue
        if not any(texts):
            continue
        place = f"{sheet.name} {line}" if sheet.name else str(line)
        _line(_("%(place)s行目") % {"place": place}, texts, head, days, title, year, said, problems)
    return head is not None


def _head(texts: list[str], year: int) -> tuple[dict[str, int] | None, dict[int, date]]:
    head: dict[str, int] = {}
    for column, text in enumerate(texts):
        for key, names in HEADS.items():
            if cells.figures(text) in names and key not in head:
                head[key] = column
    used = set(head.values())
    days = {n: day for n, text in enumerate(texts) if n not in used and text and (day := day_of_cell(text, year))}
    who = "name" in head or "number" in head
    if who and ({"day", "kind"} <= set(head) or days):
        return head, ({} if {"day", "kind"} <= set(head) else days)
    return None, {}


def _line(
    place: str, texts: list[str], head: dict[str, int], days: dict[int, date], title: tuple[int, str] | None,
    year: int, said: list[Said], problems: list[Problem],
) -> None:  # fmt: skip
    def cell(key: str) -> str:
        return texts[head[key]] if key in head and head[key] < len(texts) else ""

    name = cell("name")
    grade, class_name = cells.whole(cell("grade")), cells.class_name(cell("class"))
    both = cells.grade_and_class(cell("class")) or cells.grade_and_class(cell("grade")) or (None if grade else title)
    if both:
        grade, class_name = both
    number = cells.whole(cell("number"))
    if not name and number is None:
        return
    note = cell("note")[:LONGEST_NOTE]
    asked = [(day, texts[n] if n < len(texts) else "") for n, day in days.items()]
    if not days:
        day = day_of_cell(cell("day"), year)
        if day is None:
            problems.append(Problem(place, name, _("日付「%s」が読めません。") % cell("day")))
            return
        asked = [(day, cell("kind"))]
    for day, value in asked:
        kind = kind_of_cell(value)
        if kind is None:
            text = _("%(day)s の出欠「%(kind)s」が読めません。") % {"day": f"{day.month}/{day.day}", "kind": value[:20]}
            problems.append(Problem(place, name, text))
        else:
            said.append(Said(place, grade, class_name, number, name, day, kind, note))


def preview(staff: Staff, said: list[Said], unread: list[Problem]) -> Plan:
    """Compare a list with the register, as far as this person may take the classes. Reads only."""
    plan = Plan(problems=list(unread))
    classes = {(one.grade, one.name): one for one in classes_for(staff)}
    seats: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(school_class__in=[one.pk for one in classes.values()])
    for each in rows.select_related("pupil").order_by("number"):
        seats[each.school_class_id].append(each)
    known = _Standing(staff, said, [seat.pupil_id for some in seats.values() for seat in some])
    refused: dict[date, str] = {}
    told: dict[tuple[int, date], Said] = {}
    new: dict[tuple[int, date], SchoolClass] = {}
    for one in said:
        school_class = classes.get((one.grade or 0, one.class_name))
        if one.day not in refused:
            refused[one.day] = _refused(staff, one.day)
        seat, text = _seat(one, school_class, seats)
        if not text and (why := refused[one.day]):
            text = _("%(day)s：%(why)s") % {"day": f"{one.day.month}/{one.day.day}", "why": why}
        if not text and seat is not None:
            first = told.setdefault((seat.pupil_id, one.day), one)
            if first is not one and (first.kind, first.note) != (one.kind, one.note):
                text = _("同じ児童の同じ日が、ちがう内容で二度あります（%s）。") % first.place
            elif first is not one:
                continue
        if text or seat is None or school_class is None:
            plan.problems.append(Problem(one.place, one.name, text))
            continue
        if (school_class.pk, one.day) not in known.taken:
            new[school_class.pk, one.day] = school_class
        _compare(plan, one, school_class, seat, known)
    plan.days = [(school_class, day) for (_pk, day), school_class in sorted(new.items(), key=lambda item: item[0])]
    plan.lines.sort(key=lambda one: (one.school_class.grade, one.school_class.name, one.day, one.number or 0))
    return plan


class _Standing:
    """What stands on the days of a list: class days, and marks as this person sees them."""

    def __init__(self, staff: Staff, said: list[Said], pupils: list[int]) -> None:
        days = {one.day for one in said} or {today()}
        first, last = min(days), max(days)
        self.taken = set(
            ClassDay.objects.filter(register__school=staff.school, day__gte=first, day__lte=last).values_list(
                "register__school_class_id", "day"
            )
        )
        kept = kept_pupils(staff)
        self.marks: dict[tuple[int, date], tuple[str, str]] = {
            (mark.pupil_id, mark.day): seen_by(mark, staff, kept=mark.pupil_id in kept)
            for mark in standing(pupils, first, last).select_related("register__key")
        }


def _refused(staff: Staff, day: date) -> str:
    try:
        require_day(staff.school, day)  # type: ignore[arg-type]
    except CannotTake as why:
        return str(why)
    return ""


def _seat(one: Said, school_class: SchoolClass | None, seats: Any) -> tuple[Enrolment | None, str]:
    if school_class is None:
        return None, _("学級が見つからないか、あなたが記録する学級ではありません。")
    here = seats[school_class.pk]
    named = [s for s in here if one.name and key_of(one.name, "") == key_of(s.pupil.family_name, s.pupil.given_name)]
    by_number = [s for s in here if one.number is not None and s.number == one.number]
    if one.name and not named:
        return None, _("この学級に、その名前の児童がいません。")
    both = [s for s in named if s in by_number] if one.number is not None and named else named or by_number
    if one.name and one.number is not None and not both:
        return None, _("番号と名前が合いません。")
    if len(both) != 1:
        return None, _("どの児童か決められません。番号と名前を入れてください。")
    left = both[0].pupil.left_on
    return (None, _("この日には転出しています。")) if left and left <= one.day else (both[0], "")


def _compare(plan: Plan, one: Said, school_class: SchoolClass, seat: Enrolment, known: _Standing) -> None:
    kind, note = known.marks.get((seat.pupil_id, one.day), (PRESENT, ""))
    words = one.note if one.kind.code != PRESENT and one.note else note
    if (kind, note) == (one.kind.code, words):
        plan.same += 1
        return
    change = Change(one.kind.code, words, kind, note)
    plan.lines.append(
        Line(school_class, one.day, seat.pupil_id, seat.pupil.name, seat.number, KINDS[kind], one.kind, words, change)
    )
