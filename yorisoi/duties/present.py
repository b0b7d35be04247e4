"""What the lists of duties show: one line a duty, the head counts, the notices. Queries do not grow with the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.duties.actions import all_duties
from yorisoi.duties.front import SECTIONS, TONES
from yorisoi.duties.late import Late, Reasons
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import about_label, about_url
from yorisoi.duties.places import Place, places
from yorisoi.duties.pressing import pressable
from yorisoi.duties.queries import HOLDERS, with_owner
from yorisoi.duties.subjects import subject_of, with_subjects
from yorisoi.duties.times import section_of
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import PostHolding, Pupil, Staff, class_label
from yorisoi.schools.queries import class_labels

HEARINGS = ("hear", "hear_victim")
PLANNED = "next_date"  # the clock of a hearing that the plan of a hearing day gave to its listener, and no meeting
BY_NAME: dict[str, Text] = {
    "observe": gettext_lazy("見守る人として"),
    "take_over": gettext_lazy("引き継ぐ人として"),
    "write_handover": gettext_lazy("引き継ぎを書く人として"),
    "keep_promise": gettext_lazy("約束を受け持つ人として"),
    "do_measure": gettext_lazy("手立てを受け持つ人として"),
    "evaluate_measure": gettext_lazy("手立てを受け持つ人として"),
    "call_police": gettext_lazy("電話をかける人として"),
}
_NEEDED = {"id", "key", "school", "year", "number", "school_class", "family_name", "given_name"}


def _not_shown(path: str, model: type[Model]) -> list[str]:
    """Return the columns of what is joined to a duty that its line does not say: long texts, moments."""
    return [f"{path}__{field.name}" for field in model._meta.concrete_fields if field.name not in _NEEDED]


@dataclass(frozen=True)
class Line:
    """One duty as the list shows it. owners: who can do it today, by name (only in the school's list)."""

    duty: Duty
    text: Text
    about: str
    about_url: str
    classes: str
    pupil_class: str
    acting: str
    words: str
    late: Late | None
    place: Place | None
    section: str
    owners: str = ""

    @property
    def late_reason(self) -> str:
        """Why it is late, "" when nobody has said."""
        return self.late.reason if self.late else ""

    @property
    def where(self) -> str:
        """The classes, unless the post says them already."""
        return "" if self.acting.startswith(self.classes) else self.classes

    @property
    def tone(self) -> str:
        """The mark of the row."""
        return TONES.get(self.section, "")


def lean(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Return the rows with what a line needs joined to them, and without the long texts of reports."""
    joined: dict[str, type[Model]] = {
        "report": apps.get_model("reports", "Report"),
        "case": apps.get_model("cases", "Case"),
        "pupil": Pupil,
        "staff": Staff,
        "late_by": Staff,
    }
    unsaid = (name for path, model in joined.items() for name in _not_shown(path, model))
    return rows.select_related("late_by", "report__school_class").defer(*unsaid).order_by("due_at", "owed_at", "pk")


def _whole(ids: Sequence[UUID]) -> QuerySet[Duty]:
    return Duty.objects.filter(pk__in=ids).select_related("report__key", "case__key", "pupil", "staff", "school_class")


LEAN = Fixed(lambda ids: lean(_whole(ids)))
LEAN_OWNED = Fixed(lambda ids: lean(with_owner(_whole(ids))))


def of_ids(ids: Sequence[UUID]) -> list[Duty]:
    """Return these duties, which have been found to be this person's."""
    return LEAN.rows(ids=tuple(ids)) if ids else []


def of_ids_with_owner(ids: Sequence[UUID]) -> list[Duty]:
    """Return these duties of the school, each with whether anybody owes it."""
    return LEAN_OWNED.rows(ids=tuple(ids)) if ids else []


def lines(duties: Iterable[Duty], staff: Staff, *, owners: bool = False) -> list[Line]:
    """Return the lines of these duties for this person."""
    rows = list(duties)
    with_subjects(row for row in rows if row.words)
    classes = _classes(rows)
    seats = class_labels({row.pupil_id for row in rows if row.pupil_id})
    spots = places([row for row in rows if row.is_open], staff)
    if owners:
        spots = pressable(rows, spots, staff)
    held = HOLDERS.rows(school=staff.school_id) if owners and staff.school_id else []
    known = all_duties()
    reasons = Reasons(rows)
    return [
        Line(
            duty=row,
            text=known[row.name].text if row.name in known else row.name,
            about=about_label(row),
            about_url=about_url(row),
            classes=classes.get(row.report_id or row.case_id, ""),
            pupil_class=seats.get(row.pupil_id, "") if row.pupil_id else "",
            acting=acting_label(row) if owners else _acting(row, staff),
            words=row.text("words"),
            late=reasons.of(row),
            place=spots.get(row.pk),
            section=section_of(row.due_at),
            owners=_owners(row, held) if owners else "",
        )
        for row in rows
    ]


def sections(found: Sequence[Line]) -> list[tuple[str, Text, list[Line]]]:
    """Return (key, heading, lines) of the sections that have any line, in order."""
    by_key: dict[str, list[Line]] = defaultdict(list)
    for line in found:
        by_key[line.section].append(line)
    return [(key, label, by_key[key]) for key, label in SECTIONS.items() if by_key[key]]


def acting_label(row: Duty) -> str:
    """Say as what one owes it: the post, with the class or grade; and for whom one stands in."""
    if row.staff_id:
        return str(subject_of(row).acting) if row.subject_id else _named(row)
    said = _("%(post)sとして") % {"post": post_label(row)}
    if row.owner_post != row.acting_post:
        said += _("（%(post)sに代わって）") % {"post": POST_LABELS[row.owner_post]}
    return said


def _named(row: Duty) -> str:
    """Say how a duty of a report or case came to a person by name."""
    if row.name in HEARINGS:
        return _("聞き取りの予定で、聞く人として") if row.clock == PLANNED else _("会議で割り当てられて")
    if row.name in BY_NAME:
        return str(BY_NAME[row.name])
    return _("市教委の指示で、%(post)sに代わって") % {"post": POST_LABELS[row.owner_post]}


def _acting(row: Duty, staff: Staff) -> str:
    if row.staff is None or row.staff_id == staff.pk:
        return acting_label(row)
    return _("%(name)sさんの代わりに") % {"name": row.staff.name}


def post_label(row: Duty) -> str:
    """Return the post that owes, 「3年1組 担任」."""
    label = str(POST_LABELS[row.acting_post])
    if row.acting_post == Post.HOMEROOM and row.school_class:
        return _("%(place)s %(post)s") % {"place": row.school_class, "post": label}
    if row.acting_post == Post.GRADE_HEAD and row.grade:
        return _("%(grade)d年 %(post)s") % {"grade": row.grade, "post": label}
    return label


def _of_children(rows: Any, matter: str, ids: Any, year: int) -> QuerySet[Any]:
    seat = "pupil__enrolments__school_class"
    found = rows.filter(**{f"{matter}_id__in": ids, f"{seat}__year": year}).order_by()
    return found.values_list(f"{matter}_id", f"{seat}__grade", f"{seat}__name").distinct()


CLASSES = {
    "report": Fixed(
        lambda ids, year: _of_children(apps.get_model("reports", "NamedPupil").now.all(), "report", ids, year)
    ),
    "case": Fixed(
        lambda ids, year: _of_children(
            apps.get_model("cases", "Involvement").objects.filter(until__isnull=True), "case", ids, year
        )
    ),
}


def _classes(rows: Sequence[Duty]) -> dict[Any, str]:
    """Return the classes of the children whom each report or case is about, in two queries."""
    found: dict[Any, set[str]] = defaultdict(set)
    year = school_year(today())
    for matter, asked in CLASSES.items():
        ids = tuple({getattr(row, f"{matter}_id") for row in rows} - {None})
        for about, grade, name in asked.rows(ids=ids, year=year) if ids else ():
            found[about].add(class_label(grade, name))
    for row in rows:
        if row.report is not None and row.report.school_class is not None:
            found[row.report_id].add(str(row.report.school_class))
    return {about: "・".join(sorted(names)) for about, names in found.items()}


def _owners(row: Duty, held: list[PostHolding]) -> str:
    """Return the names of those who can do it, "" when there is nobody (see `queries.with_owner`)."""
    if not getattr(row, "owned", True):
        return ""
    if row.staff is not None:
        return row.staff.name
    names = [
        one.staff.name
        for one in held
        if one.post == row.acting_post
        and one.school_class_id in (None, row.school_class_id)
        and one.grade in (None, row.grade)
    ]
    return "、".join(dict.fromkeys(names))
