"""Whoever is shut out of a matter learns nothing of it from attendance: no early warning, no suspicion, no count."""

from __future__ import annotations

from typing import Any

import pytest

from tests import play
from tests.attendance.days import absent, take
from yorisoi.attendance.answering import Answer, answer_warning
from yorisoi.attendance.models import AbsenceWarning, Mark, WarningStep
from yorisoi.attendance.queries import attendance_of, steps_shown, warnings_for
from yorisoi.attendance.reassigning import pass_on_warnings
from yorisoi.attendance.taking import Change, take_class_day
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of, open_duties, unseen
from yorisoi.policy.absence import Count
from yorisoi.reports.models import Report
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff

pytestmark = pytest.mark.django_db


def fresh(staff: Staff) -> Staff:
    return Staff.objects.select_related("school").get(pk=staff.pk)


def test_an_early_warning_goes_past_the_teacher_who_is_named(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    absent(people, people.victim, 2)
    row = AbsenceWarning.objects.get()
    teacher = fresh(people.homeroom)
    assert not warnings_for(teacher).exists()
    assert not duties_of(teacher).filter(subject_id=row.pk).exists()
    assert not unseen(teacher).filter(subject_id=row.pk).exists()
    assert sorted(Duty.objects.filter(OPEN, subject_id=row.pk).values_list("acting_post", flat=True)) == [
        "grade_head", "guidance_head",
    ]  # fmt: skip
    client = client_for(people.homeroom)
    assert client.get(f"/attendance/warnings/{row.pk}/").status_code == 404
    assert "知らせがあります" not in client.get("/duties/").content.decode()
    # the ordinary count is ordinary
    absent(people, people.victim, 3)
    assert [one.amount for one in warnings_for(fresh(people.homeroom))] == [3]


def test_shut_out_afterwards_is_shut_out_of_the_warning(people: Any) -> None:
    case = play.responding(people)
    absent(people, people.victim, 2)
    row = AbsenceWarning.objects.get()
    assert duties_of(fresh(people.homeroom)).filter(subject_id=row.pk).exists()
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    assert not duties_of(fresh(people.homeroom)).filter(subject_id=row.pk).exists()
    assert not warnings_for(fresh(people.homeroom)).exists()
    assert pass_on_warnings() == 1
    assert duties_of(fresh(people.grade_head)).filter(subject_id=row.pk).exists()
    assert pass_on_warnings() == 0


def test_the_second_ground_goes_past_a_principal_who_is_named(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.principal)
    absent(people, people.victim, 7, "bullying")
    row = AbsenceWarning.objects.get(count=Count.SERIOUS)
    principal = fresh(people.principal)
    assert not warnings_for(principal).filter(pk=row.pk).exists()
    assert not open_duties(principal).filter(subject_id=row.pk).exists()
    assert set(Duty.objects.filter(OPEN, subject_id=row.pk).values_list("acting_post", flat=True)) == {"vice_principal"}
    client = client_for(people.principal)
    assert client.get(f"/attendance/warnings/{row.pk}/").status_code == 404
    assert client.post(f"/attendance/warnings/{row.pk}/take-up/").status_code == 404
    for page in ("/attendance/", "/attendance/warnings/", f"/attendance/pupil/{people.victim.uid}/"):
        text = client.get(page).content.decode()
        assert "重大事態" not in text.replace("<span>重大事態</span></a>", ""), page  # the way to the list of them
        assert "いじめが疑われる" not in text, page


def test_a_suspicion_is_only_an_absence_to_whoever_is_named(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    take_class_day(
        school_class=people.class31, day=today(), by=people.nurse,
        changes={people.victim.pk: Change("bullying", "先生がこわいと言う")},
    )  # fmt: skip
    teacher = fresh(people.homeroom)
    seen = attendance_of(people.victim, today(), today(), teacher)
    assert [(one.kind, one.note) for one in seen] == [("unknown", "")]
    page = client_for(people.homeroom).get(f"/attendance/class/{people.class31.pk}/").content.decode()
    assert "先生がこわい" not in page
    assert '<option value="bullying" selected' not in page
    # what the page showed, sent back unchanged, changes nothing
    client = client_for(people.homeroom)
    data = {f"{name}_{people.victim.pk}": value for name, value in
            (("kind", "unknown"), ("was", "unknown"), ("note", ""), ("had", ""))}  # fmt: skip
    client.post(f"/attendance/class/{people.class31.pk}/", {**data, "act": "save"})
    assert Mark.objects.get().kind == "bullying"


def test_an_answer_that_became_a_report_is_gone_for_whoever_it_names(people: Any) -> None:
    absent(people, people.victim, 3)
    row = AbsenceWarning.objects.get()
    answer = Answer("先生にどなられると話した。", "", "phone", "", "report")
    answer_warning(warning=row, by=people.guidance_head, answer=answer, token="a" * 24)
    assert len(steps_shown(row, fresh(people.homeroom))) == 2
    shut_out(report=Report.objects.get(), by=people.guidance_head, staff=people.homeroom)
    assert [step.kind for step in steps_shown(row, fresh(people.homeroom))] == ["raised"]
    assert WarningStep.objects.count() == 2
    take(people, today())
