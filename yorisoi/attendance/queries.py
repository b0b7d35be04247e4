"""Reads of attendance. Everything starts from the person: their classes, less what is kept from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yorisoi.attendance.models import STANDING, AbsenceWarning, ClassDay, Mark, WarningStep
from yorisoi.cases.models import Involvement
from yorisoi.cases.queries import cases_for
from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import nothing_kept, open_cases, open_reports
from yorisoi.duties.queries import duties_of
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.absence import KINDS, PRESENT, TELLING, Count, Group
from yorisoi.policy.roles import Can, Post
from yorisoi.reports.models import NamedPupil
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff
from yorisoi.schools.queries import classes_of
from yorisoi.schools.school_days import calendar_of

EVERY_CLASS = frozenset(
    {Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.ACADEMIC_HEAD, Post.NURSE}
)  # whose posts open all classes of the school

Known = list[tuple[date, str]]  # (day, kind) of each day that is known, in order


def classes_for(staff: Staff) -> QuerySet[SchoolClass]:
    """Return this year's classes whose attendance this person takes and sees; also of those they stand in for."""
    if not staff.can(Can.ATTENDANCE) or staff.school is None:
        return SchoolClass.objects.none()
    rows = classes_of(staff.school)
    held = [one for person in (staff, *stood_in_for(staff)) for one in person.holdings]
    if any(one.post in EVERY_CLASS for one in held):
        return rows
    classes = [one.school_class_id for one in held if one.post == Post.HOMEROOM]
    grades = [one.grade for one in held if one.post == Post.GRADE_HEAD and one.grade]
    return rows.filter(Q(pk__in=classes) | Q(grade__in=grades))


def pupils_for(staff: Staff) -> QuerySet[Pupil]:
    """Return the children of this person's classes."""
    return Pupil.objects.filter(school=staff.school, enrolments__school_class__in=classes_for(staff)).distinct()


def seats_on(school_class: SchoolClass, day: date) -> list[Enrolment]:
    """Return the children of a class who were at the school on this day, in the order of their numbers."""
    rows = Enrolment.objects.filter(school_class=school_class).select_related("pupil")
    here = Q(pupil__left_on__isnull=True) | Q(pupil__left_on__gt=day)
    return list(rows.filter(here).order_by("number", "pupil__family_kana", "pupil_id"))


def kept_pupils(staff: Staff) -> frozenset[int]:
    """Return the children in a report or case that is kept from this person: of them nothing telling is shown."""
    if nothing_kept(staff):
        return frozenset()
    named = NamedPupil.now.filter(~open_reports(staff, "report_id"), report__school=staff.school)
    involved = Involvement.objects.filter(~open_cases(staff, "case_id"), case__school=staff.school, until__isnull=True)
    return frozenset(named.values_list("pupil_id", flat=True)) | frozenset(involved.values_list("pupil_id", flat=True))


def standing(pupils: Collection[int], first: date, last: date) -> QuerySet[Mark]:
    """Return the marks that stand for these children from the first to the last day."""
    return Mark.objects.filter(STANDING, pupil_id__in=list(pupils), day__gte=first, day__lte=last)


def year_edges(year: int) -> tuple[date, date]:
    """Return the first and the last day of a school year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


SEATS = Fixed(
    lambda pupils, year: (
        Enrolment.objects.filter(pupil_id__in=pupils, school_class__year=year)
        .order_by()
        .values_list("pupil_id", "school_class_id")
    )
)
DAYS = Fixed(
    lambda classes, first, last: (
        ClassDay.objects.filter(register__school_class_id__in=classes, day__gte=first, day__lte=last)
        .order_by()
        .values_list("register__school_class_id", "day")
    )
)
MARKS = Fixed(
    lambda pupils, first, last: standing(pupils, first, last).order_by().values_list("pupil_id", "day", "kind")
)


def known_days(school: School, pupils: Collection[int], year: int) -> dict[int, Known]:
    """Return of each child every school day of the year that is known, with its kind; a fixed number of queries.

    A day is known once the child's class was taken on it, or the child itself has a mark.
    """
    first, last = year_edges(year)
    seats = dict(SEATS.rows(pupils=tuple(pupils), year=year))
    taken: dict[int, list[date]] = defaultdict(list)
    for class_id, day in DAYS.rows(classes=tuple(set(seats.values())), first=first, last=last):
        taken[class_id].append(day)
    marks: dict[int, dict[date, str]] = defaultdict(dict)
    for pupil, day, kind in MARKS.rows(pupils=tuple(pupils), first=first, last=last):
        marks[pupil][day] = kind
    calendar = calendar_of(school)
    here: dict[date, bool] = {}
    out = {}
    for pupil in pupils:
        own = marks.get(pupil, {})
        every = sorted({*taken.get(seats.get(pupil, 0), ()), *own})
        for day in every:
            if day not in here:
                here[day] = calendar.is_school_day(day)
        out[pupil] = [(day, own.get(day, PRESENT)) for day in every if here[day]]
    return out


@dataclass(frozen=True)
class Counts:
    """How a child's year went so far, by kind. known: school days on which the class was taken."""

    known: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def of(self, group: Group) -> int:
        """Return how many days there are of this group."""
        return sum(n for code, n in self.kinds.items() if KINDS[code].group == group)

    @property
    def absent(self) -> int:
        """Days of absence; 出席停止 and 忌引 are none."""
        return self.of(Group.ABSENT)

    @property
    def apart(self) -> int:
        """Days of 出席停止 and 忌引."""
        return self.of(Group.APART)

    @property
    def partly(self) -> int:
        """Days on which the child came, late or not to the class: they hide before the thirtieth day."""
        return self.of(Group.PARTLY)

    @property
    def late(self) -> int:
        """遅刻."""
        return self.kinds.get("late", 0) + self.kinds.get("late_left", 0)

    @property
    def left(self) -> int:
        """早退."""
        return self.kinds.get("left", 0) + self.kinds.get("late_left", 0)

    @property
    def elsewhere(self) -> int:
        """保健室 and 別室."""
        return self.kinds.get("nurse", 0) + self.kinds.get("room", 0)


def counted(known: Known) -> Counts:
    """Count the days by kind."""
    kinds: dict[str, int] = defaultdict(int)
    for _day, kind in known:
        if kind != PRESENT:
            kinds[kind] += 1
    return Counts(len(known), dict(kinds))


def counts_of(school: School, pupils: Collection[int], year: int | None = None) -> dict[int, Counts]:
    """Return the year's counts of these children; a fixed number of queries."""
    return {pupil: counted(known) for pupil, known in known_days(school, pupils, year or school_year(today())).items()}


def shown_kind(kind: str, *, kept: bool) -> str:
    """Return the kind as this reader sees it: one that tells of a matter is only an absence where that is kept."""
    return "unknown" if kept and kind in TELLING else kind


@dataclass(frozen=True)
class DaySeen:
    """One day of a child that was not simply present, as one person sees it."""

    day: date
    kind: str
    note: str
    by: str
    corrected: bool

    @property
    def label(self) -> Any:
        """What the day was, in words."""
        return KINDS[self.kind].label

    @property
    def group(self) -> Group:
        """What it counts as."""
        return KINDS[self.kind].group


def attendance_of(pupil: Pupil, since: date, until: date, staff: Staff) -> list[DaySeen]:
    """Return the days of this child on which something was marked, as this person may see them, oldest first.

    For the child's line of time. Nothing for whoever does not take or see the child's attendance.
    """
    if not pupils_for(staff).filter(pk=pupil.pk).exists():
        return []
    kept = pupil.pk in kept_pupils(staff)
    rows = standing([pupil.pk], since, until).exclude(kind=PRESENT, note=b"")
    rows = rows.select_related("register__key", "by").order_by("day")
    return [
        DaySeen(
            row.day,
            shown_kind(row.kind, kept=kept),
            row.text("note") if not kept or row.by_id == staff.pk else "",
            row.by.name,
            row.corrects_id is not None,
        )
        for row in rows
    ]


# -- warnings ----------------------------------------------------------------


def last_step(path: str = "pk") -> Subquery:
    """Return, inside a query, the kind of the last step of the warning at `path`."""
    steps = WarningStep.objects.filter(warning=OuterRef(path)).order_by("-at", "-id")
    return Subquery(steps.values("kind")[:1])


def warnings_for(staff: Staff, pupils: Collection[int] | None = None) -> QuerySet[Any]:
    """Return the warnings that this person may see, each with its last step.

    pupils: of these children, who are known to be of their classes.

    Those of their classes. What only a case's scale asks for: whoever may read that case. The second ground: who
    oversees, and who owes it; not whoever is shut out of a matter of that child.
    """
    if not staff.can(Can.ATTENDANCE):
        return AbsenceWarning.objects.none()
    rows = AbsenceWarning.objects.filter(
        Q(case__isnull=True) | Q(case__in=cases_for(staff).values("pk")),
        school=staff.school,
        **({"pupil_id__in": pupils_for(staff).values("pk") if pupils is None else pupils}),
    )
    if not staff.can(Can.OVERSEE):
        owed = duties_of(staff).filter(subject_kind=AbsenceWarning._meta.label_lower)
        rows = rows.filter(~Q(count=Count.SERIOUS) | Q(pk__in=owed.values("subject_id")))
    if kept := kept_pupils(staff):
        rows = rows.exclude(count=Count.SERIOUS, pupil_id__in=kept)
    return rows.annotate(last=last_step()).select_related("pupil", "key", "school")


def kept_warnings(staff: Staff) -> QuerySet[AbsenceWarning]:
    """Return the warnings that are kept from this person, for the lists of duties and notices."""
    of_case = Q(case__isnull=False) & ~open_cases(staff, "case_id")
    return AbsenceWarning.objects.filter(
        of_case | Q(count=Count.SERIOUS, pupil_id__in=kept_pupils(staff)), school=staff.school
    )


def steps_shown(warning: AbsenceWarning, staff: Staff) -> list[WarningStep]:
    """Return what became of a warning, oldest first, without what became a report that is kept from this person."""
    rows = warning.steps.filter(Q(report__isnull=True) | open_reports(staff, "report_id"))
    found = list(rows.select_related("by", "report").order_by("at", "id"))
    for row in found:
        row.warning = warning
    return found


def open_cases_of(pupils: Iterable[int]) -> QuerySet[Involvement]:
    """Return in which cases that are not at rest these children are, but for those who only told."""
    from yorisoi.policy.case_flow import CASE_FLOW
    from yorisoi.policy.roles import Role

    rows = Involvement.objects.filter(pupil_id__in=list(pupils), until__isnull=True, put_right__isnull=True)
    rows = rows.exclude(role=Role.INFORMANT).exclude(case__state__in=CASE_FLOW.resting)
    return rows.order_by("case__opened_at", "since")
