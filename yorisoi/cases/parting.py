"""One case becomes two, or a report that was joined wrongly goes to another: by a body, with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.cases import act_clock
from yorisoi.cases.carrying import carry, open_of
from yorisoi.cases.joining import (
    agenda_item,
    ask,
    copy_children,
    copy_team,
    locked_both,
    meetings_facts,
    settle_down,
    taken_up,
    write_step,
)
from yorisoi.cases.models import Case, CaseReport
from yorisoi.cases.moves import locked, people_told
from yorisoi.cases.queries import lines_in
from yorisoi.cases.reach import bring, extend_reach, reached_by, share
from yorisoi.cases.report_actions import arrive, owe_committee
from yorisoi.duties.actions import Setting, owe, tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.meetings.models import Meeting
from yorisoi.policy.case_duties import RECORD_ACTS, SET_GOALS, TELL_BOARD
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.joining import JoinFacts
from yorisoi.policy.needs import MeetingFacts
from yorisoi.policy.roles import Role
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import next_number

GO, BOTH = "go", "both"


def split_facts(case: Case, children: Mapping[Any, str], reports: Collection[Any], meeting: MeetingFacts) -> JoinFacts:
    """Return what the policy reads before a case is split. children: role's id → "go" or "both"; others stay."""
    rows = [(row.role == Role.VICTIM, children.get(row.pk, "")) for row in case.involvements.filter(until__isnull=True)]
    moved = case.report_links.filter(report__in=list(reports)).count()
    return JoinFacts(
        meeting=meeting,
        recognised=case.recognised_at is not None,
        children=(sum(go != GO for _v, go in rows), sum(go in {GO, BOTH} for _v, go in rows)),
        victims=(sum(v and go != GO for v, go in rows), sum(v and go in {GO, BOTH} for v, go in rows)),
        reports_moved=moved,
        reports_left=case.report_links.count() - moved,
    )


@transaction.atomic
def split_case(
    *,
    meeting: Meeting,
    case: Case,
    by: Staff,
    reason: str,
    children: Mapping[Any, str],
    entries: Collection[Any] = (),
    reports: Collection[Any] = (),
    minority: str = "",
) -> Case:
    """Make two cases of one. Chosen reports go to the new one; chosen lines stand in both; children go, or are in both.

    The new case begins as a suspicion, or recognised where the first one is. Whoever is shut out of the first is shut
    out of both.
    """
    case = locked(case)
    held, items = taken_up(meeting, by, [case])
    facts = [split_facts(case, children, reports, one) for one in meetings_facts(held, items, reason)]
    ask(case.state, "split", held, facts)
    at = clock.now()
    new = _new_case(case, at)
    extend_reach(new, reached_by(case), at=at)
    links = case.report_links.select_related("report__key").filter(report__in=list(reports))
    bring(links, new, move="split", meeting=held, by=by, at=at, reason=reason)
    chosen = list(lines_in(case).filter(pk__in=list(entries)))
    share(new, [row.pk for row in chosen], at=at)
    _count_acts(new)
    new.save()
    rows = case.involvements.filter(until__isnull=True)
    copy_children(rows.filter(pk__in=[pk for pk, go in children.items() if go in {GO, BOTH}]), new, by=by)
    leaving = rows.filter(pk__in=[pk for pk, go in children.items() if go == GO])
    gone = _let_go(leaving, case, by=by, at=at, reason=reason)
    copy_team(case, new, at=at, by=by)
    kept = {"minority": minority}
    write_step(
        new, "split_off", source="", meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": case.label, "case_id": str(case.pk)},
    )  # fmt: skip
    write_step(
        case, "split", source=case.state, meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": new.label, "case_id": str(new.pk)},
    )  # fmt: skip
    agenda_item(held, new, by)
    carry([duty for duty in open_of(case) if duty.pupil_id in gone], new, move="split", by=by, at=at)
    _owe(new, by, at)
    settle_down(case, by=by, at=at)
    out = shut_out_of_case(new.pk)
    tell(people_told(new, out), kind="case_moved", school=new.school, at=at, case=new)
    return new


def _new_case(case: Case, at: datetime) -> Case:
    year, number = next_number(case.school, "case", school_year(day_of(at)))
    new = Case(
        key=make_data_key(case.school_id),
        school=case.school,
        year=year,
        number=number,
        edition=case.edition,
        state=CaseState.RECOGNISED if case.recognised_at else CaseState.SUSPECTED,
        entered_at=at,
        opened_at=at,
        recognised_at=case.recognised_at,
        forms=case.forms,
        urgent=case.urgent,
        may_be_serious=case.may_be_serious,
        period_months=case.period_months,
        split_from=case,
    )
    if short := case.text("short_period_reason"):
        new.put("short_period_reason", short)
    new.save(force_insert=True)
    return new


def _count_acts(case: Case) -> None:
    """Let the period run from the latest of the acts that the new case is about."""
    last = act_clock.last_day(act_clock.read(lines_in(case)))
    if last is not None:
        case.last_act_on = last
        case.period_ends_on = add_months(last, case.period_months)


def _let_go(rows: Any, case: Case, *, by: Staff, at: datetime, reason: str) -> set[int]:
    """End these roles in the first case, with the reason; return the children who have none left there."""
    left = set()
    for row in list(rows.select_related("case__key")):
        row.until = at
        row.put("note", "\n".join(words for words in (row.text("note"), reason.strip()) if words))
        row.save(update_fields=["until", "note"])
        left.add(row.pupil_id)
        journal(
            by=by,
            school_id=case.school_id,
            event="case.role_ended",
            about=case,
            cite="response.joining",
            at=at,
            pupil=row.pupil_id,
            role=row.role,
        )
    return left - set(case.involvements.filter(until__isnull=True).values_list("pupil_id", flat=True))


def _owe(case: Case, by: Staff, at: datetime) -> None:
    """A new suspicion wants the committee; a new recognised case its plan, its acts on record, and word to 市教委."""
    if case.state == CaseState.SUSPECTED:
        owe_committee(case, by, at)
        return
    wanted = [SET_GOALS, TELL_BOARD, *([RECORD_ACTS] if case.last_act_on is None else [])]
    owe(wanted, about=case, by=by, at=at, setting=Setting(shut_out=shut_out_of_case(case.pk)))


def move_facts(source: Case, target: Case | None, meeting: MeetingFacts) -> JoinFacts:
    """Return what the policy reads before a report goes to another case."""
    return JoinFacts(
        meeting=meeting, other=target is not None, reports_moved=1, reports_left=source.report_links.count() - 1
    )


@transaction.atomic
def move_report(*, meeting: Meeting, report: Report, target: Case, by: Staff, reason: str, minority: str = "") -> Case:
    """Let a report go from the case that it was joined to wrongly to another. Where it was stays on record.

    A case at rest wakes, as when a report joins it. Raises `CaseReport.DoesNotExist` for a report in no case.
    """
    link = CaseReport.objects.select_related("case").get(report=report)
    if link.case_id == target.pk:
        raise Case.DoesNotExist
    source, target = locked_both(link.case, target)
    link = CaseReport.objects.select_related("report__key").get(report=report, case=source)
    held, items = taken_up(meeting, by, [source, target])
    facts = [move_facts(source, target, one) for one in meetings_facts(held, items, reason)]
    ask(source.state, "move_report", held, facts)
    ask(target.state, "take_report", held, ())
    at = clock.now()
    bring([link], target, move="move_report", meeting=held, by=by, at=at, reason=reason)
    kept = {"minority": minority, "report": report.label, "report_id": str(report.pk)}
    write_step(
        source, "move_report", source=source.state, meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": target.label, "case_id": str(target.pk)},
    )  # fmt: skip
    write_step(
        target, "take_report", source=target.state, meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": source.label, "case_id": str(source.pk)},
    )  # fmt: skip
    arrive(target, link.report, by=by, at=at)
    for case in (source, target):
        settle_down(case, by=by, at=at)
    out = shut_out_of_case(target.pk)
    tell(people_told(target, out), kind="case_moved", school=target.school, at=at, case=target)
    return target
