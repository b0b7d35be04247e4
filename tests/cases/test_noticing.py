"""Names of the staff and words that may be urgent are looked for wherever something is written, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import play
from yorisoi.cases.acts import CheckSaid, check_act
from yorisoi.cases.decisions import Decided
from yorisoi.cases.finding import search
from yorisoi.cases.joining import merge_cases
from yorisoi.cases.measures import Step, do_measure, plan_measure
from yorisoi.cases.parting import split_case
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.report_actions import open_case
from yorisoi.cases.statements import Told
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.drafts import keep_notes
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.models import Finding, StaffMention
from yorisoi.reports.talk import answer_reporter
from yorisoi.schools.calendar import today

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3", "O3")]
GRAVE = "死にたいと言った"


def findings(case: Any) -> list[tuple[str, str]]:
    rows = Finding.objects.filter(report__case_link__case=case, place="entry").order_by("at")
    return [(row.rule, row.ref) for row in rows]


def mentioned() -> list[str]:
    return [row.staff.name.split()[0] for row in StaffMention.objects.order_by("at")]


def test_grave_words_in_a_line_are_owed_a_look_by_whoever_takes_reports_in(people: Any) -> None:
    case = play.opened(people)
    play.write(case, people.homeroom, "observation", words="給食を残していた", pupil=people.victim)
    assert findings(case) == []
    line = play.write(case, people.homeroom, "observation", words=GRAVE, pupil=people.victim)
    assert [ref for _rule, ref in findings(case)] == [str(line.pk)]
    assert Duty.objects.filter(OPEN, name="look_at_words", report__case_link__case=case).count() == 1
    assert "look_at_words" in {duty.name for duty in duties_of(people.guidance_head)}


def test_a_correction_with_the_same_words_finds_nothing_twice(people: Any) -> None:
    case = play.opened(people)
    line = play.write(case, people.homeroom, "note", words=GRAVE)
    play.write(case, people.homeroom, "note", words=f"{GRAVE}。給食のあと", corrects=line)
    assert len(findings(case)) == 1


def test_what_only_passes_on_is_not_found_again(people: Any) -> None:
    case = play.opened(people)
    play.write(case, people.guidance_head, "board_report", words=GRAVE)
    assert findings(case) == []


def test_statements_words_on_acts_and_measures_are_looked_at_too(people: Any) -> None:
    case = play.opened(people)
    act = play.write(case, people.guidance_head, "act", flag="going_on")
    check_act(case=case, act=act, by=people.homeroom, said=CheckSaid("going_on", clock.now(), words=GRAVE))
    told = Line(
        kind="hearing",
        occurred_at=clock.now(),
        code="victim",
        flag="heard",
        pupil=people.victim,
        statements=(Told(words=GRAVE),),
    )
    record_line(case=case, by=people.homeroom, line=told)
    step = Step(
        problem="x", measure="見守る", staff=people.homeroom, do_by=today(), look_on=today() + timedelta(days=3)
    )
    plan_measure(case=case, by=people.guidance_head, step=step)
    duty = Duty.objects.get(OPEN, case=case, name="do_measure")
    do_measure(case=case, duty=duty, by=people.homeroom, words=f"{GRAVE}。養護田先生に")
    assert len(findings(case)) == 3
    assert mentioned() == ["養護田"]
    assert search(people.guidance_head, "養護田先生に").all == 1  # what is done by a duty is found like any line


def test_names_in_a_memo_a_decision_notes_and_an_answer_are_pointed_out_once(people: Any) -> None:
    report = play.report(people)
    leave_memo(report=report, by=people.guidance_head, words="教諭田先生が見ていた")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    said = Decided(reason="教諭田先生の話。担六田先生もいた", opinion="suspected")
    case = open_case(
        meeting=held, report=report, by=people.guidance_head, decided=said, roles={people.victim.pk: "victim"}
    )
    keep_notes(meeting=held, by=people.guidance_head, base="", notes="教諭田先生と学六田先生")
    finalise(meeting=held, by=people.principal, decisions=[])
    answer_reporter(report=report, by=people.guidance_head, words="福祉田先生に話せます", token="a" * 32)
    assert sorted(mentioned()) == sorted(["教諭田", "担六田", "学六田", "福祉田"])
    assert case.report_links.count() == 1


def test_names_in_the_reason_for_a_merge_are_pointed_out(people: Any) -> None:
    stays, gone = play.opened(people), play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[gone])
    merge_cases(meeting=held, gone=gone, stays=stays, by=people.guidance_head, reason="教諭田先生が両方を見た")
    assert mentioned() == ["教諭田"]


def test_a_case_without_a_report_of_its_own_lands_on_a_list_too(people: Any) -> None:
    case = play.subcommittee(people, play.report(people), victim="victim", witness="victim", perpetrator="perpetrator")
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    rows = case.involvements.exclude(pupil=people.victim)
    new = split_case(
        meeting=held,
        case=case,
        by=people.guidance_head,
        reason="別の出来事",
        children={row.pk: "go" if row.pupil == people.witness else "both" for row in rows},
    )
    play.write(new, people.guidance_head, "note", words=GRAVE)
    assert Finding.objects.filter(report__reaches__case=new, place="entry").count() == 1
