"""Planning the year's turn: where children go, who leaves, who is 担任. Nothing of it counts before the turn."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.policy.year_duties import LAST_GRADE
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff
from yorisoi.yearend.models import DEPARTS, GRADE_HEAD, HOMEROOM, LEAVES, PlanLine, YearTurn
from yorisoi.yearend.queries import coming_year

CITE = "record.handover"


class Refused(Exception):
    """The plan cannot take this; the text says why and what to do instead."""


def may_plan(by: Staff) -> bool:
    """Say whether this person may plan classes: whoever manages the roster."""
    return by.can(Can.ROSTER)


def may_turn(by: Staff) -> bool:
    """Say whether this person may plan posts that read cases, and press: a manager who reads all."""
    return by.can(Can.ROSTER) and by.can(Can.READ_ALL)


def held(school: School, year: int, by: Staff, *, manager: bool = False, set_too: bool = False) -> YearTurn:
    """Return the turn into this year under its lock; begin it where nobody has. Inside the caller's transaction.

    Raises PermissionDenied, `Refused` (it is done, or fixed: then its plan is not changed).
    """
    if by.school_id != school.pk or not (may_turn(by) if manager else may_plan(by)):
        raise PermissionDenied
    School.objects.select_for_update().get(pk=school.pk)
    if year != coming_year(school):
        raise Refused(_("この年度への年度替わりは、もう済んでいるか、まだ先です。"))
    turn, made = YearTurn.objects.get_or_create(school=school, year=year, defaults={"by": by, "at": clock.now()})
    turn = YearTurn.objects.select_for_update().get(pk=turn.pk)
    if made:
        journal(by=by, school_id=school.pk, event="year.begun", about=turn, cite=CITE, year=year)
    if turn.applied_at is not None:
        raise Refused(_("この年度への年度替わりは、もう済んでいます。"))
    if turn.set_at is not None and not set_too:
        raise Refused(_("年度替わりは予約済みです。直すには、先に予約を取り消してください。"))
    return turn


@transaction.atomic
def move_class(*, school: School, year: int, old: SchoolClass, name: str, by: Staff) -> int:
    """Seat every child of an old class who has no seat yet in the class of this name, one grade up; return how many."""
    turn = held(school, year, by)
    if old.school_id != school.pk or old.year != year - 1 or old.grade >= LAST_GRADE:
        raise Refused(_("この学級は、まとめて進級させられません。"))
    into = _class(school, year, old.grade + 1, name)
    leaving = turn.lines.filter(kind=LEAVES, withdrawn_at__isnull=True).values("pupil")
    seated = Enrolment.objects.filter(school_class__year=year, school_class__school=school).values("pupil")
    rows = Enrolment.objects.filter(school_class=old, pupil__left_on__isnull=True)
    rows = rows.exclude(pupil__in=leaving).exclude(pupil__in=seated)
    made = [Enrolment(pupil_id=row.pupil_id, school_class=into, number=row.number) for row in rows]
    Enrolment.objects.bulk_create(made)
    journal(
        by=by,
        school_id=school.pk,
        event="year.class_moved",
        about=turn,
        cite=CITE,
        old=old.pk,
        new=into.pk,
        n=len(made),
    )
    return len(made)


@transaction.atomic
def move_all(*, school: School, year: int, by: Staff) -> int:
    """Let every class that does not finish go up as it is; return how many children got a seat by it."""
    rows = SchoolClass.objects.filter(school=school, year=year - 1, grade__lt=LAST_GRADE, enrolments__isnull=False)
    return sum(move_class(school=school, year=year, old=one, name=one.name, by=by) for one in rows.distinct())


def _class(school: School, year: int, grade: int, name: str) -> SchoolClass:
    name = name.strip().removesuffix("組")[:10]
    if not name:
        raise Refused(_("組の名前を書いてください。"))
    return SchoolClass.objects.get_or_create(school=school, year=year, grade=grade, name=name)[0]


@transaction.atomic
def seat_pupil(*, school: School, year: int, pupil: Pupil, grade: int, name: str, by: Staff) -> None:
    """Seat one child in a class of the new year; whoever was to leave stays by it."""
    turn = held(school, year, by)
    if pupil.school_id != school.pk or pupil.left_on is not None or not 1 <= grade <= LAST_GRADE:
        raise Refused(_("この子どもの学級は決められません。"))
    into = _class(school, year, grade, name)
    seat = Enrolment.objects.filter(pupil=pupil, school_class__year=year).first() or Enrolment(pupil=pupil)
    seat.school_class = into
    seat.save()
    _withdraw(turn, by, kind=LEAVES, pupil=pupil)
    journal(by=by, school_id=school.pk, event="year.seated", about=turn, cite=CITE, pupil=str(pupil.uid), new=into.pk)


@transaction.atomic
def plan_leaving(*, school: School, year: int, pupil: Pupil, by: Staff) -> PlanLine:
    """Note that a child leaves at the year's end though no class of theirs finishes."""
    turn = held(school, year, by)
    if pupil.school_id != school.pk or pupil.left_on is not None:
        raise Refused(_("この子どもは、もう在籍していません。"))
    return _line(turn, by, LEAVES, pupil=pupil)


@transaction.atomic
def plan_homeroom(*, school: School, year: int, school_class: SchoolClass, staff: Staff | None, by: Staff) -> None:
    """Say who shall be 担任 of a class of the new year; None: nobody yet."""
    turn = held(school, year, by, manager=True)
    if school_class.school_id != school.pk or school_class.year != year:
        raise Refused(_("この学級は、次の年度の学級ではありません。"))
    _in_place(turn, by, HOMEROOM, _colleague(school, staff), school_class=school_class)


@transaction.atomic
def plan_grade_head(*, school: School, year: int, grade: int, staff: Staff | None, by: Staff) -> None:
    """Say who shall be 学年主任 of a grade; None: it stays as it is."""
    turn = held(school, year, by, manager=True)
    if not 1 <= grade <= LAST_GRADE:
        raise Refused(_("この学年はありません。"))
    _in_place(turn, by, GRADE_HEAD, _colleague(school, staff), grade=grade)


@transaction.atomic
def plan_departure(*, school: School, year: int, staff: Staff, by: Staff) -> PlanLine:
    """Note that a colleague goes at the year's end: their account closes with the turn."""
    turn = held(school, year, by, manager=True)
    if staff.pk == by.pk:
        raise Refused(_("自分が離れることは、名簿を管理できる別の人に入れてもらってください。"))
    return _line(turn, by, DEPARTS, staff=_colleague(school, staff))


@transaction.atomic
def withdraw_line(*, school: School, year: int, line: int, by: Staff) -> None:
    """Take one line of the plan back. Lines of people only by who may plan them."""
    turn = held(school, year, by)
    row = turn.lines.filter(pk=line, withdrawn_at__isnull=True).first()
    if row is None:
        return
    if row.kind != LEAVES and not may_turn(by):
        raise PermissionDenied
    _withdraw(turn, by, pk=row.pk)


def _colleague(school: School, staff: Staff | None) -> Staff | None:
    if staff is not None and (staff.school_id != school.pk or not staff.is_active):
        raise Refused(_("この人は、いまの教職員ではありません。"))
    return staff


def _in_place(turn: YearTurn, by: Staff, kind: str, staff: Staff | None, **about: object) -> None:
    row = turn.lines.filter(kind=kind, withdrawn_at__isnull=True, **about).first()
    if row is not None and row.staff_id == (staff.pk if staff else None):
        return
    _withdraw(turn, by, kind=kind, **about)
    if staff is not None:
        _line(turn, by, kind, staff=staff, **about)


def _withdraw(turn: YearTurn, by: Staff, **which: object) -> None:
    rows = turn.lines.filter(withdrawn_at__isnull=True, **which)
    if rows.update(withdrawn_at=clock.now(), withdrawn_by=by):
        journal(by=by, school_id=turn.school_id, event="year.line_withdrawn", about=turn, cite=CITE)


def _line(turn: YearTurn, by: Staff, kind: str, **about: object) -> PlanLine:
    known = turn.lines.filter(kind=kind, withdrawn_at__isnull=True, **about).first()
    if known is not None:
        return known
    row = PlanLine.objects.create(turn=turn, kind=kind, by=by, at=clock.now(), **about)
    journal(by=by, school_id=turn.school_id, event="year.planned", about=turn, cite=CITE, kind=kind, line=row.pk)
    return row
