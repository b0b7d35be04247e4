"""The name list against the register: first a plan that people look at, then the plan done in one transaction.

Nobody is ever deleted. A child who is missing from the list is only a candidate for 転出 until a person ticks it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.matching import Register, key_of
from yorisoi.schools.models import Enrolment, Guardian, Pupil, School, SchoolClass, Staff
from yorisoi.schools.roster import Row

Taken = dict[tuple[int | None, str, int], str]  # seat → where in the file it was first given
Fresh = dict[str, list[Row]]  # name without blanks → the new children of that name


class PlanChanged(Exception):
    """The register is no longer what the person saw in the preview."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the child it means; `changes` are (label, before, after)."""

    row: Row
    pupil: Pupil
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Leaving:
    """A child who may have left: not in the list, or marked there."""

    pupil: Pupil
    seat: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is not taken, and why, in plain words."""

    place: str
    name: str
    text: str


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    year: int
    new: list[Row] = field(default_factory=list)
    moved: list[Match] = field(default_factory=list)
    changed: list[Match] = field(default_factory=list)
    unchanged: list[Match] = field(default_factory=list)
    left: list[Leaving] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        """Say whether applying would change anything."""
        return bool(self.new or self.moved or self.changed or self.left)

    @property
    def digest(self) -> str:
        """Return a fingerprint: two plans with the same one do the same."""
        told = (
            self.year,
            [(row.place, row.name) for row in self.new],
            [(match.pupil.pk, match.changes) for match in self.moved + self.changed],
            [leaving.pupil.pk for leaving in self.left],
            [problem.place for problem in self.problems],
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def preview(school: School, rows: list[Row], year: int | None = None) -> Plan:
    """Compare the rows with the register of a school year. Reads only."""
    plan = Plan(year := year or school_year(today()))
    seats = list(Enrolment.objects.filter(pupil__school=school, school_class__year=year).select_related("school_class"))
    pupils = list(Pupil.objects.filter(school=school).prefetch_related("guardians"))
    register = Register.of(pupils, seats)
    known = {(c.grade, c.name) for c in SchoolClass.objects.filter(school=school, year=year)}
    taken: Taken = {}
    fresh: Fresh = {}
    for row in rows:
        _place(plan, register, row, taken, fresh)
        if not row.problems and row.grade and (row.grade, row.class_name) not in known:
            known.add((row.grade, row.class_name))
            plan.classes.append(_("%(grade)d年%(name)s組") % {"grade": row.grade, "name": row.class_name})
    for row in rows:  # a row with a problem still says that the child is there; sound rows claim theirs first
        if row.family and row.place in {problem.place for problem in plan.problems}:
            register.match(row)
    if year <= school_year(today()):  # whoever leaves at the year's end is planned there, not by a list of the next
        _missing(plan, register, rows)
    return plan


def _place(plan: Plan, register: Register, row: Row, taken: Taken, fresh: Fresh) -> None:
    texts = list(row.problems)
    seat = (row.grade, row.class_name, row.number) if row.number is not None else None
    if seat and not row.leaving and taken.setdefault(seat, row.place) != row.place:
        texts.append(_("同じ組に同じ番号の子どもがいます（%s）。") % taken[seat])
    pupil = None
    if not texts:
        pupil, problem = register.match(row)
        texts += [problem] if problem else []
    if texts:
        plan.problems += [Problem(row.place, row.name, text) for text in texts]
        return
    plan.notes += [Problem(row.place, row.name, note) for note in row.notes]
    if row.leaving:
        if pupil is not None and pupil.left_on is None:
            plan.left.append(Leaving(pupil, _label(register, pupil), _("名簿に転出とあります")))
        return
    if pupil is None:
        others = fresh.setdefault(key_of(row.family, row.given), [])
        same_id = bool(row.external_id) and any(other.external_id == row.external_id for other in plan.new)
        if same_id or not all(_told_apart(row, other) for other in others):
            plan.problems.append(
                Problem(row.place, row.name, _("同じ子どもが2回あるか、同じ名前の子どもを見分けられません。"))
            )
            return
        others.append(row)
        plan.new.append(row)
        return
    changes = _changes(row, pupil)
    enrolment = register.seats.get(pupil.pk)
    here = (enrolment.school_class.grade, enrolment.school_class.name) if enrolment else None
    if here != (row.grade, row.class_name):
        after = _("%(grade)d年%(name)s組") % {"grade": row.grade, "name": row.class_name}
        plan.moved.append(Match(row, pupil, ((_("組"), _label(register, pupil), after), *changes)))
        return
    if enrolment and row.number is not None and enrolment.number != row.number:
        changes = (*changes, (_("番号"), str(enrolment.number or ""), str(row.number)))
    (plan.changed if changes else plan.unchanged).append(Match(row, pupil, changes))


def _told_apart(row: Row, other: Row) -> bool:
    """Say whether two new children of one name can be told apart by the next import too."""
    if (row.grade, row.class_name) != (other.grade, other.class_name):
        return True
    pairs = (row.born_on, other.born_on), (row.external_id, other.external_id), (row.number, other.number)
    return any(one and two and one != two for one, two in pairs)


def _label(register: Register, pupil: Pupil) -> str:
    seat = register.seats.get(pupil.pk)
    return str(seat.school_class) if seat else ""


SEXES = dict(Pupil.SEXES)
FIELDS = (
    ("family", "family_name", gettext_lazy("姓")),
    ("given", "given_name", gettext_lazy("名")),
    ("family_kana", "family_kana", gettext_lazy("せい")),
    ("given_kana", "given_kana", gettext_lazy("めい")),
    ("sex", "sex", gettext_lazy("性別")),
    ("born_on", "born_on", gettext_lazy("生年月日")),
    ("external_id", "external_id", gettext_lazy("児童番号")),
    ("account", "account", gettext_lazy("アカウント")),
)


def _said(row: Row, pupil: Pupil) -> dict[str, object]:
    """What the row says, by column. Neither an empty cell nor an unsplit form of the known name says anything."""
    said = {column: value for attribute, column, _label in FIELDS if (value := getattr(row, attribute))}
    for family, given in (("family_name", "given_name"), ("family_kana", "given_kana")):
        listed, known = key_of(str(said.get(family, "")), ""), key_of(getattr(pupil, family), getattr(pupil, given))
        if given not in said and listed == known:
            said.pop(family, None)
    return said


def _shown(value: object) -> str:
    return SEXES.get(str(value), str(value)) if value else ""


def _changes(row: Row, pupil: Pupil) -> tuple[tuple[str, str, str], ...]:
    """What the row says otherwise than the register; an empty cell says nothing."""
    found: list[tuple[str, str, str]] = []
    said = _said(row, pupil)
    for _attribute, column, label in FIELDS:
        before = getattr(pupil, column)
        if said.get(column, before) != before:
            found.append((str(label), _shown(before), _shown(said[column])))
    if pupil.left_on is not None:
        found.append((_("在籍"), _("転出"), _("在籍")))
    known = {guardian.name: guardian for guardian in pupil.guardians.all()}
    for listed in row.guardians:
        guardian = known.get(listed.name)
        if guardian is None:
            found.append((_("保護者"), "", listed.name))
            continue
        found += [
            (label, before, after)
            for label, before, after in (
                (_("続柄"), guardian.relation, listed.relation),
                (_("電話"), guardian.phone, listed.phone),
            )
            if after and after != before
        ]
    return tuple(found)


def _missing(plan: Plan, register: Register, rows: list[Row]) -> None:
    """Children of the listed classes (or with no seat this year) whom no row means."""
    listed = {(row.grade, row.class_name) for row in rows}
    whole = len({row.grade for row in rows if row.grade}) >= 4  # a list of the school, not of one class
    told = {leaving.pupil.pk for leaving in plan.left}
    for pupil in register.pupils.values():
        if pupil.left_on is not None or pupil.pk in register.claimed or pupil.pk in told:
            continue
        seat = register.seats.get(pupil.pk)
        if seat is None and not whole:
            continue
        if seat is None or (seat.school_class.grade, seat.school_class.name) in listed or whole:
            plan.left.append(Leaving(pupil, _label(register, pupil), _("名簿にありません")))


@transaction.atomic
def apply_plan(
    *, school: School, rows: list[Row], year: int, leaving: set[int], by: Actor, digest: str | None = None
) -> Plan:
    """Do what `preview` showed: new children, new seats, corrected fields; mark as left only whom the person ticked.

    `leaving` are pupil ids; an id that the plan does not name as a candidate is ignored. Raises PlanChanged when
    `digest` is given and the register has changed since, PermissionDenied without the right.
    """
    if by.actor_kind != "system" and not (isinstance(by, Staff) and by.can(Can.ROSTER) and by.school_id == school.pk):
        raise PermissionDenied
    School.objects.select_for_update().get(pk=school.pk)
    plan = preview(school, rows, year)
    if digest is not None and digest != plan.digest:
        raise PlanChanged
    for row in plan.new:
        pupil = Pupil(school=school)
        _write(pupil, row)
        _seat(school, pupil, row, year)
        _guardians(pupil, row)
    for match in plan.moved + plan.changed:
        match.pupil.left_on = None
        _write(match.pupil, match.row)
        _seat(school, match.pupil, match.row, year)
        _guardians(match.pupil, match.row)
    gone = [candidate.pupil.pk for candidate in plan.left if candidate.pupil.pk in leaving]
    Pupil.objects.filter(school=school, pk__in=gone).update(left_on=today(), account="")
    journal(
        by=by, school_id=school.pk, event="roster.import", about=school, year=year,
        new=len(plan.new),
        moved=[match.pupil.pk for match in plan.moved],
        changed=[match.pupil.pk for match in plan.changed],
        left=gone,
        problems=len(plan.problems),
    )  # fmt: skip
    return plan


def _write(pupil: Pupil, row: Row) -> None:
    for column, value in _said(row, pupil).items():
        setattr(pupil, column, value)
    pupil.save()


def _seat(school: School, pupil: Pupil, row: Row, year: int) -> None:
    school_class, _made = SchoolClass.objects.get_or_create(
        school=school, year=year, grade=row.grade or 1, name=row.class_name
    )
    seat = Enrolment.objects.filter(pupil=pupil, school_class__year=year).first() or Enrolment(pupil=pupil)
    seat.school_class = school_class
    seat.number = row.number if row.number is not None else seat.number
    seat.save()


def _guardians(pupil: Pupil, row: Row) -> None:
    for listed in row.guardians:
        guardian = pupil.guardians.filter(name=listed.name).first() or Guardian(pupil=pupil, name=listed.name)
        guardian.relation = listed.relation or guardian.relation
        guardian.phone = listed.phone or guardian.phone
        guardian.save()
