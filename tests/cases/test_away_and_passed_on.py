"""Who is away is said where people are put together, and what somebody carries goes along when they hand it over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.handover import carried_by, hand_over
from yorisoi.cases.hearings import Place, begin_hearing, current_rows, plan_hearing
from yorisoi.cases.homes import Prepared, prepare_visit, sheet_of
from yorisoi.cases.measures import Looked, Step, look_at_measure, plan_measure
from yorisoi.cases.models import CaseMember
from yorisoi.cases.present_hearings import plan_page
from yorisoi.duties.away import come_back, set_away
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.meetings.attending import mark_one, may_stand_in, stand_in
from yorisoi.meetings.proposals import propose
from yorisoi.policy.roles import Body, Post
from yorisoi.schools.calendar import today

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10")]


def place(people: Any, main: Any, second: Any, days: int = 1) -> Place:
    at = clock.now() + timedelta(days=days)
    return Place(side="victim", pupil=people.victim, room="相談室", starts_at=at, minutes=30, main=main, second=second)


def gone(people: Any, person: Any, other: Any, days: int = 3) -> Any:
    since, until = today(), today() + timedelta(days=days)
    return set_away(staff=person, substitute=other, since=since, until=until, by=people.principal)


def test_the_plan_of_hearings_says_who_is_away_that_day(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, people.homeroom, people.nurse))
    assert [clash.kind for clash, _where in plan_page(case, people.guidance_head).clashes] == []
    row = gone(people, people.homeroom, people.homeroom6)
    assert [(c.kind, where) for c, where in plan_page(case, people.guidance_head).clashes] == [
        ("away", f"{people.homeroom.name}（相談室）")
    ]
    page = text(client_for(people.guidance_head).get(reverse("cases:hearings", args=[case.pk])))
    assert "この日は不在と記録されています" in page
    come_back(absence=row, by=people.principal)
    assert plan_page(case, people.guidance_head).clashes == []


def test_a_hearing_on_another_day_has_nobody_away(people: Any) -> None:
    case = play.opened(people)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, people.homeroom, people.nurse, days=9))
    gone(people, people.homeroom, people.homeroom6)
    assert plan_page(case, people.guidance_head).clashes == []


def test_who_is_proposed_is_marked_as_away(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    before = propose(people.guidance_head, Body.COMMITTEE, [], [case])
    assert {seat.away for seat in (*before.seats, *before.guests)} == {""}
    gone(people, people.principal, people.vice_principal)
    seats = {seat.staff: seat.away for seat in propose(people.guidance_head, Body.COMMITTEE, [], [case]).seats}
    assert seats[people.principal] == f"不在（代わり {people.vice_principal.name}）"
    assert not seats[people.guidance_head]
    asked = {"body": Body.COMMITTEE, "case": str(case.pk)}
    assert "不在（代わり" in text(client_for(people.guidance_head).get(reverse("meetings:convene"), asked))


def test_the_recorded_substitute_is_proposed_first(people: Any, make_staff: Any, client_for: Any) -> None:
    first = make_staff(people.school, Post.NURSE, name="看護田")
    second = make_staff(people.school, Post.NURSE, name="保健田")
    held = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    seat = held.attendances.get(staff=people.nurse)
    order = [person for person, _post in may_stand_in(held, seat, frozenset())]
    if {first, second} <= set(order):
        gone(people, people.nurse, order[-1])
        held = type(held).objects.get(pk=held.pk)
        again = [person for person, _post in may_stand_in(held, seat, frozenset())]
        assert again == [order[-1], *order[:-1]]
        mark_one(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk, present=False)
        page = text(client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk])))
        assert "不在の間の代わり" in page
    else:  # every other nurse has a seat of their own: whoever acts for the post comes
        assert stand_in(meeting=held, by=people.guidance_head, absent_id=people.nurse.pk, staff_id=None) is None


def test_rooms_homes_and_measures_pass_on(people: Any) -> None:
    case = play.opened(people)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, people.nurse, people.homeroom))
    involvement = case.involvements.get(role="victim")
    prepared = Prepared(
        "様子を伝える", "家での様子", "", clock.now() + timedelta(days=2), people.homeroom, people.nurse
    )
    prepare_visit(involvement=involvement, by=people.guidance_head, prepared=prepared)
    step = Step(problem="x", measure="見守る", staff=people.nurse, do_by=today(), look_on=today() + timedelta(days=3))
    plan_measure(case=case, by=people.guidance_head, step=step)
    CaseMember.objects.filter(case=case, staff=people.nurse).update(until=clock.now())
    Duty.objects.filter(case=case, name="hear_victim").update(dropped_at=clock.now(), dropped_by_move="test")
    assert [row.case for row in carried_by(people.nurse, people.principal)] == [case]
    hand_over(person=people.nurse, to=people.teacher, by=people.principal, sheets={case.pk: "頼みます"})
    row = current_rows(case)[0]
    assert (row.main, row.second, row.replaces.main) == (people.teacher, people.homeroom, people.nurse)
    sheet = sheet_of(involvement)
    assert sheet is not None
    assert (sheet.main, sheet.second) == (people.homeroom, people.teacher)
    assert sheet.data("prepared")["tell"] == "様子を伝える"
    assert not Duty.objects.filter(OPEN, case=case, staff=people.nurse).exists()
    duty = Duty.objects.get(OPEN, case=case, name="evaluate_measure")
    looked = Looked(effect="partly", onward="go_on", seen="少し", answer="", look_on=today() + timedelta(days=9))
    look_at_measure(case=case, duty=duty, by=people.guidance_head, looked=looked)
    assert Duty.objects.get(OPEN, case=case, name="evaluate_measure").staff == people.teacher
    assert carried_by(people.nurse, people.principal) == []


def test_a_room_in_which_somebody_sits_already_stays_and_nobody_listens_twice(people: Any) -> None:
    case = play.opened(people)
    begun = plan_hearing(case=case, by=people.guidance_head, place=place(people, people.nurse, people.homeroom))
    begin_hearing(row=begun, by=people.nurse)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, people.nurse, people.teacher, days=4))
    hand_over(person=people.nurse, to=people.teacher, by=people.nurse, sheets={case.pk: "頼みます"})
    assert [(row.main, row.second) for row in current_rows(case)] == [
        (people.nurse, people.homeroom),
        (people.teacher, None),
    ]
