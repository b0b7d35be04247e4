"""引継ぎ: when people change, promises and clocks go on."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests import play
from tests.asking import text
from yorisoi.cases.handover import CannotTake, carried_by, hand_over
from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Staff

PAGE = "/handover/"


@pytest.fixture
def case(people: Any) -> Case:
    """A case in which the nurse is to hear those around."""
    row = play.opened(people)
    play.find_facts(people, row)
    return row


def fresh(person: Staff) -> Staff:
    return Staff.objects.get(pk=person.pk)


def sheet(case: Case, words: str = "木曜に保護者へ電話する約束") -> dict[uuid.UUID, str]:
    return {case.pk: words}


@pytest.mark.requirement("R10")
def test_duties_and_the_place_on_the_team_pass_on_and_are_confirmed(people: Any, case: Case) -> None:
    owed = Duty.objects.get(case=case, name="hear", staff=people.nurse)
    entry = hand_over(person=people.nurse, to=people.teacher, by=people.nurse, sheets=sheet(case))[0]
    assert entry.data("body") == {"words": "木曜に保護者へ電話する約束"}
    owed.refresh_from_db()
    assert owed.staff == people.teacher
    teacher = fresh(people.teacher)
    assert case in cases_for(teacher)
    confirm = duties_of(teacher).get(name="take_over")
    assert carried_by(people.nurse, people.principal) == []
    play.write(case, teacher, "taken_over", body={})
    confirm.refresh_from_db()
    assert confirm.done_by == teacher
    assert not case.members.filter(staff=people.nurse, until__isnull=True).exists()


def test_only_ones_own_or_as_one_who_oversees(people: Any, case: Case, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, Post.PRINCIPAL, name="東校長")
    for by in (people.homeroom, people.grade_head, stranger):
        with pytest.raises(PermissionDenied):
            hand_over(person=people.nurse, to=people.teacher, by=by, sheets=sheet(case))
    with pytest.raises(PermissionDenied):
        hand_over(person=people.nurse, to=people.nurse, by=people.nurse, sheets=sheet(case))
    for to in (stranger, people.administrator):
        with pytest.raises(CannotTake):
            hand_over(person=people.nurse, to=to, by=people.nurse, sheets=sheet(case))
    hand_over(person=people.nurse, to=people.teacher, by=people.principal, sheets=sheet(case))


@pytest.mark.requirement("O1", "R2")
def test_whoever_is_shut_out_neither_takes_nor_learns(people: Any, case: Case, client_for: Any) -> None:
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.teacher)
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    with pytest.raises(CannotTake):
        hand_over(person=people.nurse, to=people.teacher, by=people.nurse, sheets=sheet(case))
    assert carried_by(people.nurse, people.vice_principal) == []
    with pytest.raises(Case.DoesNotExist):
        hand_over(person=people.nurse, to=people.counsellor, by=people.vice_principal, sheets=sheet(case))
    page = text(client_for(people.vice_principal).get(f"{PAGE}?who={people.nurse.uid}"))
    assert case.label not in page
    assert Duty.objects.filter(OPEN, case=case, staff=people.nurse).exists()


def test_the_page(people: Any, case: Case, client_for: Any) -> None:
    me = client_for(people.nurse)
    page = text(me.get(PAGE))
    assert case.label in page
    assert "割り当てられた聞き取りを行う" in page
    field = f"sheet_{case.pk}"
    page = text(me.post(PAGE, {"to": str(people.teacher.uid), field: " "}), 422)
    assert "次の人が知っておくことを書いてください" in page
    page = text(me.post(PAGE, {"to": "", field: "約束がある"}), 422)
    assert "約束がある" in page
    assert me.post(PAGE, {"to": str(people.teacher.uid), field: "約束がある"}).status_code == 302
    assert "引き継ぐ事案はありません" in text(me.get(PAGE))
    assert "引継ぎを読み、引き受けたことを確かめる" in text(client_for(people.teacher).get("/duties/"))
    shown = text(client_for(people.teacher).get(f"/cases/{case.pk}/"))
    assert "約束がある" in shown


def test_who_may_not_come(people: Any, case: Case, client_for: Any, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, Post.PRINCIPAL, name="東校長")
    assert client_for(stranger).get(f"{PAGE}?who={people.nurse.uid}").status_code == 404
    assert client_for(people.administrator).get(PAGE).status_code == 403
    assert client_for(people.nurse).put(PAGE).status_code == 405
    assert Client().get(PAGE).status_code == 302
    assert case.label not in text(client_for(people.homeroom6).get(f"{PAGE}?who={people.nurse.uid}"))
