"""Two cases become one, by the committee, with a reason. Nothing is lost: lines, steps, duties, shut-outs go along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.cases.carrying import carry, open_of, wants_somebody
from yorisoi.cases.models import Case, CaseStep, Involvement
from yorisoi.cases.moves import enter, join_team, move_confirmations, people_told
from yorisoi.cases.noticing import notice_decision
from yorisoi.cases.people import owe_for_child
from yorisoi.cases.queries import cases_for, lines_in
from yorisoi.cases.reach import bring, extend_reach, reached_by, share
from yorisoi.cases.report_actions import owe_committee
from yorisoi.duties.actions import reassign_shut_out, tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import Finalised, may_record
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import quorum_facts, shut_out_of_item
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.flow import Move
from yorisoi.policy.joining import GOING_ON, JOINING, JoinFacts
from yorisoi.policy.needs import MeetingFacts
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff


def locked_both(*cases: Case) -> list[Case]:
    """Return the cases under their locks, always taken in the same order."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("key", "school").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[case.pk for case in cases])}
    return [found[case.pk] for case in cases]


def taken_up(meeting: Meeting, by: Staff, cases: Sequence[Case]) -> tuple[Meeting, list[AgendaItem]]:
    """Lock an open meeting that has one of these cases (or one of its reports) on its agenda, and put the others on it.

    Raises `Finalised`, PermissionError (not theirs to record, or shut out), `Case.DoesNotExist` (not theirs to know),
    `AgendaItem.DoesNotExist` (the meeting was not called for any of them).
    """
    held = Meeting.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=meeting.pk)
    if held.finalised_at is not None:
        raise Finalised
    known = cases_for(by).filter(pk__in=[case.pk for case in cases], school=held.school)
    if known.count() != len({case.pk for case in cases}):
        raise Case.DoesNotExist
    own = held.items.filter(case__in=cases) | held.items.filter(report__case_link__case__in=cases)
    if not own.exists():
        raise AgendaItem.DoesNotExist
    items = [agenda_item(held, case, by) for case in cases]
    if not may_record(held, by) or any(by.pk in shut_out_of_item(item) for item in items):
        raise PermissionError("not theirs to record")
    return held, items


def agenda_item(meeting: Meeting, case: Case, by: Staff) -> AgendaItem:
    """Return the case's place on the agenda, made if it has none."""
    item, made = AgendaItem.objects.get_or_create(
        meeting=meeting, report=None, case=case, defaults={"position": meeting.items.count()}
    )
    if made:
        journal(by=by, school_id=meeting.school_id, event="meeting.item", about=meeting, item=item.pk)
    return item


def meetings_facts(meeting: Meeting, items: Sequence[AgendaItem], reason: str) -> list[MeetingFacts]:
    """Return what the policy reads of the meeting for each of the cases: the quorum must hold for every one."""
    return [quorum_facts(meeting, item, reason=bool(reason.strip())) for item in items]


def ask(state: str, name: str, meeting: Meeting, facts: Sequence[JoinFacts]) -> Move:
    """Return the move, or raise `NoSuchMove`, `NotTheirs`, `NotYet`."""
    arrow = JOINING.find(state, name)
    arrow.require(meeting.body)
    for one in facts:
        arrow.ask(one)
    return arrow


def write_step(
    case: Case,
    name: str,
    *,
    source: str,
    meeting: Meeting,
    by: Staff,
    at: datetime,
    reason: str,
    details: Mapping[str, Any],
) -> CaseStep:
    """Write what was decided into the case's history, with its line in the journal."""
    arrow = JOINING.move(name)
    step = CaseStep(
        case=case,
        move=name,
        source=source,
        target=case.state,
        at=at,
        by=by,
        actor=meeting.body,
        meeting=meeting,
        cite=arrow.cite,
    )
    step.put("reason", reason)
    step.put("details", {key: value for key, value in details.items() if value})
    step.save(force_insert=True)
    findable(step, "reason", "details", at=at)
    notice_decision(case, "\n".join([reason, str(details.get("minority") or "")]), by=by, at=at)
    journal(
        by=by,
        school_id=case.school_id,
        event=f"case.{name}",
        about=case,
        cite=arrow.cite,
        at=at,
        source=source,
        target=case.state,
        other=str(details.get("case_id", "")),
        meeting=str(meeting.pk),
    )
    return step


def merge_facts(gone: Case, stays: Case | None, meeting: MeetingFacts) -> JoinFacts:
    """Return what the policy reads before one case goes into another."""
    return JoinFacts(
        meeting=meeting,
        other=stays is not None,
        other_goes_on=stays is not None and stays.state in GOING_ON,
        recognised=gone.recognised_at is not None,
        other_recognised=stays is not None and stays.recognised_at is not None,
    )


@transaction.atomic
def merge_cases(*, meeting: Meeting, gone: Case, stays: Case, by: Staff, reason: str, minority: str = "") -> Case:
    """Let one case go on as part of another. The one that stays keeps its number; the other rests, pointing at it.

    Reports, children, team, lines and open duties go along; the latest act of both counts; whoever is shut out of one
    is shut out of both.
    """
    if gone.pk == stays.pk:
        raise Case.DoesNotExist
    gone, stays = locked_both(gone, stays)
    held, items = taken_up(meeting, by, [gone, stays])
    facts = [merge_facts(gone, stays, one) for one in meetings_facts(held, items, reason)]
    ask(gone.state, "merge", held, facts)
    at = clock.now()
    told = {person.pk: person for case in (gone, stays) for person in people_told(case, shut_out_of_case(case.pk))}
    extend_reach(gone, reached_by(stays), at=at)
    extend_reach(stays, reached_by(gone), at=at)
    links = gone.report_links.select_related("report__key")
    bring(links, stays, move="merge", meeting=held, by=by, at=at, reason=reason)
    share(stays, lines_in(gone).values_list("pk", flat=True), at=at)
    children = copy_children(gone.involvements.filter(until__isnull=True), stays, by=by)
    copy_team(gone, stays, at=at, by=by)
    before = stays.period_ends_on
    _take_over(stays, gone)
    source, gone.merged_into = gone.state, stays
    enter(gone, CaseState.MERGED, at)
    stays.save()
    carry(open_of(gone), stays, move="merge", by=by, at=at)
    if gone.recognised_at is None:
        for row in children:
            owe_for_child(stays, row.pupil, row.role, by, at)
    if stays.period_ends_on != before:
        move_confirmations(stays, by=by, at=at)
    kept = {"minority": minority}
    write_step(
        gone, "merge", source=source, meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": stays.label, "case_id": str(stays.pk)},
    )  # fmt: skip
    write_step(
        stays, "absorb", source=stays.state, meeting=held, by=by, at=at, reason=reason,
        details={**kept, "case": gone.label, "case_id": str(gone.pk)},
    )  # fmt: skip
    settle_down(stays, by=by, at=at)
    out = shut_out_of_case(stays.pk)
    tell([p for p in told.values() if p.pk not in out], kind="case_moved", school=stays.school, at=at, case=gone)
    return stays


def copy_children(rows: Any, case: Case, *, by: Staff) -> list[Involvement]:
    """Give children in the case the roles that they have elsewhere, since when they have them; return the new rows."""
    have = set(case.involvements.filter(until__isnull=True).values_list("pupil_id", "role"))
    made = []
    for old in rows.select_related("case__key", "pupil"):
        if (old.pupil_id, old.role) in have:
            continue
        new = Involvement(case=case, pupil=old.pupil, role=old.role, since=old.since, by=by)
        if note := old.text("note"):
            new.put("note", note)
        new.save(force_insert=True)
        have.add((old.pupil_id, old.role))
        made.append(new)
    return made


def copy_team(source: Case, case: Case, *, at: datetime, by: Staff) -> None:
    """Put the team of one case on the other's, never whoever is shut out of it."""
    for member in source.members.filter(until__isnull=True).select_related("staff"):
        join_team(case, [member.staff], member.why, at, by)


def _take_over(stays: Case, gone: Case) -> None:
    """Keep on the case that stays what both know: the later act, the longer period, the nearer date."""
    acts = [case.last_act_on for case in (stays, gone) if case.last_act_on]
    stays.last_act_on = max(acts, default=None)
    stays.period_months = max(stays.period_months, gone.period_months)
    if stays.last_act_on and (stays.period_ends_on or gone.period_ends_on):
        stays.period_ends_on = add_months(stays.last_act_on, stays.period_months)
    stays.forms = sorted({*stays.forms, *gone.forms})
    stays.urgent = stays.urgent or gone.urgent
    words = {stays.may_be_serious, gone.may_be_serious} - {None}
    stays.may_be_serious = any(words) if words else None
    for name in ("review_date", "follow_up_date", "next_at"):
        dates = [date for date in (getattr(stays, name), getattr(gone, name)) if date is not None]
        setattr(stays, name, min(dates, default=None))


def settle_down(case: Case, *, by: Staff, at: datetime) -> None:
    """Let nobody who is shut out owe anything, and somebody owe something."""
    reassign_shut_out(about=case, shut_out=shut_out_of_case(case.pk), by=by, at=at)
    if wants_somebody(case):
        owe_committee(case, by, at)
