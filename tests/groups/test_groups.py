"""Building, changing and using groups: what people do, and what the database and the actions refuse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.groups.conftest import NOW, TODAY, YEAR
from tests.prevention.conftest import of
from yorisoi.attendance.taking import Change, take_class_day
from yorisoi.groups.changing import (
    NotALeader,
    NotNow,
    drop_draft,
    end_leavers,
    join,
    may_change,
    move_pupil,
    propose,
    put_in_force,
    set_leaders,
)
from yorisoi.groups.making import Busy, TooFew, Wish, make_groups
from yorisoi.groups.models import Arrangement, Leader, Place, Solving, TookPart
from yorisoi.groups.queries import groups_of, in_force, on_the_day, seats, without_group
from yorisoi.groups.sessions import (
    NamesAChild,
    Nobody,
    NoGroups,
    NotYetHeld,
    away_on,
    call_off,
    hold,
    marks,
    plan_session,
    reflect,
    take_part,
)
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.deadlines import TOKYO
from yorisoi.prevention.making import begin_plan
from yorisoi.prevention.recording import link
from yorisoi.prevention.turning import follow_plan

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("P2")
def test_groups_are_even_and_led_from_the_highest_grade(people: Any, draft: Arrangement) -> None:
    groups = groups_of(draft)
    assert [len(one.members) for one in groups] == [4, 4, 4]
    for one in groups:
        assert sorted(kid.grade for kid in one.members) == [1, 3, 3, 6]
        assert [kid.grade for kid in one.leaders] == [6]
    assert Place.objects.values("pupil").distinct().count() == 12
    assert in_force(draft.school) is None  # a draft is looked at first
    again = make_groups(school=draft.school, by=people.guidance_head, wish=Wish("new_year", 3), token="draft-token")
    assert again == draft
    assert Event.objects.filter(event="groups.made").count() == 1


def test_who_builds_and_for_how_many(people: Any, children: Any) -> None:
    for number in (1, 13):
        with pytest.raises(TooFew):
            make_groups(school=children, by=people.principal, wish=Wish("term", number), token="x")
    for person in (people.homeroom, people.nurse, people.administrator, people.academic_head):
        with pytest.raises(PermissionDenied):
            make_groups(school=children, by=person, wish=Wish("term", 3), token="x")
    row = make_groups(school=children, by=people.guidance_head, wish=Wish("term", None, 6), token="x")
    assert row.groups.count() == 2


def test_a_second_press_does_not_start_a_second_solver(people: Any, children: Any) -> None:
    Solving.objects.create(school=children, since=clock.now())
    with pytest.raises(Busy):
        make_groups(school=children, by=people.principal, wish=Wish("term", 3), token="x")
    with clock.at(NOW + timedelta(minutes=5)):  # what a process that died has left behind
        make_groups(school=children, by=people.principal, wish=Wish("term", 3), token="x")
    assert Solving.objects.get().since is None


@pytest.mark.requirement("P2")
def test_moving_exchanging_and_the_history_of_it(people: Any, draft: Arrangement) -> None:
    first, second, third = groups_of(draft)
    leader, other = first.leaders[0].pupil, second.leaders[0].pupil
    move_pupil(arrangement=draft, by=people.vice_principal, pupil=leader, to=second.row, exchange=other)
    first, second, third = groups_of(draft)
    assert leader in [kid.pupil for kid in second.members]
    assert other in [kid.pupil for kid in first.members]
    assert not first.leaders  # whoever moves no longer leads the old group
    set_leaders(group=second.row, by=people.principal, pupils=[leader])
    young = next(kid.pupil for kid in second.members if kid.grade == 1)
    for wrong in ([young], [other], [leader, other]):
        with pytest.raises(NotALeader):
            set_leaders(group=second.row, by=people.principal, pupils=wrong)
    with pytest.raises(NotNow):  # of another group than the one that was chosen
        move_pupil(arrangement=draft, by=people.principal, pupil=leader, to=third.row, exchange=first.members[0].pupil)
    for person in (people.homeroom, people.academic_head):  # a draft is theirs who deal
        with pytest.raises(PermissionDenied):
            move_pupil(arrangement=draft, by=person, pupil=leader, to=third.row)
    assert Place.objects.filter(pupil=leader).count() == 2
    place = Place.objects.get(pupil=leader, ended_at__isnull=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(
            arrangement=draft, group=third.row, pupil=leader, why="moved", at=clock.now(), by=people.principal
        )
    assert place.group == second.row


@pytest.mark.requirement("P2")
def test_in_force_from_a_day_and_the_old_ones_stay(people: Any, grouping: Arrangement) -> None:
    new = make_groups(school=grouping.school, by=people.principal, wish=Wish("activity", 2), token="second")
    with pytest.raises(NotNow):  # a day of another year
        put_in_force(arrangement=new, by=people.principal, from_on=date(2027, 4, 1))
    put_in_force(arrangement=new, by=people.principal, from_on=TODAY + timedelta(days=2))
    assert in_force(grouping.school) == grouping
    assert may_change(new)
    with pytest.raises(NotNow):
        drop_draft(arrangement=new, by=people.principal)
    with clock.at(NOW + timedelta(days=3)):
        assert in_force(grouping.school) == new
        assert not may_change(grouping)
        with pytest.raises(NotNow):
            move_pupil(arrangement=grouping, by=people.principal, pupil=people.victim, to=grouping.groups.get(number=1))
    assert len(groups_of(grouping)) == 3
    with clock.at(datetime(2027, 4, 2, tzinfo=TOKYO)):
        assert in_force(grouping.school) is None


@pytest.mark.requirement("P2")
def test_children_who_come_and_go(people: Any, grouping: Arrangement, make_pupil: Any) -> None:
    gone = groups_of(grouping)[0].leaders[0].pupil
    gone.left_on = TODAY
    gone.save()
    assert [len(one.members) for one in groups_of(grouping)] == [3, 4, 4]  # at once, before the tick
    assert end_leavers() == 1
    assert end_leavers() == 0
    assert Leader.objects.get(pupil=gone).ended_at is not None
    new = make_pupil(people.school, people.class61, "転入")
    seated = seats(grouping.school, YEAR)
    (newcomer,) = without_group(grouping, seated)
    groups = groups_of(grouping, seated)
    ((who, best),) = propose([newcomer], groups, people.academic_head)
    assert (who.pupil, best.row.number) == (new, 1)
    place = join(arrangement=grouping, by=people.academic_head, pupil=new, to=best.row)
    assert join(arrangement=grouping, by=people.academic_head, pupil=new, to=groups[1].row) == place
    assert new not in on_the_day(grouping, date(2026, 11, 5))[best.row.pk]
    assert gone in on_the_day(grouping, date(2026, 11, 5))[best.row.pk]
    assert new in on_the_day(grouping, TODAY)[best.row.pk]


@pytest.mark.requirement("P2")
def test_a_session_from_the_plan_to_the_reflection(people: Any, grouping: Arrangement) -> None:
    school = grouping.school
    with pytest.raises(NoGroups):
        plan_session(school=school, by=people.principal, on=date(2026, 10, 1), title="遊び", token="a")
    with pytest.raises(NamesAChild):
        plan_session(school=school, by=people.principal, on=TODAY, title="髙﨑子さんと遊ぶ", token="a")
    with pytest.raises(PermissionDenied):
        plan_session(school=school, by=people.homeroom, on=TODAY, title="遊び", token="a")
    row = plan_session(school=school, by=people.academic_head, on=TODAY, title="ドッジボール", token="a")
    ahead = plan_session(school=school, by=people.principal, on=TODAY + timedelta(days=9), title="次", token="b")
    one = groups_of(grouping)[0]
    here = {kid.pupil.pk for kid in one.members}
    leader = one.leaders[0].pupil
    assert take_part(session=row, by=people.teacher, group=one.row, present=here - {leader.pk}) == 4
    assert take_part(session=row, by=people.nurse, group=one.row, present=here) == 1  # only what has changed
    assert marks(row)[leader.pk] is True
    assert TookPart.objects.count() == 5
    stranger = groups_of(grouping)[1].members[0].pupil
    with pytest.raises(Nobody):
        take_part(session=row, by=people.teacher, group=one.row, present=set())
    with pytest.raises(Nobody):
        take_part(session=row, by=people.teacher, group=one.row, present=here, nobody=True)
    for person in (people.counsellor, people.administrator):
        with pytest.raises(PermissionDenied):
            take_part(session=row, by=person, group=one.row, present=here)
        with pytest.raises(PermissionDenied):
            hold(session=row, by=person, words={"done": "遊んだ"}, token="c")
    with pytest.raises(NamesAChild):
        hold(session=row, by=people.homeroom, words={"done": "遊んだ", "next": "髙﨑 子さんを誘う"}, token="h")
    with pytest.raises(PermissionDenied):
        take_part(session=row, by=people.teacher, group=one.row, present={stranger.pk})
    hold(session=row, by=people.homeroom, words={"done": "三つの遊びをした", "next": "体育館を取る"}, token="h")
    hold(session=row, by=people.homeroom, words={"done": "三つの遊びをした", "next": "体育館を取る"}, token="h")
    said = reflect(session=row, by=people.homeroom6, group=one.row, leader=leader, words="楽しかった", token="r")
    assert said is not None
    assert said.text("words") == "楽しかった"
    assert row.notes.count() == 3
    with pytest.raises(PermissionDenied):
        reflect(session=row, by=people.homeroom6, group=one.row, leader=stranger, words="ちがう", token="q")
    for wrong in (
        lambda: hold(session=ahead, by=people.principal, words={"done": "まだ"}, token="x"),
        lambda: take_part(session=ahead, by=people.principal, group=one.row, present=here),
        lambda: call_off(session=row, by=people.principal),
    ):
        with pytest.raises(NotYetHeld):
            wrong()
    call_off(session=ahead, by=people.principal)
    call_off(session=ahead, by=people.principal)
    row.refresh_from_db()
    assert row.held_by == people.homeroom


def test_absent_from_school_is_not_ticked_to_begin_with(people: Any, grouping: Arrangement) -> None:
    changes = {people.victim.pk: Change("illness"), people.witness.pk: Change("late")}
    take_class_day(school_class=people.class31, day=TODAY, by=people.homeroom, changes=changes)
    assert away_on([people.victim.pk, people.witness.pk], TODAY) == {people.victim.pk}


@pytest.mark.requirement("P2")
def test_sessions_turn_the_plans_activity_done(people: Any, grouping: Arrangement) -> None:
    with clock.at(datetime(2026, 4, 1, 9, tzinfo=TOKYO)):
        plan = begin_plan(school=people.school, year=YEAR, by=people.guidance_head)
    activity = of(plan, "groups_play")
    row = plan_session(school=people.school, by=people.principal, on=TODAY, title="遊び", token="a")
    link(activity=activity, by=people.guidance_head, kind="groups.session", ref=f"{YEAR}:11")
    link(activity=activity, by=people.guidance_head, kind="groups.session", ref=str(row.pk))
    follow_plan(plan)
    assert of(plan, "groups_play").state == "planned"
    hold(session=row, by=people.homeroom, words={"done": "遊んだ"}, token="h")
    follow_plan(plan)
    assert of(plan, "groups_play").done_on == TODAY
