"""The subcommittee's decision on a report: it becomes a case, joins one, or is set aside (R2, R3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.cases.actions import meeting_facts, room
from yorisoi.cases.acts import ActSaid, record_act
from yorisoi.cases.decisions import Decided
from yorisoi.cases.grounds import kept
from yorisoi.cases.models import Case, CaseStep, Entry, Involvement
from yorisoi.cases.moves import locked
from yorisoi.cases.reach import put_in
from yorisoi.duties.actions import Setting, owe, reassign_shut_out, tell
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.policy.case_duties import HOLD_COMMITTEE
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Move
from yorisoi.policy.needs import ReportFacts
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.reports.acting import board_people, managers_out
from yorisoi.reports.actions import end_duties
from yorisoi.reports.answers import in_full
from yorisoi.reports.models import Report, ReportStep
from yorisoi.reports.pointing_out import point_out
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import next_number

SAID = ("reason", "circumstances", "against", "minority", "child_words")  # what of a decision is words


def report_facts(
    report: Report, meeting: Meeting, item: AgendaItem, decided: Decided, *, case_chosen: bool = False
) -> ReportFacts:
    """Return what the policy reads when the subcommittee decides on a report."""
    return ReportFacts(
        meeting=meeting_facts(meeting, item, decided),
        determination=decided.determination,
        memo_left=report.memos.filter(kind="memo").exists(),
        pupils_named=report.named_pupils(manager="now").count(),
        case_chosen=case_chosen,
        words_unseen=report.findings.filter(looked_at__isnull=True, grave=True).count(),
    )


def _ask(
    report: Report, meeting: Meeting, item: AgendaItem, move: str, decided: Decided, *, case_chosen: bool = False
) -> Move:
    arrow = REPORT_FLOW.find(report.state, move)
    arrow.require(meeting.body)
    arrow.ask(report_facts(report, meeting, item, decided, case_chosen=case_chosen))
    return arrow


def _step(report: Report, arrow: Move, meeting: Meeting, by: Staff, details: Mapping[str, Any], at: datetime) -> None:
    step = ReportStep(
        report=report,
        move=arrow.name,
        source=report.state,
        target=arrow.lands(report.state),
        at=at,
        by=by,
        actor=meeting.body,
        meeting=meeting,
        cite=arrow.cite,
    )
    step.put("reason", details.get("reason", ""))
    step.put("details", dict(details))
    step.save(force_insert=True)
    findable(step, "reason", "details", at=at)
    said = "\n".join(str(details[name]) for name in SAID if details.get(name))
    point_out(report=report, by=by, text=said, place="meeting", at=at)
    report.state = step.target
    report.save(update_fields=["state"])
    end_duties(report, arrow, by=by, at=at)
    journal(
        by=by,
        school_id=report.school_id,
        event=f"report.{arrow.name}",
        about=report,
        cite=arrow.cite,
        at=at,
        meeting=str(meeting.pk),
    )


def _lock(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=report.pk)


@transaction.atomic
def open_case(*, meeting: Meeting, report: Report, by: Staff, decided: Decided, roles: Mapping[int, str]) -> Case:
    """Make a case of a report (疑い). The committee is owed the same day. roles: child id → role in the case."""
    report = _lock(report)
    meeting, item = room(meeting, by, report=report)
    arrow = _ask(report, meeting, item, "open_case", decided)
    now = clock.now()
    year, number = next_number(report.school, "case", school_year(day_of(now)))
    case = Case.objects.create(
        key=make_data_key(report.school_id),
        school=report.school,
        year=year,
        number=number,
        edition=report.school.edition,
        state=CASE_FLOW.start,
        entered_at=now,
        opened_at=now,
        forms=report.forms,
        urgent=report.urgent_at is not None,
        period_months=edition(report.school.edition).follow_up.default_months,
    )
    put_in(case, report, by=by, at=now)
    pupils = dict.fromkeys(report.named_pupils(manager="now").values_list("pupil_id", flat=True))
    given: list[dict[str, Any]] = []
    for pupil_id, role in {**dict.fromkeys(pupils, ""), **roles}.items():
        if role and report.school.pupils.filter(pk=pupil_id).exists():
            Involvement.objects.create(case=case, pupil_id=pupil_id, role=role, since=now, by=by)
            given.append({"pupil": pupil_id, "role": str(role)})
    details = {**kept(decided, report=report), "roles": given}
    first = CaseStep(
        case=case,
        move="open",
        source="",
        target=case.state,
        at=now,
        by=by,
        actor=meeting.body,
        meeting=meeting,
        cite=arrow.cite,
    )
    first.put("reason", decided.reason)
    first.put("details", details)
    first.save(force_insert=True)
    findable(first, "reason", "details", at=now)
    _step(report, arrow, meeting, by, details, now)
    journal(by=by, school_id=case.school_id, event="case.open", about=case, cite=arrow.cite, at=now)
    owe_committee(case, by, now)
    return case


def owe_committee(case: Case, by: Staff, at: datetime) -> None:
    out = shut_out_of_case(case.pk)
    owe([HOLD_COMMITTEE], about=case, by=by, at=at, setting=Setting(shut_out=out))


@transaction.atomic
def join_case(*, meeting: Meeting, report: Report, case: Case, by: Staff, decided: Decided) -> Case:
    """Let a report join a case that goes on. A case at rest wakes: what is reported counts as a new act."""
    report = _lock(report)
    case = locked(case)
    meeting, item = room(meeting, by, report=report)
    if case.school_id != report.school_id or case.merged_into_id is not None:
        raise Case.DoesNotExist
    arrow = _ask(report, meeting, item, "join_case", decided, case_chosen=True)
    now = clock.now()
    known = [link.report for link in case.report_links.select_related("report")]
    before = any(managers_out(one) for one in [*known, report])
    put_in(case, report, by=by, at=now)
    if not before:  # each report left one of them in, the two together leave none
        tell(board_people(report), kind="report_received", school=report.school, at=now, report=report)
    _step(
        report, arrow, meeting, by, {**kept(decided, report=report), "case": case.label, "case_id": str(case.pk)}, now
    )
    out = shut_out_of_case(case.pk)
    for about in (case, report, *known):
        reassign_shut_out(about=about, shut_out=out, by=by, at=now)
    journal(
        by=by, school_id=case.school_id, event="case.joined", about=case, cite=arrow.cite, at=now, report=str(report.pk)
    )
    arrive(case, report, by=by, at=now)
    return case


def arrive(case: Case, report: Report, *, by: Staff, at: datetime) -> None:
    """Let a case that got a report take it up: one at rest wakes, in any other the committee is owed."""
    if case.state in CASE_FLOW.resting:
        line = Entry(case=case, kind="act", flag="unknown", occurred_at=report.received_at, recorded_at=at, by=by)
        line.put("body", {"words": in_full(report) or report.label, "known": report.label})
        record_act(case, line, by=by, at=at, said=ActSaid(when="about", known="report", report=report))
    elif not Duty.objects.filter(OPEN, case=case, name="hold_committee").exists():
        owe_committee(case, by, at)


@transaction.atomic
def set_aside(*, meeting: Meeting, report: Report, by: Staff, decided: Decided) -> Report:
    """Decide that a report speaks of no bullying at all. Wants quorum, memo, distress looked at, no child named."""
    report = _lock(report)
    meeting, item = room(meeting, by, report=report)
    arrow = _ask(report, meeting, item, "set_aside", decided)
    _step(report, arrow, meeting, by, kept(decided, report=report), clock.now())
    return report


__all__ = ["CaseState", "join_case", "open_case", "set_aside"]
