"""The press: on or after 1 April the plan takes effect, all of it in one transaction, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, CaseMember, Involvement
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.passing_on import pass_on
from yorisoi.documents.passing_due import owe_for_those_who_go
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.turning import follow_the_children
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.policy.case_duties import TAKE_OVER
from yorisoi.policy.roles import Post
from yorisoi.policy.year_duties import WRITE_HANDOVER
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, Staff
from yorisoi.schools.sandboxes import here
from yorisoi.schools.staffing import begin_post, depart
from yorisoi.yearend.hands import Hand, ask_for_handovers, drop_asked, hands_of
from yorisoi.yearend.models import HOMEROOM, YearTurn
from yorisoi.yearend.owning import own_everything
from yorisoi.yearend.planning import CITE, Refused, held, may_turn
from yorisoi.yearend.queries import ahead
from yorisoi.yearend.shape import Ahead, first_day, last_day_before


class NotSettled(Exception):
    """Something must be settled first: `ahead` tells what."""

    def __init__(self, found: Ahead) -> None:
        super().__init__("not settled")
        self.ahead = found


class PlanChanged(Exception):
    """The plan or the roster is no longer what the person has seen."""


@transaction.atomic
def set_turn(*, school: School, year: int, by: Staff, digest: str) -> YearTurn:
    """Fix the plan: it happens by itself on 1 April; each old 担任 owes the handover of their open cases by then.

    Raises `NotSettled`, `PlanChanged`, `Refused`, PermissionDenied. Pressed twice, it is fixed once.
    """
    turn = held(school, year, by, manager=True, set_too=True)
    if turn.set_at is not None:
        return turn
    found = _seen(school, year, digest)
    now = clock.now()
    turn.set_at, turn.set_by = now, by
    turn.save(update_fields=["set_at", "set_by"])
    journal(by=by, school_id=school.pk, event="year.set", about=turn, cite=CITE, at=now, **found.numbers)
    ask_for_handovers(found, by=by, at=now)
    owe_for_those_who_go(school, found.leavers, by=by, at=now)
    return turn


@transaction.atomic
def unset_turn(*, school: School, year: int, by: Staff) -> None:
    """Take the fixing back, so that the plan can be changed. What is written by then stays written."""
    turn = held(school, year, by, manager=True, set_too=True)
    if turn.set_at is None:
        return
    turn.set_at = turn.set_by = None
    turn.save(update_fields=["set_at", "set_by"])
    now = clock.now()
    journal(by=by, school_id=school.pk, event="year.unset", about=turn, cite=CITE, at=now)
    drop_asked(school, by=by, at=now)


def _seen(school: School, year: int, digest: str | None) -> Ahead:
    found = ahead(school, year)
    if found.blocked:
        raise NotSettled(found)
    if digest is not None and digest != found.digest:
        raise PlanChanged
    return found


@transaction.atomic
def turn_year(*, school: School, year: int, by: Staff | None = None, digest: str | None = None) -> YearTurn:
    """Let the plan take effect. by: None for the clock, which does only what a manager has fixed.

    Done once: a second press returns what the first has done. Raises `NotSettled`, `PlanChanged`, `Refused` (it is not
    1 April yet), PermissionDenied.
    """
    if by is not None and (by.school_id != school.pk or not may_turn(by)):
        raise PermissionDenied
    School.objects.select_for_update().get(pk=school.pk)
    turn = YearTurn.objects.select_for_update().filter(school=school, year=year).first()
    if turn is None or (by is None and turn.set_at is None):
        raise Refused(_("年度替わりは、まだ準備されていません。"))
    if turn.applied_at is not None:
        return turn
    if today() < first_day(year):
        raise Refused(_("4月1日になるまで、年度替わりはできません。予約しておくと、その日に自動で替わります。"))
    found = _seen(school, year, digest)
    actor: Actor = by or SYSTEM
    signer = by or turn.set_by
    now = clock.now()
    hands = hands_of(found)
    _roster(found, actor)
    follow_the_children(school)
    if signer is not None:
        for hand in hands:
            _hand_over(hand, by=signer, at=now)
        owe_for_those_who_go(school, found.leavers, by=signer, at=now)
    _leave_teams(found, now)
    own_everything(school, by=actor, at=now)
    turn.applied_at, turn.applied_by, turn.told = now, by, found.numbers
    turn.save(update_fields=["applied_at", "applied_by", "told"])
    journal(by=actor, school_id=school.pk, event="year.turned", about=turn, cite=CITE, at=now, **found.numbers)
    return turn


def _roster(found: Ahead, by: Actor) -> None:
    """Children leave, colleagues go, posts end and begin."""
    last, first = last_day_before(found.year), first_day(found.year)
    Pupil.objects.filter(pk__in=[one.pk for one in found.leavers], left_on__isnull=True).update(left_on=last)
    for holding in found.ending:
        ended = max(last, holding.since)
        PostHolding.objects.filter(pk=holding.pk, until__isnull=True).update(until=ended)
        journal(
            by=by, school_id=found.school.pk, event="post.ended", about=holding.staff, post=holding.post,
            holding=holding.pk,
        )  # fmt: skip
    for person in found.departing:
        depart(staff=person, by=by, until=last)
    for line in found.beginning:
        if line.staff is not None:
            post = Post.HOMEROOM if line.kind == HOMEROOM else Post.GRADE_HEAD
            person = Staff.objects.select_related("user").get(pk=line.staff.pk)
            begin_post(staff=person, post=post, by=by, since=first, school_class=line.school_class, grade=line.grade)


def _hand_over(hand: Hand, *, by: Staff, at: datetime) -> None:
    """One case: what the old 担任 carries by name goes on, who comes reads and confirms, what is unwritten is owed."""
    case = locked(hand.case)
    if hand.old is not None:
        _carried(case, hand, by, at)
    takers = hand.takers
    if hand.new:
        join_team(case, takers, "handover", at, by)
    known = set(
        Duty.objects.filter(OPEN, case=case, name=TAKE_OVER.name, staff__in=takers).values_list("staff_id", flat=True)
    )
    assigned: dict[str, Any] = {TAKE_OVER.name: [(one, None, None, "") for one in takers if one.pk not in known]}
    owe([TAKE_OVER], about=case, by=by, at=at, setting=Setting(shut_out=hand.out, assigned=assigned))
    asked = Duty.objects.filter(OPEN, case=case, name=WRITE_HANDOVER.name)
    asked.filter(staff=hand.old).update(dropped_at=at, dropped_by_move="year_turned")
    if not hand.written and not Duty.objects.filter(OPEN, case=case, name=WRITE_HANDOVER.name, staff=None).exists():
        owe([WRITE_HANDOVER], about=case, by=by, at=at, setting=Setting(shut_out=hand.out))
    journal(
        by=by, school_id=case.school_id, event="case.handed_over", about=case, cite=TAKE_OVER.cite, at=at,
        staff=hand.old.pk if hand.old else None, to=[one.pk for one in takers],
    )  # fmt: skip


def _carried(case: Case, hand: Hand, by: Staff, at: datetime) -> None:
    """Give what the old 担任 owes by name, would listen to or visit, to the new one of the child, or of the first."""
    if hand.old is None:
        return
    first = next(iter(hand.takers), None)
    owed = Duty.objects.filter(OPEN, case=case, staff=hand.old).exclude(name__in=[WRITE_HANDOVER.name, TAKE_OVER.name])
    for pupil, new in hand.new.items():
        owed.filter(pupil_id=pupil).update(staff=new)
    owed.filter(staff=hand.old).update(staff=first)
    Duty.objects.filter(OPEN, case=case, staff=hand.old, name=TAKE_OVER.name).update(
        dropped_at=at, dropped_by_move="year_turned"
    )
    if first is not None and first.pk != hand.old.pk:
        pass_on(case, hand.old, first, by=by, at=at)


def _leave_teams(found: Ahead, at: datetime) -> None:
    """Whose 担任 ends leaves the teams of their children's cases, at rest or not, unless they owe something there."""
    for holding in found.ending:
        if holding.post != Post.HOMEROOM:
            continue
        children = Enrolment.objects.filter(school_class=holding.school_class_id).values("pupil")
        still = [pk for pk in found.before if (new := found.homeroom_after(pk)) and new.pk == holding.staff_id]
        roles = Involvement.objects.filter(until__isnull=True)
        kept = roles.filter(pupil__in=still).values("case")
        owed = Duty.objects.filter(OPEN, staff=holding.staff_id, case__isnull=False).values("case")
        CaseMember.objects.filter(
            staff=holding.staff_id, until__isnull=True, case__in=roles.filter(pupil__in=children).values("case")
        ).exclude(case__in=kept).exclude(case__in=owed).exclude(why="invited").update(until=at)


def turn_due() -> int:
    """Let every turn that is fixed and due happen; return how many did. One that is stopped stays, and is shown."""
    done = 0
    for turn in YearTurn.objects.filter(here(), set_at__isnull=False, applied_at__isnull=True).select_related("school"):
        if today() < first_day(turn.year):
            continue
        try:
            turn_year(school=turn.school, year=turn.year)
        except NotSettled:
            continue
        done += 1
    return done
