"""Players who act in a drill by the actions alone: one does all that the policy wants, one does nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from tests import play
from tests.incidents import ways
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.models import Case
from yorisoi.cases.report_actions import join_case
from yorisoi.duties.models import OPEN, Duty
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.meetings.actions import finalise
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import Said, leave_memo, mark_urgent, read_report, receive_report, record_interim
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today
from yorisoi.surveys.models import ReadingItem
from yorisoi.surveys.reading import end_in_report, read_item
from yorisoi.training.drill_actions import advance, begin_drill, end_drill, sandbox_of
from yorisoi.training.drill_clock import drill_now
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drill_school import stage_of


def begun(by: Any, drill: str, **more: Any) -> DrillRun:
    """A drill is begun by this person."""
    return begin_drill(by=by, drill=drill, together=more.pop("together", False), token=secrets.token_hex(16))


@contextmanager
def acting(run: DrillRun) -> Iterator[Any]:
    """Be in the sandbox at the drill's time; gives its people by the names that `tests.play` calls them."""
    run.refresh_from_db()
    with sandbox_of(run, drill_now(run)):
        stage = stage_of(run.sandbox)
        people = {**stage.staff, "victim": stage.pupils["A"], "perpetrator": stage.pupils["B"]}
        yield SimpleNamespace(school=stage.school, class31=stage.school_class, stage=stage, **people)


def on(run: DrillRun, *steps: str) -> None:
    """Whoever began it moves the clock on."""
    for step in steps:
        advance(run=run, step=step, by=run.begun_by)


def verdicts(run: DrillRun) -> dict[str, str]:
    """End it and return how each expectation of the drill stands."""
    end_drill(run=run, by=run.begun_by)
    run.refresh_from_db()
    return {row["what"]: row["verdict"] for row in lines(run) if row["own"]}


def lines(run: DrillRun) -> list[dict[str, Any]]:
    """Return the lines of the result."""
    return list(json.loads(run.result.content))


def handed_in(people: Any, by: Any) -> Report:
    """A member of staff passes on what they know."""
    words = Said(
        token=secrets.token_hex(16), source="staff", channel="web", narrative="命令されている",
        pupils=[people.victim.pk, people.perpetrator.pk],
    )  # fmt: skip
    return receive_report(school=people.school, by=by, said=words).report


def first_day(people: Any, report: Report, *, urgent: bool = False) -> Case:
    """Memo, read, urgent if so, 小委員会, case, 対策委員会 with the hearings split: all at once."""
    if urgent:
        mark_urgent(report=report, by=people.guidance_head, reason="今夜もつづく")
        record_interim(report=report, by=people.guidance_head, words="保護者に電話し、画面をのこした")
    leave_memo(report=report, by=people.guidance_head, words="聞いたことのメモ")
    read_report(report=report, by=people.vice_principal)
    case = play.subcommittee(people, report)
    plans = (
        HearingPlan("victim", people.homeroom.pk, today(), people.victim.pk),
        HearingPlan("perpetrator", people.grade_head.pk, today(), people.perpetrator.pk),
    )
    held = play.committee(people, case, "find_facts", hearings=plans, care="毎日声をかける", **play.next_date(1))
    finalise(meeting=held, by=people.vice_principal, decisions=[])
    return case


def facts(people: Any, case: Case) -> None:
    """Both are heard, the child who suffered first; the committee recognises; homes and board are told."""
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.write(case, people.grade_head, "hearing", code="perpetrator", flag="heard", pupil=people.perpetrator)
    play.recognise(people, case)
    play.write(case, people.homeroom, "home_visit", pupil=people.victim)
    play.write(case, people.homeroom, "home_visit", pupil=people.perpetrator)
    play.write(case, people.vice_principal, "board_report", code="first")


def joined(people: Any, case: Case) -> None:
    """What has come in since joins the case."""
    report = Report.objects.filter(school=people.school, state="received").get()
    leave_memo(report=report, by=people.guidance_head, words="メモ")
    read_report(report=report, by=people.vice_principal)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    join_case(meeting=held, report=report, case=case, by=people.guidance_head, decided=Decided(reason="同じこと"))
    play.meeting(people, Body.COMMITTEE, cases=[case])


def incident(people: Any, **said: Any) -> None:
    """A serious incident is opened, told of by phone and reported on paper, what there is is kept."""
    words: dict[str, Any] = {"origin": "claim", "words": "申立て", "claimant": "guardian", **said}
    opening = Opening(pupil=people.victim, **words)
    row = open_incident(school=people.school, by=people.principal, opening=opening, token=secrets.token_hex(16))
    ways.line(row, people.principal, "police", code="no")
    ways.line(row, people.vice_principal, "preserved")
    ways.reported(people, row)


def plays(run: DrillRun) -> None:
    """Play a drill so that nothing is missed."""
    {"answer": _answer, "alone": _alone, "again": _again, "claim": _claim, "absence": _absence}.get(
        run.drill, _report
    )(run)  # fmt: skip


def _report(run: DrillRun) -> None:
    with acting(run) as people:
        report = Report.objects.get(school=people.school)
        case = first_day(people, report, urgent=run.drill == "online")
        facts(people, case)
    on(run, "morning", "hour")
    if run.drill == "anonymous":
        with acting(run) as people:
            joined(people, case)


def _answer(run: DrillRun) -> None:
    with acting(run) as people:
        item = ReadingItem.objects.get(round__school=people.school)
        read_item(item=item, by=people.homeroom)
        report = end_in_report(
            item=item, by=people.nurse, words="毎日保健室に来ている", pupils=(people.perpetrator.pk,)
        )
        first_day(people, report)
    on(run, "morning")


def _alone(run: DrillRun) -> None:
    with acting(run) as people:
        case = first_day(people, handed_in(people, people.homeroom))
        play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    on(run, "morning")


def _again(run: DrillRun) -> None:
    with acting(run) as people:
        case = Case.objects.get(school=people.school)
        play.write(case, people.homeroom, "act", flag="going_on")
        play.plan(people, case)
    on(run, "morning", "hour")


def _claim(run: DrillRun) -> None:
    on(run, "next")
    with acting(run) as people:
        incident(people, case=Case.objects.get(school=people.school))
    on(run, "morning")


def _absence(run: DrillRun) -> None:
    with acting(run) as people:
        incident(people, origin="absence", claimant="", grounds=frozenset({"absence"}))
    on(run, "morning")


def left_open(run: DrillRun) -> set[str]:
    """Return what is still owed in the sandbox."""
    return set(Duty.objects.filter(OPEN, school=run.sandbox_id).values_list("name", flat=True))
