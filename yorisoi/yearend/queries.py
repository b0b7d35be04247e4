"""What the turn of the year would do: one reading, shown as a dry run and done by the press. Reads only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import RIGHTS, Can, Post
from yorisoi.policy.year_duties import LAST_GRADE
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass, Staff
from yorisoi.yearend.models import DEPARTS, GRADE_HEAD, HOMEROOM, LEAVES, PlanLine, YearTurn

SETTLE, MIND = "danger", "warn"  # must be settled first; is good to know


def first_day(year: int) -> date:
    """Return the day on which a school year begins."""
    return date(year, 4, 1)


def last_day_before(year: int) -> date:
    """Return the last day of the year before."""
    return date(year, 3, 31)


def coming_year(school: School) -> int:
    """Return the year into which the school turns next: this one until it has been turned into, else the next.

    A school that has never turned a year with us, and has seats this year, is in this year already.
    """
    this = school_year(today())
    known = dict(YearTurn.objects.filter(school=school, year__in=[this, this + 1]).values_list("year", "applied_at"))
    if this in known:
        return this if known[this] is None else this + 1
    settled = PostHolding.objects.filter(
        post=Post.HOMEROOM, until__isnull=True, staff__school=school, school_class__year__lt=this
    )
    return this if settled.exists() else this + 1


def turn_of(school: School, year: int) -> YearTurn | None:
    """Return the turn into this year, if anybody has begun it."""
    return YearTurn.objects.filter(school=school, year=year).first()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the plan. tone: SETTLE stops the press. anchor: where on the page it is settled."""

    tone: str
    text: Text
    anchor: str = ""


@dataclass
class FromClass:
    """A class of the old year, and where its children go: (class or None for leaving, how many)."""

    school_class: SchoolClass
    size: int = 0
    to: dict[int, int] = field(default_factory=dict)
    leave: int = 0
    missing: list[Pupil] = field(default_factory=list)

    @property
    def last(self) -> bool:
        """Its children finish the school."""
        return self.school_class.grade >= LAST_GRADE


@dataclass
class IntoClass:
    """A class of the new year: how many children, how many of them new, who shall be its 担任."""

    school_class: SchoolClass
    size: int = 0
    new: int = 0
    line: PlanLine | None = None


@dataclass
class Ahead:
    """All that the turn would do. before, after: class ids by child. ending: the posts that end."""

    school: School
    year: int
    turn: YearTurn | None
    old: list[FromClass] = field(default_factory=list)
    new: list[IntoClass] = field(default_factory=list)
    before: dict[int, SchoolClass] = field(default_factory=dict)
    after: dict[int, SchoolClass] = field(default_factory=dict)
    leavers: list[Pupil] = field(default_factory=list)
    lines: list[PlanLine] = field(default_factory=list)
    ending: list[PostHolding] = field(default_factory=list)
    beginning: list[PlanLine] = field(default_factory=list)
    departing: list[Staff] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    without_guardian: int = 0

    @property
    def blocked(self) -> bool:
        """Something must be settled first."""
        return any(one.tone == SETTLE for one in self.findings)

    @property
    def begins(self) -> date:
        """1 April."""
        return first_day(self.year)

    @property
    def staying(self) -> int:
        """How many children go up."""
        return sum(1 for pk in self.before if pk in self.after)

    @property
    def newcomers(self) -> int:
        """How many children come in."""
        return sum(1 for pk in self.after if pk not in self.before)

    @property
    def finishing(self) -> int:
        """How many children finish the school."""
        return sum(1 for one in self.leavers if one.pk in self.before and self.before[one.pk].grade >= LAST_GRADE)

    @property
    def moving(self) -> int:
        """How many leave otherwise."""
        return len(self.leavers) - self.finishing

    @property
    def numbers(self) -> dict[str, int]:
        """What may be told to anybody who manages the roster."""
        return {
            "up": self.staying, "in": self.newcomers, "finished": self.finishing, "moved": self.moving,
            "ended": len(self.ending), "begun": len(self.beginning), "departed": len(self.departing),
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """A fingerprint: two plans with the same one do the same."""
        told = (
            self.year,
            sorted((pk, one.pk) for pk, one in self.after.items()),
            sorted(one.pk for one in self.leavers),
            sorted(one.pk for one in self.lines),
            sorted(one.pk for one in self.ending),
            sorted(str(one.text) for one in self.findings if one.tone == SETTLE),
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def homeroom_after(self, pupil: int) -> Staff | None:
        """Return who is to be 担任 of this child."""
        seat = self.after.get(pupil)
        if seat is None:
            return None
        planned = {one.school_class_id: one.staff for one in self.lines if one.kind == HOMEROOM}
        return planned.get(seat.pk)

    def homerooms_before(self, pupil: int) -> list[Staff]:
        """Return who is 担任 of this child until then."""
        seat = self.before.get(pupil)
        if seat is None:
            return []
        return [
            one.staff for one in self.ending if one.post == Post.HOMEROOM and one.school_class_id == seat.pk
        ]


def ahead(school: School, year: int) -> Ahead:
    """Read what the turn into this year would do today, in a fixed number of queries."""
    found = Ahead(school, year, turn_of(school, year))
    _children(found)
    _people(found)
    _findings(found)
    return found


def _children(found: Ahead) -> None:
    classes = list(SchoolClass.objects.filter(school=found.school, year__in=[found.year - 1, found.year]))
    old = {one.pk: FromClass(one) for one in classes if one.year < found.year}
    new = {one.pk: IntoClass(one) for one in classes if one.year == found.year}
    seats = Enrolment.objects.filter(
        school_class__in=classes, pupil__left_on__isnull=True, pupil__school=found.school
    ).select_related("pupil")
    pupils = {seat.pupil_id: seat.pupil for seat in seats}
    for seat in seats:
        if seat.school_class_id in old:
            found.before[seat.pupil_id] = old[seat.school_class_id].school_class
        else:
            found.after[seat.pupil_id] = new[seat.school_class_id].school_class
    if found.turn is not None:
        found.lines = list(
            found.turn.lines.filter(withdrawn_at__isnull=True).select_related("staff", "pupil", "school_class")
        )
    leaving = {one.pupil_id for one in found.lines if one.kind == LEAVES}
    for pk in leaving:
        found.after.pop(pk, None)
    for pk, was in found.before.items():
        row = old[was.pk]
        row.size += 1
        if (goes := found.after.get(pk)) is not None:
            row.to[goes.pk] = row.to.get(goes.pk, 0) + 1
        elif row.last or pk in leaving:
            row.leave += 1
            found.leavers.append(pupils[pk])
        else:
            row.missing.append(pupils[pk])
    planned = {one.school_class_id: one for one in found.lines if one.kind == HOMEROOM}
    for pk, goes in found.after.items():
        new[goes.pk].size += 1
        new[goes.pk].new += pk not in found.before
    for into in new.values():
        into.line = planned.get(into.school_class.pk)
    found.old, found.new = list(old.values()), [one for one in new.values() if one.size or one.line]
    guarded = set(
        Pupil.objects.filter(school=found.school, guardians__isnull=False).order_by().values_list("pk", flat=True)
    )
    found.without_guardian = sum(1 for pk in found.after if pk not in guarded)


def _people(found: Ahead) -> None:
    held = list(
        PostHolding.objects.filter(until__isnull=True, staff__school=found.school, staff__is_active=True)
        .select_related("staff", "school_class")
        .order_by("post", "school_class__grade", "school_class__name", "grade", "id")
    )
    heads = {one.grade: one for one in found.lines if one.kind == GRADE_HEAD}
    of_head = {one.staff_id: one.grade for one in heads.values()}
    found.departing = [one.staff for one in found.lines if one.kind == DEPARTS and one.staff is not None]
    gone = {one.pk for one in found.departing}
    for one in held:
        over = one.school_class is not None and one.school_class.year < found.year
        if one.post == Post.GRADE_HEAD:
            line = heads.get(one.grade)
            over = (line is not None and line.staff_id != one.staff_id) or of_head.get(one.staff_id, one.grade) != one.grade
        if over or one.staff_id in gone:
            found.ending.append(one)
    standing = {(one.staff_id, one.grade) for one in held if one.post == Post.GRADE_HEAD and one not in found.ending}
    known = {(one.staff_id, one.school_class_id) for one in held if one.post == Post.HOMEROOM}
    sizes = {one.school_class.pk for one in found.new if one.size}
    found.beginning = [
        one
        for one in found.lines
        if (one.kind == HOMEROOM and one.school_class_id in sizes and (one.staff_id, one.school_class_id) not in known)
        or (one.kind == GRADE_HEAD and (one.staff_id, one.grade) not in standing)
    ]


def _findings(found: Ahead) -> None:
    say = found.findings.append
    if not found.after:
        say(Finding(SETTLE, _("次の年度の学級に、まだひとりも入っていません。"), "classes"))
    for one in found.old:
        if one.missing:
            text = _("%(place)s の %(n)d人の、次の学級が決まっていません。")
            say(Finding(SETTLE, text % {"place": one.school_class, "n": len(one.missing)}, "missing"))
    for into in found.new:
        if into.size and into.line is None:
            say(Finding(SETTLE, _("%(place)s の担任が決まっていません。") % {"place": into.school_class}, "posts"))
    gone = {one.pk for one in found.departing}
    for line in found.lines:
        if line.staff is None or line.kind == DEPARTS:
            continue
        if line.staff_id in gone or not line.staff.is_active:
            text = _("%(name)s さんは離れる予定ですが、次の年度の役職が付いています。")
            say(Finding(SETTLE, text % {"name": line.staff.name}, "posts"))
    _managers(found, gone)
    taken: dict[int | None, int] = {}
    for line in found.lines:
        if line.kind == HOMEROOM:
            taken[line.staff_id] = taken.get(line.staff_id, 0) + 1
    for line in {one.staff_id: one for one in found.lines if one.kind == HOMEROOM and taken[one.staff_id] > 1}.values():
        if line.staff is not None:
            text = _("%(name)s さんが、%(n)d学級の担任になっています。")
            say(Finding(MIND, text % {"name": line.staff.name, "n": taken[line.staff_id]}, "posts"))
    _moves(found)
    if found.without_guardian:
        text = _("保護者の連絡先がない子どもが %(n)d人います。名簿に列を足して取り込むと入ります。")
        say(Finding(MIND, text % {"n": found.without_guardian}))


def _managers(found: Ahead, gone: set[int]) -> None:
    posts = [post.value for post in Post if {Can.ROSTER, Can.READ_ALL} <= RIGHTS[post]]
    rows = PostHolding.objects.filter(
        staff__school=found.school, staff__is_active=True, until__isnull=True, post__in=posts
    )
    if not rows.exclude(staff__in=gone).exists():
        text = _("校長も教頭もいなくなります。先に、新しい校長か教頭を登録して役職を付けてください。")
        found.findings.append(Finding(SETTLE, text, "departures"))


def _moves(found: Ahead) -> None:
    odd = sum(1 for pk, goes in found.after.items() if pk in found.before and goes.grade != found.before[pk].grade + 1)
    if odd:
        text = _("学年がひとつ上でない学級に入る子どもが %(n)d人います。まちがいがないか確かめてください。")
        found.findings.append(Finding(MIND, text % {"n": odd}, "classes"))
