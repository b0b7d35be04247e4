"""A serious incident from its opening to its end: what each step wants, what it owes, what stays impossible."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests import play
from tests.attendance.days import absent, in_march
from tests.incidents import ways
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.cases.models import BoardCopy
from yorisoi.cases.models_serious import SeriousQuestion
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.incidents.models import Incident, IncidentCopy, IncidentLine
from yorisoi.incidents.moving import move_incident
from yorisoi.incidents.questions import Answered, answer_question
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.journal.holds import is_held
from yorisoi.journal.models import Event
from yorisoi.policy.absence import Count
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.calendar import today
from yorisoi.surveys.destroying import unmet

pytestmark = pytest.mark.django_db


def owed(row: Incident) -> set[str]:
    return set(Duty.objects.filter(OPEN, subject_id=row.pk).values_list("name", flat=True))


@pytest.mark.requirement("S4")
def test_a_claim_opens_it_by_itself(people: Any, board: Any) -> None:
    row = ways.opened(people, by=people.homeroom)
    assert (row.state, row.claimant, row.origin) == ("opened", "guardian", "claim")
    assert owed(row) == {duty.name for duty in SERIOUS_FLOW.at_start}
    phone = Duty.objects.get(subject_id=row.pk, name="serious_phone")
    assert phone.due_at - phone.owed_at == timedelta(hours=1)
    told = set(Notice.objects.filter(kind="incident_opened").values_list("staff", flat=True))
    assert told == {people.principal.pk, people.vice_principal.pk, people.guidance_head.pk, board.pk}
    report = Report.objects.get()  # what was claimed came in as a report too: nothing that comes in is lost
    assert report.text("narrative") == "「学校がこわくて、夜も眠れないんです」"
    assert row.matters.get().report == report


def test_the_same_press_opens_one_and_a_second_claim_joins(people: Any) -> None:
    row = ways.opened(people, token="t" * 32)
    assert ways.opened(people, token="t" * 32) == row
    again = ways.opened(people, claimant="pupil", words="「もう行きたくない」", grounds=frozenset({"absence"}))
    assert again == row
    again.refresh_from_db()
    assert again.absence
    assert again.claimant == "guardian"
    assert row.lines.filter(kind="claim").count() == 2
    assert Incident.objects.count() == 1


@pytest.mark.requirement("S1")
def test_without_a_claim_a_ground_is_wanted(people: Any) -> None:
    with pytest.raises(NotYet):
        ways.opened(people, claimant="", origin="facts")
    row = ways.opened(people, claimant="", origin="facts", grounds=frozenset({"harm"}))
    assert row.harm
    assert not row.absence


@pytest.mark.requirement("S3", "S4", "S5")
def test_the_whole_way(people: Any, board: Any) -> None:
    row = ways.opened(people)
    ways.told(people, row)
    assert row.state == "told"
    assert "serious_phone" not in owed(row)
    assert row.told_at is not None
    ways.line(row, people.guidance_head, "sheet")
    assert row.state == "told"
    ways.line(row, people.principal, "notice", body={"words": "発生報告の文"})
    assert row.state == "reported"  # the line is the step
    sent = IncidentCopy.objects.get(kind="notice").text("text_sent")
    for least in (people.school.name, f"{people.victim.name}（3年1組）", "【重大事態の別】", "発生報告の文"):
        assert least in sent
    row2 = ways.opened(people, pupil=people.witness)
    ways.closed(people, row2, board)
    assert row2.state == "closed"
    assert row2.lead == "board"
    assert owed(row2) == set()
    assert row2.begun_at is not None
    events = set(Event.objects.filter(about_id=str(row2.pk)).values_list("event", flat=True))
    assert {"incident.opened", "incident.decide_body", "incident.close", "incident.submitted"} <= events


@pytest.mark.requirement("S4")
def test_nobody_can_end_it_before_an_investigation(people: Any, board: Any) -> None:
    """Everybody tries every step at every stage before the facts: none ends it, none leads past the investigation."""
    row = ways.opened(people)
    everybody = [people.principal, people.vice_principal, people.guidance_head, people.homeroom, people.nurse, board]
    for stage in (lambda: None, lambda: ways.told(people, row), lambda: _rest(people, row)):
        stage()
        for who, move in itertools.product(everybody, sorted(SERIOUS_FLOW.names() - {"decide_body", "record_body"})):
            with pytest.raises((NoSuchMove, NotTheirs, NotYet, PermissionError)), transaction.atomic():
                move_incident(incident=row, move=move, by=who, reason="いじめではない")
        row.refresh_from_db()
        assert row.state in {"opened", "told", "reported"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(state="closed")
    for sql in ("DELETE FROM incidents_incident", "UPDATE incidents_incidentline SET kind = 'note'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def _rest(people: Any, row: Incident) -> None:
    ways.line(row, people.guidance_head, "sheet")
    ways.line(row, people.principal, "notice")


@pytest.mark.requirement("S3")
def test_causes_are_not_asked_before_the_facts_stand(people: Any, board: Any) -> None:
    row = ways.facts(people, ways.opened(people), board)
    with pytest.raises(NotYet) as refusal:
        ways.line(row, people.principal, "cause")
    assert [need.name for need in refusal.value.needs] == ["facts_first"]
    with pytest.raises(NotYet) as refusal:
        ways.go(row, people.principal, "facts_stand")
    assert {need.name for need in refusal.value.needs} == {"heard", "hearings", "facts_written", "progress"}


@pytest.mark.requirement("S3")
def test_both_explanations_are_given_point_by_point(people: Any, board: Any) -> None:
    row = ways.decided(people, ways.opened(people), board)
    ways.line(row, people.principal, "explained_one", items=("e1_ground", "e1_purpose", "e2_body", "nonsense"))
    assert set(row.lines.filter(kind="check").values_list("code", flat=True)) == {"e1_ground", "e1_purpose"}
    assert "serious_explain_one" in owed(row)
    with pytest.raises(NotYet) as refusal:
        ways.go(row, people.principal, "set_up_body")
    assert "stage_one" in {need.name for need in refusal.value.needs}


def test_the_board_decides_or_its_word_is_recorded(people: Any, board: Any) -> None:
    row = ways.reported(people, ways.opened(people))
    with pytest.raises(NotTheirs):
        ways.go(row, people.principal, "decide_body", "学校で調べる", "school")
    with pytest.raises(NotYet):
        ways.go(row, people.principal, "record_body")
    ways.line(
        row, people.principal, "board_word", code="school", body={"words": "学校", "whom": "三枝", "paper": "12号"}
    )
    ways.go(row, people.principal, "record_body")
    assert (row.state, row.lead) == ("body_decided", "school")


def test_a_reinvestigation_begins_anew(people: Any, board: Any) -> None:
    row = ways.closed(people, ways.opened(people), board)
    ways.go(row, people.principal, "reinvestigate", "市長が再調査を決めた")
    assert row.closed_at is None
    assert {"serious_members", "serious_progress"} <= owed(row)
    with pytest.raises(NotYet) as refusal:
        ways.go(row, people.principal, "set_up_body")
    assert {need.name for need in refusal.value.needs} == {"members"}


@pytest.mark.requirement("S3")
def test_what_touches_it_is_held_at_once(people: Any) -> None:
    case = play.opened(people)
    row = ways.opened(people, by=people.guidance_head, case=case)
    report = case.report_links.get().report
    assert is_held(case)
    assert is_held(report)
    assert is_held(people.victim)
    assert is_held(people.perpetrator)  # what others wrote of it is material too
    assert not is_held(people.witness)
    assert "not_held" in {need.name for need in unmet(people.victim)}
    assert row.matters.filter(case=case).exists()


@pytest.mark.requirement("S1", "R9")
def test_the_question_is_asked_when_the_facts_say_so(people: Any, board: Any) -> None:
    case = play.opened(people)
    assert not SeriousQuestion.objects.exists()
    play.write(case, people.homeroom, "act", words="「一万円もってこい」と言われた", flag="stopped")
    asked = SeriousQuestion.objects.get()
    assert (asked.fact, asked.amount) == ("money", 10_000)
    duty = Duty.objects.get(OPEN, case=case, name="serious_question")
    assert duty.acting_post == "principal"
    play.write(case, people.homeroom, "act", words="腕を骨折した", flag="stopped")
    assert Duty.objects.filter(OPEN, case=case, name="serious_question").count() == 1
    said = Answered("no", "金品は渡しておらず、保護者とも確かめた", token="q1")
    with pytest.raises(PermissionError):
        answer_question(about=case, by=people.homeroom, said=said)
    with pytest.raises(NotYet):
        answer_question(about=case, by=people.principal, said=Answered("no", " ", token="q0"))
    assert answer_question(about=case, by=people.principal, said=said) is None
    assert not Duty.objects.filter(OPEN, case=case, name="serious_question").exists()
    copy = BoardCopy.objects.get(kind="serious_no")
    assert copy.text_sent
    assert copy.text("text_sent") == said.reason
    assert set(SeriousQuestion.objects.values_list("answer__answer", flat=True)) == {"no"}
    play.write(case, people.homeroom, "act", words="さらに三千円と言われた", flag="stopped")
    assert Duty.objects.filter(OPEN, case=case, name="serious_question").count() == 1  # a new fact asks anew


def test_self_harm_takes_no_no_and_later_asks_again(people: Any) -> None:
    case = play.opened(people)
    play.write(case, people.homeroom, "observation", words="「死にたい」と書いたノートを見せてくれた")
    with pytest.raises(NotYet) as refusal:
        answer_question(about=case, by=people.principal, said=Answered("no", "冗談だと思う", token="a"))
    assert [need.name for need in refusal.value.needs] == ["no_refusal"]
    later = Answered("later", "医師に聞く", today() + timedelta(days=1), token="b")
    answer_question(about=case, by=people.vice_principal, said=later)
    assert Duty.objects.filter(OPEN, case=case, name="serious_question_again").count() == 1
    assert SeriousQuestion.objects.filter(answer__isnull=True).count() == 1
    yes = Answered("yes", "医師から聞いた", pupil=people.victim, token="c")
    row = answer_question(about=case, by=people.homeroom, said=yes)
    assert row is not None
    assert row.harm
    assert not Duty.objects.filter(OPEN, case=case, name__startswith="serious_question").exists()
    assert not SeriousQuestion.objects.filter(answer__isnull=True).exists()


@pytest.mark.requirement("S1", "S2")
def test_opening_by_absence_does_what_attendance_owes(people: Any) -> None:
    with in_march():
        absent(people, people.victim, 7, "bullying")
        waiting = Duty.objects.filter(OPEN, name__startswith="absence_serious")
        assert waiting.count() == 2
        row = ways.opened(people, by=people.principal, claimant="", origin="absence", grounds=frozenset({"absence"}))
        assert not waiting.exists()
        warning = AbsenceWarning.objects.get(count=Count.SERIOUS)
        assert warning.steps.order_by("at", "id").last().kind == "taken_up"
        assert row.absence


def test_whoever_is_named_in_the_claim_is_shut_out(people: Any) -> None:
    row = ways.opened(people, by=people.nurse, words="「校長田先生が、いじめではないと言って追い返しました」")
    report = row.matters.get().report
    assert report is not None
    assert people.principal.pk in shut_out_of(report)
    phone = Duty.objects.get(subject_id=row.pk, name="serious_phone")
    assert phone.acting_post == "vice_principal"
    assert not Notice.objects.filter(kind="incident_opened", staff=people.principal).exists()
    ways.line(row, people.vice_principal, "phone", body={"words": "一報", "receiver": "三枝", "caller": "教頭"})
    assert row.state == "told"


@pytest.mark.requirement("S6")
def test_no_word_to_the_press_before_agreement(people: Any) -> None:
    row = ways.opened(people)
    ways.line(row, people.vice_principal, "press_asked")
    assert "serious_press" in owed(row)
    with pytest.raises(NotYet) as refusal:
        ways.line(row, people.vice_principal, "press_answer")
    assert [need.name for need in refusal.value.needs] == ["spokesperson", "agreed"]
    ways.line(row, people.principal, "press_voice")
    ways.line(row, people.principal, "press_agreed")
    ways.line(row, people.vice_principal, "press_answer")
    assert "serious_press" not in owed(row)


def test_a_correction_is_a_new_line(people: Any) -> None:
    row = ways.opened(people)
    first = ways.line(row, people.principal, "contact")
    second = ways.line(row, people.principal, "contact", corrects=first)
    assert IncidentLine.objects.filter(kind="contact").count() == 2
    assert second.corrects == first
    with pytest.raises(NoSuchMove):
        ways.line(row, people.principal, "contact", corrects=first)


@pytest.mark.requirement("S2")
def test_a_second_ground_that_comes_later_joins(people: Any) -> None:
    with in_march():
        row = ways.opened(people, claimant="", origin="facts", grounds=frozenset({"harm"}), by=people.principal)
        absent(people, people.victim, 7, "bullying")
        waiting = Duty.objects.filter(OPEN, name__startswith="absence_serious")
        assert waiting.exists()
        follow_incidents()
        row.refresh_from_db()
        assert row.harm
        assert row.absence
        assert not waiting.exists()
