"""Drills of the demo: one that was played three weeks ago and looked back on, one that is left in the middle."""

from __future__ import annotations

from datetime import timedelta

from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.report_actions import open_case
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.policy.roles import Body, Post, Role
from yorisoi.reports.actions import leave_memo, read_report
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today
from yorisoi.training import drill_acts as acts
from yorisoi.training.drill_actions import (
    advance,
    begin_drill,
    end_drill,
    join_drill,
    leave_drill,
    reflect,
    sandbox_of,
)  # fmt: skip
from yorisoi.training.drill_clock import drill_now
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drill_school import stage_of

DAY = 15  # school days ago
TOLD = "demo-drill-told-"


def drills(diary: Diary, days: Days, cast: Cast) -> None:
    """Put them down."""
    diary.put(days.at(DAY, "15:50"), lambda: _begin(cast), about="drill begins")
    diary.put(days.at(DAY, "16:02"), lambda: _first(cast), about="drill: memo and 小委員会")
    diary.put(days.at(DAY, "16:20"), lambda: _next_day(cast), about="drill: the next day")
    diary.put(days.at(DAY, "16:27"), lambda: _end(cast), about="drill ends")
    diary.put(days.at(2, "16:10"), lambda: _left(cast), about="drill left open")


def _run(cast: Cast) -> DrillRun:
    return DrillRun.objects.select_related("school", "sandbox").get(school=cast.school, drill="anonymous")


def _begin(cast: Cast) -> None:
    run = begin_drill(by=cast.staff["sg"], drill="anonymous", together=True, token=f"{TOLD}0001")
    for code in ("vp", "nu"):
        join_drill(run=run, by=cast.staff[code])


def _first(cast: Cast) -> None:
    run = _run(cast)
    with sandbox_of(run, drill_now(run)):
        stage = stage_of(run.sandbox)
        intake, report = stage.staff[Post.GUIDANCE_HEAD], Report.objects.get(school=run.sandbox)
        leave_memo(report=report, by=intake, words="名前のない通報。給食で机を離される、と書かれている。")
        read_report(report=report, by=stage.staff[Post.VICE_PRINCIPAL])
        held = acts.sits(stage, Body.SUBCOMMITTEE, reports=[report])
        decided = Decided(reason="苦痛を訴えるようすがある", opinion="suspected")
        roles = {stage.pupils["A"].pk: Role.VICTIM, stage.pupils["B"].pk: Role.PERPETRATOR}
        open_case(meeting=held, report=report, by=intake, decided=decided, roles=roles)
        finalise(meeting=held, by=stage.staff[Post.PRINCIPAL], decisions=[])
    advance(run=run, step="morning", by=cast.staff["sg"])


def _next_day(cast: Cast) -> None:
    """The committee sits one day late, and nobody is told at home."""
    run = _run(cast)
    advance(run=run, step="hour", by=cast.staff["sg"])
    run.refresh_from_db()
    with sandbox_of(run, drill_now(run)):
        stage = stage_of(run.sandbox)
        case = run.sandbox.cases.get()
        held = acts.sits(stage, Body.COMMITTEE, cases=[case])
        plans = (
            HearingPlan("victim", stage.staff[Post.HOMEROOM].pk, today(), stage.pupils["A"].pk),
            HearingPlan("perpetrator", stage.staff[Post.GRADE_HEAD].pk, today(), stage.pupils["B"].pk),
        )
        acts.decides(
            stage, case, held, "find_facts", hearings=plans, care="担任が毎朝声をかける",
            next_at=clock.now() + timedelta(days=1), next_work="聞き取り",
        )  # fmt: skip
        acts.heard(stage, case, victim="「机をはなされるのがつらい」", other="「みんながしていたから」")
    advance(run=run, step="week", by=cast.staff["sg"])


def _end(cast: Cast) -> None:
    run = _run(cast)
    end_drill(run=run, by=cast.staff["sg"])
    reflect(
        run=run, by=cast.staff["sg"], token=f"{TOLD}0002",
        words="名前がないことにとまどい、委員会が次の日になった。小委員会の場で、その日の委員会の時刻まで決めてしまう。",
    )  # fmt: skip
    reflect(
        run=run, by=cast.staff["nu"], token=f"{TOLD}0003",
        words="保護者への連絡を、だれがするか決めないまま時間がたった。聞き取りの担当と同時に決めたい。",
    )  # fmt: skip


def _left(cast: Cast) -> None:
    run = begin_drill(by=cast.staff["vp"], drill="claim", together=True, token=f"{TOLD}0004")
    leave_drill(run=run, by=cast.staff["vp"])
