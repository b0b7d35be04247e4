"""What the lists of duties show: one line a duty, the head counts, the notices. Queries do not grow with the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.duties.actions import all_duties
from yorisoi.duties.late import Late, Reasons
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import about_label, about_url
from yorisoi.duties.places import Place, places
from yorisoi.duties.subjects import with_subjects
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import PostHolding, School, Staff, class_label
from yorisoi.schools.queries import class_labels

PAGE = 20  # as much as one reads at once; the head counts lead to the pages further on
SECTIONS: dict[str, Text] = {
    "late": gettext_lazy("おくれ"),
    "today": gettext_lazy("今日中"),
    "week": gettext_lazy("今週"),
    "later": gettext_lazy("この先"),
}
TONES = {"late": "danger", "today": "warn"}
_HEAVY = (
    "report__narrative", "report__answers", "report__reporter", "report__received_from", "case__short_period_reason",
)  # fmt: skip


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


def edges() -> tuple[datetime, datetime, datetime]:
    """Return now, the end of today and the end of this week (Sunday), Asia/Tokyo."""
    day = today()
    midnight = datetime.combine(day + timedelta(days=1), time.min, TOKYO)
    monday = datetime.combine(day + timedelta(days=7 - day.weekday()), time.min, TOKYO)
    return clock.now(), midnight, monday


def section_of(due: datetime) -> str:
    """Return the section in which a deadline stands."""
    now, midnight, monday = edges()
    if due < now:
        return "late"
    return "today" if due < midnight else "week" if due < monday else "later"


def tally(rows: QuerySet[Duty]) -> list[dict[str, Any]]:
    """Return the head counts in one query, each with the page on which its section begins."""
    now, midnight, monday = edges()
    counts = rows.aggregate(
        late=Count("due_at", filter=Q(due_at__lt=now)),
        today=Count("due_at", filter=Q(due_at__gte=now, due_at__lt=midnight)),
        week=Count("due_at", filter=Q(due_at__gte=midnight, due_at__lt=monday)),
        later=Count("due_at", filter=Q(due_at__gte=monday) & Q(due_at__gte=midnight)),
    )
    out, before = [], 0
    for key, label in SECTIONS.items():
        tone = TONES.get(key, "") if counts[key] else ""
        out.append({"key": key, "label": label, "count": counts[key], "tone": tone, "page": before // PAGE + 1})
        before += counts[key]
    return out


class Counted(Paginator):
    """Pages of duties whose number the head counts have told; only the ids are put in order, then a page is read."""

    def __init__(self, rows: QuerySet[Duty], heads: Iterable[dict[str, Any]]) -> None:
        super().__init__(rows, PAGE)
        self.rows, self.known = rows, sum(head["count"] for head in heads)

    @property
    def count(self) -> int:
        """How many there are on all pages."""
        return self.known

    def page(self, number: int | str) -> Page:
        """Return the rows of one page."""
        place = self.validate_number(number)
        first = (place - 1) * PAGE
        ordered = self.rows.order_by("due_at", "owed_at", "pk").values_list("pk", flat=True)
        ids = list(ordered[first : first + PAGE])
        # the rows carry more than their columns where the list asked for it (`with_owner`)
        rows = list(lean(self.rows.filter(pk__in=ids))) if self.rows.query.annotations else LEAN.rows(ids=tuple(ids))
        return Page(rows, place, self)


def lean(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Return the rows with what a line needs joined to them, and without the long texts of reports."""
    return rows.select_related("late_by", "report__school_class").defer(*_HEAVY).order_by("due_at", "owed_at", "pk")


# of duties that have been found to be this person's
LEAN = Fixed(
    lambda ids: lean(
        Duty.objects.filter(pk__in=ids).select_related("report__key", "case__key", "pupil", "staff", "school_class")
    )
)


def lines(duties: Iterable[Duty], staff: Staff, *, owners: bool = False) -> list[Line]:
    """Return the lines of these duties for this person."""
    rows = list(duties)
    with_subjects(row for row in rows if row.words)
    classes = _classes(rows)
    seats = class_labels({row.pupil_id for row in rows if row.pupil_id})
    spots = places([row for row in rows if row.is_open], staff)
    held = _holders(staff.school) if owners and staff.school else []
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
        return _("確かめた人として") if row.subject_id else _("会議で割り当てられて")
    said = _("%(post)sとして") % {"post": post_label(row)}
    if row.owner_post != row.acting_post:
        said += _("（%(post)sに代わって）") % {"post": POST_LABELS[row.owner_post]}
    return said


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


def _holders(school: School) -> list[PostHolding]:
    held = PostHolding.objects.filter(staff__school=school, staff__is_active=True, until__isnull=True)
    return list(held.select_related("staff"))


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
