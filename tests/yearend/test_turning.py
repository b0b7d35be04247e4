"""The turn of the year: planned ahead, looked at, done once; cases go on, access ends, nothing is owed to nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from tests import play
from tests.yearend import turns
from tests.yearend.turns import fresh
from yorisoi.cases.queries import cases_for
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of, open_duties, with_owner
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Enrolment, PostHolding, Pupil
from yorisoi.schools.queries import current_enrolments
from yorisoi.yearend import planning
from yorisoi.yearend.hands import AlreadyWritten, hands_of, write_handover
from yorisoi.yearend.models import PlanLine, YearTurn
from yorisoi.yearend.planning import Refused
from yorisoi.yearend.queries import ahead, coming_year
from yorisoi.yearend.turning import NotSettled, PlanChanged, set_turn, turn_due, turn_year, unset_turn


@pytest.fixture
def year(people: Any) -> int:
    """The coming year, in a school with children below and above."""
    turns.populate(people)
    return turns.next_year()


def test_the_dry_run_says_what_must_be_settled_and_changes_nothing(people: Any, year: int) -> None:
    seen = ahead(people.school, year)
    assert seen.blocked
    assert {row.school_class.grade for row in seen.old if row.missing} == {1, 3}
    assert [one.pk for one in seen.leavers] == [people.sixth.pk]
    turns.plan_classes(people, year)
    seen = ahead(people.school, year)
    assert seen.blocked  # no 担任 yet
    assert all("担任" in str(one.text) for one in seen.findings if one.tone == "danger")
    turns.plan_posts(people, year, [people.homeroom])
    seen = ahead(people.school, year)
    assert not seen.blocked
    assert seen.numbers == {"up": 4, "in": 0, "finished": 1, "moved": 0, "ended": 2, "begun": 2, "departed": 0}
    assert people.homeroom.post_holdings.get(until__isnull=True).school_class == people.class31
    assert current_enrolments([people.victim.pk])[people.victim.pk].school_class == people.class31


@pytest.mark.requirement("O1")
def test_on_the_first_of_april_the_plan_takes_effect_once(people: Any, year: int) -> None:
    rooms = turns.planned(people, year)
    with pytest.raises(Refused):
        turns.press(people, year)
    with turns.on(4, 1):
        turn = turns.press(people, year)
        again = turn_year(school=people.school, year=year, by=people.vice_principal, digest="whatever")
        assert again.applied_at == turn.applied_at
        assert Event.objects.filter(event="year.turned").count() == 1
        assert Pupil.objects.get(pk=people.sixth.pk).left_on is not None
        for pk, person in rooms.items():
            held = fresh(person).post_holdings.get(post=Post.HOMEROOM, until__isnull=True)
            assert (held.school_class_id, held.since.month, held.since.day) == (pk, 4, 1)
        old = PostHolding.objects.get(staff=people.homeroom, post=Post.HOMEROOM)
        assert (old.until.month, old.until.day) == (3, 31)  # type: ignore[union-attr]
        assert coming_year(people.school) == year + 1
        with pytest.raises(Refused):
            planning.move_class(school=people.school, year=year, old=people.class31, name="1", by=people.principal)


def test_what_is_fixed_happens_by_the_clock_and_is_done_once(people: Any, year: int) -> None:
    turns.planned(people, year)
    with turns.on(3, 20):
        turns.fix(people, year)
        assert turns.fix(people, year).set_at is not None
        assert turn_due() == 0
    with turns.on(4, 1):
        assert turn_due() == 1
        assert turn_due() == 0
        assert YearTurn.objects.get().applied_by is None


def test_what_is_not_fixed_does_not_happen_by_itself(people: Any, year: int) -> None:
    turns.planned(people, year)
    with turns.on(4, 2):
        assert turn_due() == 0
        with pytest.raises(Refused):
            turn_year(school=people.school, year=year)


def test_a_fixed_plan_stops_when_something_must_be_settled_again(people: Any, year: int, make_pupil: Any) -> None:
    turns.planned(people, year)
    turns.fix(people, year)
    make_pupil(people.school, people.class31, "転入")
    with turns.on(4, 1):
        assert turn_due() == 0
        assert YearTurn.objects.get().applied_at is None
        with pytest.raises(Refused, match="予約"):
            turns.plan_classes(people, year)
        unset_turn(school=people.school, year=year, by=people.principal)
        turns.plan_classes(people, year)
        turns.press(people, year)


def test_nobody_presses_on_a_plan_that_they_have_not_seen(people: Any, year: int) -> None:
    with pytest.raises(NotSettled):
        set_turn(school=people.school, year=year, by=people.principal, digest=ahead(people.school, year).digest)
    turns.planned(people, year)
    seen = ahead(people.school, year).digest
    room = turns.new_classes(people, year)[0]
    planning.plan_homeroom(
        school=people.school, year=year, school_class=room, staff=people.teacher, by=people.principal
    )
    with pytest.raises(PlanChanged):
        set_turn(school=people.school, year=year, by=people.principal, digest=seen)


def test_who_may_plan_and_who_may_press(people: Any, year: int, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, Post.PRINCIPAL)
    for by in (people.homeroom, people.guidance_head, stranger):
        with pytest.raises(PermissionDenied):
            turns.plan_classes(people, year, by=by)
    turns.plan_classes(people, year, by=people.administrator)
    room = turns.new_classes(people, year)[0]
    with pytest.raises(PermissionDenied):
        planning.plan_homeroom(
            school=people.school, year=year, school_class=room, staff=people.administrator, by=people.administrator
        )
    with pytest.raises(Refused):
        planning.plan_homeroom(
            school=people.school, year=year, school_class=room, staff=stranger, by=people.vice_principal
        )
    turns.plan_posts(people, year)
    for by in (people.administrator, people.guidance_head):
        with pytest.raises(PermissionDenied), turns.on(4, 1):
            turns.press(people, year, by=by)


def test_a_single_child_goes_elsewhere_or_leaves(people: Any, year: int) -> None:
    planning.plan_leaving(school=people.school, year=year, pupil=people.witness, by=people.principal)
    planning.seat_pupil(school=people.school, year=year, pupil=people.victim, grade=4, name="3", by=people.principal)
    turns.planned(people, year)
    assert {str(row.school_class) for row in ahead(people.school, year).new} == {"2年1組", "4年1組", "4年3組"}
    with turns.on(4, 1):
        turns.press(people, year)
        assert Pupil.objects.get(pk=people.witness.pk).left_on is not None
        assert current_enrolments([people.victim.pk])[people.victim.pk].school_class.name == "3"


def test_the_last_manager_does_not_go(people: Any, year: int) -> None:
    turns.planned(people, year)
    for person, by in ((people.principal, people.vice_principal), (people.vice_principal, people.principal)):
        planning.plan_departure(school=people.school, year=year, staff=person, by=by)
    assert any("校長も教頭も" in str(one.text) for one in ahead(people.school, year).findings)
    with turns.on(4, 1), pytest.raises(NotSettled):
        turns.press(people, year)


def test_a_planned_departure_closes_the_account(people: Any, year: int, client_for: Any) -> None:
    turns.planned(people, year)
    client = client_for(people.homeroom)
    planning.plan_departure(school=people.school, year=year, staff=people.homeroom, by=people.principal)
    with turns.on(4, 1):
        turns.press(people, year)
        assert not fresh(people.homeroom).is_active
        assert client.get("/duties/").status_code == 302


@pytest.mark.requirement("R10", "R12")
def test_an_open_case_goes_on_with_a_handover_that_the_new_teacher_confirms(people: Any, year: int) -> None:
    case = play.responding(people)
    by_name = Duty.objects.filter(OPEN, case=case, staff=people.homeroom).count()
    new = people.teacher
    turns.plan_classes(people, year)
    target = next(one for one in turns.new_classes(people, year) if one.grade == 4)
    planning.plan_homeroom(school=people.school, year=year, school_class=target, staff=new, by=people.principal)
    for one in turns.new_classes(people, year):
        if one != target:
            planning.plan_homeroom(
                school=people.school, year=year, school_class=one, staff=people.academic_head, by=people.principal
            )
    with turns.on(3, 20):
        turns.fix(people, year)
        owed = duties_of(fresh(people.homeroom)).get(name="write_handover")
        assert owed.due_at.astimezone().date().month == 3
        entry = write_handover(duty=owed, by=people.homeroom, words="木曜に電話する約束")
        assert entry.data("body") == {"words": "木曜に電話する約束"}
        with pytest.raises(AlreadyWritten):
            write_handover(duty=owed, by=people.homeroom, words="もういちど")
        assert case not in cases_for(fresh(new))
    with turns.on(4, 1):
        assert turn_due() == 1
        case.refresh_from_db()
        assert case in cases_for(fresh(new))
        confirm = duties_of(fresh(new)).get(name="take_over")
        assert not Duty.objects.filter(OPEN, case=case, name="write_handover").exists()
        assert Duty.objects.filter(OPEN, case=case, staff=people.homeroom).count() == 0
        assert Duty.objects.filter(OPEN, case=case, staff=new).count() >= by_name
        play.write(case, fresh(new), "taken_over", body={})
        confirm.refresh_from_db()
        assert confirm.done_by == new


@pytest.mark.requirement("R10")
def test_what_was_not_written_goes_to_whoever_is_in_charge(people: Any, year: int) -> None:
    case = play.responding(people)
    turns.planned(people, year)
    turns.fix(people, year)
    with turns.on(4, 1):
        turn_due()
        assert not duties_of(fresh(people.homeroom)).filter(name="write_handover").exists()
        owed = duties_of(fresh(people.guidance_head)).get(name="write_handover", case=case)
        write_handover(duty=owed, by=fresh(people.guidance_head), words="担任から聞いたこと")


def test_who_goes_up_with_the_class_hands_nothing_over(people: Any, year: int) -> None:
    play.responding(people)
    turns.plan_classes(people, year)
    for one in turns.new_classes(people, year):
        staff = people.homeroom if one.grade == 4 else people.academic_head
        planning.plan_homeroom(school=people.school, year=year, school_class=one, staff=staff, by=people.principal)
    assert hands_of(ahead(people.school, year)) == []
    with turns.on(4, 1):
        turns.press(people, year)
        assert not Duty.objects.filter(OPEN, name__in=["take_over", "write_handover"]).exists()


@pytest.mark.requirement("R2", "O1")
def test_whoever_is_named_in_a_case_neither_takes_it_over_nor_learns_of_it(people: Any, year: int) -> None:
    case = play.responding(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.teacher)
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    turns.plan_classes(people, year)
    for one in turns.new_classes(people, year):
        planning.plan_homeroom(
            school=people.school, year=year, school_class=one, staff=people.teacher, by=people.principal
        )
    turns.fix(people, year)
    with turns.on(4, 1):
        turn_due()
        assert case not in cases_for(fresh(people.teacher))
        assert not duties_of(fresh(people.teacher)).filter(case=case).exists()
        taking = Duty.objects.get(OPEN, case=case, name="take_over")
        assert taking.staff not in (people.teacher, people.vice_principal)
        assert not open_duties(fresh(people.vice_principal)).filter(case=case).exists()


@pytest.mark.requirement("R11")
def test_after_the_turn_nothing_is_owed_to_nobody(people: Any, year: int) -> None:
    people.victim.enrolments.update(school_class=people.class61)  # the victim finishes the school
    case = play.responding(people)
    turns.planned(people, year)
    with turns.on(4, 1):
        turns.press(people, year)
        owed = with_owner(Duty.objects.filter(OPEN, school=people.school))
        assert not owed.filter(owned=False).exists()
        assert owed.filter(case=case, name="pass_on_record", pupil=people.victim).exists()
        assert not owed.filter(case=case, acting_post=Post.HOMEROOM, pupil=people.victim).exists()


def test_the_database_keeps_a_turn_and_its_lines(people: Any, year: int) -> None:
    turns.planned(people, year)
    with turns.on(4, 1):
        turn = turns.press(people, year)
    for change in (
        lambda: YearTurn.objects.filter(pk=turn.pk).update(applied_at=None),
        lambda: YearTurn.objects.filter(pk=turn.pk).delete(),
        lambda: PlanLine.objects.filter(turn=turn).update(grade=3),
        lambda: PlanLine.objects.filter(turn=turn).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_child_has_one_seat(people: Any, year: int) -> None:
    turns.planned(people, year)
    turns.plan_classes(people, year)  # pressed twice
    assert Enrolment.objects.filter(school_class__year=year).count() == 4
