"""What a report's page shows: what was said, who is meant, who may not see it, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext_lazy

from yorisoi.cases.custody_shown import Child, Kept, children_of, kept_of
from yorisoi.cases.earlier import Earlier, earlier
from yorisoi.cases.models import Case
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for
from yorisoi.cases.report_forms import InterimForm, LiftForm, MemoForm, UrgentForm
from yorisoi.cases.words_shown import Words, words_of
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.duties.present import Line, lines
from yorisoi.duties.queries import duties_of
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NoSuchMove, NotTheirs, Text
from yorisoi.policy.listed import listed
from yorisoi.policy.report_flow import INTERIM_MEASURE, REPORT_FLOW, ReportState
from yorisoi.policy.roles import Body, Can
from yorisoi.reports.actions import actor_for
from yorisoi.reports.answers import answer_lines
from yorisoi.reports.inbox import classes_of_reports
from yorisoi.reports.models import Direction, Exclusion, Memo, NamedPupil, Report, ReportStep, StaffMention
from yorisoi.reports.naming import Line as Named
from yorisoi.reports.naming import suggested
from yorisoi.reports.pointing_out import mentions_for
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Staff

MINE = AskedBy(lambda staff, report: duties_of(staff).filter(report=report).values_list("pk"))
CASE = AskedBy(lambda staff, report: cases_for(staff).filter(report_links__report=report)[:1])
ROOM = AskedBy(
    lambda staff, report: meetings_for(staff).filter(
        finalised_at__isnull=True, items__report=report, body=Body.SUBCOMMITTEE
    )[:1]
)
WHY: dict[str, Text] = {
    "named": gettext_lazy("通報に関わる人として名前が挙がっている"),
    "mentioned": gettext_lazy("通報のことばの中に出てくる"),
    "withheld": gettext_lazy("伝えた人が、知られたくないと選んだ"),
}


@dataclass(frozen=True)
class Shut:
    """One person who is, or was, shut out."""

    row: Exclusion
    post: str
    why: Text
    phrase: str
    lift_reason: str
    form: Form | None


@dataclass(frozen=True)
class Decision:
    """What settled the report."""

    step: ReportStep
    label: Text
    reason: str
    meeting: Meeting | None


@dataclass(frozen=True)
class ReportPage:
    """Everything on the page. `intake`: the person has the intake right, so sees who reported and who is shut out."""

    report: Report
    words: str
    answers: list[tuple[Text, Text]]
    source: str
    channel: str
    classes: str
    state: Text
    open: bool
    intake: bool
    kept: Kept
    pupils: list[Child]
    mentions: list[tuple[StaffMention, str]]
    directions: list[tuple[Direction, str]]
    memos: list[tuple[Memo, str]]
    lines: list[Line]
    mine: frozenset[Any]
    passed: list[str]
    notes: dict[str, str]
    urgent_reasons: list[tuple[ReportStep, str]]
    shut: list[Shut]
    decision: Decision | None
    case: Case | None
    room: Meeting | None
    may_note: bool
    may_mark: bool
    forms: dict[str, Form]
    suggested: list[Named]
    earlier: list[Earlier]
    words_found: Words | None

    @property
    def next(self) -> Line | None:
        """What is due first."""
        return next((line for line in self.lines if line.duty.is_open), None)

    @property
    def owes_interim(self) -> bool:
        """The interim measure is still to be recorded."""
        return any(line.duty.is_open and line.duty.name == INTERIM_MEASURE.name for line in self.lines)


STEPS = Fixed(lambda report: ReportStep.objects.filter(report=report).select_related("by"))
MEMOS = Fixed(lambda report: Memo.objects.filter(report=report).select_related("by"))
NAMED = Fixed(lambda report: NamedPupil.now.filter(report=report).select_related("pupil").order_by("at", "pk"))
DIRECTED = Fixed(lambda report: Direction.objects.filter(report=report).select_related("by", "acting"))
OWED = Fixed(
    lambda report: (
        Duty.objects.filter(report=report, dropped_at__isnull=True)
        .select_related("pupil", "staff", "school_class", "late_by")
        .order_by("due_at", "owed_at", "pk")
    )
)
OUT = Fixed(
    lambda report: (
        Exclusion.objects.filter(report=report)
        .select_related("staff", "lifted_by", "confirmed_by")
        .order_by("since", "pk")
        .prefetch_related("staff__post_holdings__school_class")
    )
)


def report_page(report: Report, staff: Staff, bound: Mapping[str, Form] | None = None) -> ReportPage:
    """Gather the page for one person. bound: forms that came back with errors, by name (`lift:<id>` for a lifting)."""
    bound = bound or {}
    rules = edition(report.school.edition)
    intake = staff.can(Can.INTAKE)
    out = shut_out_of(report)
    steps = STEPS.of(report, "report")
    memos = MEMOS.of(report, "report")
    meetings = meetings_for(staff)
    named = [row.pupil for row in NAMED.rows(report=report.pk)]
    letters = Letters(named)
    before = earlier(staff, named, letters, report=report)
    return ReportPage(
        report=report,
        words=report.text("narrative"),
        answers=answer_lines(report),
        source=next((s.label for s in rules.sources if s.code == report.source), report.source),
        channel=next((c.label for c in rules.channels if c.code == report.channel), report.channel),
        classes=classes_of_reports([report]).get(report.pk, ""),
        state=REPORT_FLOW.labels[ReportState(report.state)],
        open=report.state not in REPORT_FLOW.resting,
        intake=intake,
        kept=kept_of(report, staff, bound),
        pupils=children_of(report, bound if intake else None),
        mentions=[(row, row.text("phrase")) for row in mentions_for(staff, [report.pk])] if intake else [],
        directions=[(row, row.text("words")) for row in DIRECTED.of(report, "report")],
        memos=[(memo, memo.text("words")) for memo in memos],
        lines=lines(OWED.of(report, "report"), staff),
        mine=frozenset(pk for (pk,) in MINE.rows(staff, report=report.pk)),
        passed=[step.source for step in steps if step.source != step.target],
        notes=_notes(report, steps),
        urgent_reasons=[(step, step.text("reason")) for step in steps if step.move == "mark_urgent"],
        shut=_shut(report, bound) if intake else [],
        decision=_decision(steps, meetings),
        case=CASE.first(staff, report=report.pk),
        room=ROOM.first(staff, report=report.pk),
        may_note=intake and _may(report, "note", staff, out, anywhere=True),
        may_mark=intake and report.urgent_at is None and _may(report, "mark_urgent", staff, out),
        forms={
            "memo": bound.get("memo") or MemoForm(),
            "urgent": bound.get("urgent") or UrgentForm(),
            "interim": bound.get("interim") or InterimForm(),
        },
        suggested=suggested(report) if intake else [],
        earlier=before,
        words_found=words_of([report], letters, earlier=before if report.state not in REPORT_FLOW.resting else ())
        if intake
        else None,
    )


def _may(report: Report, move: str, staff: Staff, out: frozenset[int], *, anywhere: bool = False) -> bool:
    """Say whether this person may take the move from here (anywhere: another memo is welcome in every state)."""
    try:
        actor_for(REPORT_FLOW.move(move) if anywhere else REPORT_FLOW.find(report.state, move), staff, out)
    except (NoSuchMove, NotTheirs):
        return False
    return True


def _notes(report: Report, steps: list[ReportStep]) -> dict[str, str]:
    """Return the time at which each box of the chart was reached."""
    notes = {str(REPORT_FLOW.start): _short(report.received_at)}
    for step in steps:
        if step.source != step.target:
            notes[step.target] = _short(step.at)
    return notes


def _short(moment: datetime) -> str:
    """Say a moment so that it fits into a box of the chart, 「6/3 9:10」."""
    local = moment.astimezone(TOKYO)
    return f"{local.month}/{local.day} {local.hour}:{local:%M}"


def _shut(report: Report, bound: Mapping[str, Form]) -> list[Shut]:
    rows = OUT.of(report, "report")
    return [
        Shut(
            row=row,
            post=listed(held for held in row.staff.post_holdings.all() if held.until is None),
            why=WHY[row.why],
            phrase=row.text("phrase"),
            lift_reason=row.text("lift_reason"),
            form=None if row.lifted_at else bound.get(f"lift:{row.pk}") or LiftForm(auto_id=f"lift_{row.pk.hex}_%s"),
        )
        for row in rows
    ]


def _decision(steps: list[ReportStep], meetings: Any) -> Decision | None:
    step = next((step for step in reversed(steps) if step.target in REPORT_FLOW.resting), None)
    if step is None:
        return None
    meeting = meetings.filter(pk=step.meeting_id).first() if step.meeting_id else None
    return Decision(step, REPORT_FLOW.move(step.move).label, step.text("reason"), meeting)
