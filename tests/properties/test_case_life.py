"""Random people press random things at random times: nothing is lost, nothing forbidden happens (DESIGN §2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.properties.effort import lives
from yorisoi.cases.actions import decide, decide_alone
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.ledger_year import ledger_sums
from yorisoi.cases.models import Case
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.report_actions import join_case, open_case, set_aside
from yorisoi.cli.guards import out_of_line
from yorisoi.duties.queries import owed_for
from yorisoi.journal import clock
from yorisoi.meetings.actions import Finalised
from yorisoi.meetings.models import AgendaItem
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Body, Role
from yorisoi.reports.actions import leave_memo, mark_urgent
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import day_of, today

REFUSED = (NoSuchMove, NotTheirs, NotYet, PermissionError, Finalised, AgendaItem.DoesNotExist, Case.DoesNotExist)
WHO = [
    "principal",
    "vice_principal",
    "guidance_head",
    "grade_head",
    "homeroom",
    "nurse",
    "teacher",
    "counsellor",
    "expert",
    "administrator",
    "grade_head6",
]
DECIDED = st.builds(
    Decided,
    reason=st.sampled_from(["", "理由"]),
    relation=st.sampled_from(["", "yes", "no", "unknown"]),
    act=st.sampled_from(["", "yes", "no", "unknown"]),
    distress=st.sampled_from(["", "felt", "not_felt", "cannot_say"]),
    child_words=st.sampled_from(["", "「いや」"]),
    circumstances=st.sampled_from(["", "うつむく"]),
    care=st.sampled_from(["", "見守る"]),
    short_goal=st.sampled_from(["", "止める"]),
    long_goal=st.sampled_from(["", "安心"]),
    period_months=st.sampled_from([None, 1, 3, 4]),
    short_period_reason=st.sampled_from(["", "短くする理由"]),
    next_work=st.sampled_from(["", "まとめる"]),
)
HELPFUL = Decided(
    reason="理由",
    relation="yes",
    act="yes",
    distress="not_felt",
    child_words="「平気」",
    care="見守る",
    short_goal="止める",
    long_goal="安心",
    next_work="まとめる",
)
FULL = st.just(HELPFUL)
KINDS = [
    "act",
    "hearing",
    "observation",
    "follow_up",
    "pupil_confirmation",
    "guardian_confirmation",
    "home_visit",
    "board_report",
    "note",
]
WHAT = ["report", "memo", "urgent", "open", "join", "aside", "decide", "alone", "line", "day"]
COMMAND = st.tuples(
    st.one_of(st.just("sensible"), st.sampled_from(["sensible", "day"]), st.sampled_from(WHAT)),
    st.sampled_from(WHO),
    st.sampled_from(sorted({arrow.name for arrow in CASE_FLOW.moves})),
    st.sampled_from(KINDS),
    st.one_of(DECIDED, FULL),
    st.integers(0, 120),
    st.booleans(),
)


class Life:
    """One school, played by commands."""

    def __init__(self) -> None:
        self.people = People(build_school())
        self.now = clock.now()

    def reports(self) -> list[Report]:
        return list(Report.objects.order_by("recorded_at", "pk"))

    def cases(self) -> list[Case]:
        return list(Case.objects.order_by("opened_at", "pk"))

    def do(self, command: Any) -> None:
        what, who, move, kind, decided, days, full = command
        person = getattr(self.people, who)
        with suppress(*REFUSED):
            if what == "day":
                self.now += timedelta(days=days)
            elif what == "report":
                play.report(self.people)
            elif what in {"memo", "urgent", "open", "join", "aside"} and self.reports():
                self.on_report(what, person, decided, self.reports()[days % len(self.reports())], full)
            elif self.cases():
                self.on_case(what, person, move, kind, decided, self.cases()[days % len(self.cases())], days, full)

    def on_report(self, what: str, person: Any, decided: Decided, report: Report, full: bool) -> None:
        if what == "memo":
            leave_memo(report=report, by=person, words="メモ" if full else " ")
            return
        if what == "urgent":
            mark_urgent(report=report, by=person, reason="けが" if full else "")
            return
        held = play.meeting(self.people, Body.SUBCOMMITTEE if full else Body.COMMITTEE, reports=[report])
        if what == "open":
            roles = {self.people.victim.pk: Role.VICTIM} if full else {}
            open_case(meeting=held, report=report, by=person, decided=decided, roles=roles)
        elif what == "join" and self.cases():
            join_case(meeting=held, report=report, case=self.cases()[0], by=person, decided=decided)
        else:
            set_aside(meeting=held, report=report, by=person, decided=decided)

    def on_case(
        self, what: str, person: Any, move: str, kind: str, decided: Decided, case: Case, days: int, full: bool
    ) -> None:
        if what == "sensible":
            self.sensible(case, days)
        elif what == "alone":
            decide_alone(case=case, move=move, by=person, reason=decided.reason)
        elif what == "line":
            self.line(case, person, kind, days, full)
        else:
            body = (Body.COMMITTEE, Body.SUBCOMMITTEE, Body.GRADE_HEADS)[days % 3 if not full else 0]
            held = play.meeting(self.people, body, cases=[case])
            if not full and days % 5 == 0:
                play.mark_attendance(meeting=held, by=person, present=[person.pk], informed={})
            self.decide(held, case, move, person, decided, days, full)

    def sensible(self, case: Case, days: int) -> None:
        """Take one of the arrows that the flow has from here, as people who know the policy would."""
        arrows = CASE_FLOW.moves_from(case.state)
        arrow = arrows[days % len(arrows)]
        bodies = [body for body in Body if body in arrow.by]
        if arrow.name in {"report_improving", "report_no_improvement"}:
            flag = "improving" if arrow.name == "report_improving" else "not_improving"
            self.line(case, self.people.grade_head, "follow_up", 0, flag == "improving")
        elif not bodies and arrow.by == {"principal"}:
            decide_alone(case=case, move=arrow.name, by=self.people.principal, reason="理由")
        elif not bodies:
            self.line(case, self.people.homeroom, "act", 0, True)
        else:
            for kind in ("hearing", "observation", "guardians_told", "pupil_confirmation", "guardian_confirmation"):
                self.line(case, self.people.homeroom, kind, 0, True)
            case.refresh_from_db()
            held = play.meeting(self.people, bodies[days % len(bodies)], cases=[case])
            said = replace(HELPFUL, distress="felt") if arrow.name == "recognise" else HELPFUL
            self.decide(held, case, arrow.name, self.people.guidance_head, said, 14 + days, True)

    def line(self, case: Case, person: Any, kind: str, days: int, full: bool) -> None:
        flags = {
            "act": "stopped",
            "hearing": "heard",
            "follow_up": "improving" if full else "not_improving",
            "pupil_confirmation": "no_distress" if full else "distress",
            "guardian_confirmation": "no_distress",
        }
        record_line(
            case=case,
            by=person,
            line=Line(
                kind=kind,
                occurred_at=clock.now() - timedelta(days=days // 10),
                flag=flags.get(kind, ""),
                code="victim" if kind == "hearing" else "",
                pupil=self.people.victim,
                body={"words": "ことば", "guardians": "ことば"},
            ),
        )

    def decide(self, held: Any, case: Case, move: str, person: Any, decided: Decided, days: int, full: bool) -> None:
        extra: dict[str, Any] = {
            "hearings": (HearingPlan("victim", self.people.homeroom.pk, today(), self.people.victim.pk),)
            if full
            else (),
            "watchers": (self.people.homeroom.pk,) if full else (),
            "review_date": today() + timedelta(days=days) if full else None,
            "follow_up_date": today() + timedelta(days=days) if full else None,
            "next_at": clock.now() + timedelta(days=days),
        }
        decide(meeting=held, case=case, move=move, by=person, decided=replace(decided, **extra))


def check(life: Life) -> None:
    """What must hold after every command."""
    sums = ledger_sums(life.people.school)
    assert sums["received"] == sums["decided"] + sums["open"] == len(life.reports())
    assert out_of_line() == {}
    for report in life.reports():
        if report.state not in REPORT_FLOW.resting:
            assert owed_for(report).exists(), f"nobody owes anything for {report} ({report.state})"
        else:
            last = report.steps.order_by("at", "pk").last()
            assert last is not None
            assert last.meeting_id
            assert last.text("reason")
    for case in life.cases():
        if case.state not in CASE_FLOW.resting:
            assert owed_for(case).exists(), f"nobody owes anything for {case} ({case.state})"
        else:
            assert not owed_for(case).exists(), f"something is still owed for {case}, which is at rest"
        steps = list(case.steps.order_by("at", "pk"))
        chain = steps
        assert {chain[0].move, chain[0].target} == {"open", "suspected"}
        assert case.state in {step.target for step in chain}
        for step in chain[1:]:
            arrow = CASE_FLOW.find(step.source, step.move)
            assert step.target == arrow.lands(step.source)
            assert step.actor in arrow.by
        if case.state == CaseState.RESOLVED:
            check_resolved(case)


def check_resolved(case: Case) -> None:
    """解消, told without the policy's code: the period is over, child and guardian said so afterwards."""
    decided = case.steps.filter(move="resolve").latest("at")
    acts = [day_of(e.occurred_at) for e in case.entries.filter(kind="act")]
    assert acts
    end: date = add_months(max(acts), case.period_months)
    assert day_of(decided.at) >= end
    assert case.period_months >= 3 or case.text("short_period_reason")
    for kind in ("pupil_confirmation", "guardian_confirmation"):
        said = case.entries.filter(kind=kind, recorded_at__lte=decided.at).latest("recorded_at")
        assert (said.flag, day_of(said.occurred_at) >= end) == ("no_distress", True)
    judged = case.steps.filter(move="judge_resolved", at__lte=decided.at).latest("at")
    assert judged.meeting.attendances.filter(present=True, seat="member").count() >= 2


@pytest.mark.requirement("R2", "O3", "R12", "D1")
class TestLife(TestCase):
    """The school's life under random commands."""

    @settings(max_examples=lives(20), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from([play.opened, play.responding]), st.lists(COMMAND, min_size=5, max_size=30))
    def test_nothing_is_lost_and_nothing_forbidden_happens(self, begin: Any, commands: list[Any]) -> None:
        from yorisoi.journal import keys

        keys.forget()
        life = Life()
        with clock.at(life.now):
            begin(life.people)
        for command in commands:
            with clock.at(life.now):
                life.do(command)
                check(life)
            life.now += timedelta(seconds=1)
