"""Decisions on cases: by a body in its meeting, or by the principal. Each is one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yorisoi.cases.decisions import Decided
from yorisoi.cases.grounds import kept
from yorisoi.cases.models import Case, CaseStep, Entry
from yorisoi.cases.moves import join_team, locked, take
from yorisoi.cases.noticing import notice_decision
from yorisoi.cases.queries import case_facts
from yorisoi.journal import clock
from yorisoi.meetings.actions import Finalised, may_record, set_next
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import quorum_facts, shut_out_of_item
from yorisoi.policy import case_duties
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.flow import Duty, Move
from yorisoi.policy.needs import CaseFacts, MeetingFacts
from yorisoi.reports.acting import actor_for
from yorisoi.reports.queries import directed_in_case, shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import staff_of

# sealed with the duty as words of the meeting, so kept in the language of the record
HEARD_FROM = {"victim": "被害の子どもから聞く", "perpetrator": "加害の子どもから聞く", "around": "周囲の子どもから聞く"}


def room(meeting: Meeting, by: Staff, **about: Any) -> tuple[Meeting, AgendaItem]:
    """Lock a meeting that is open and has this on its agenda, for a person who may record in it.

    Raises `Finalised`, PermissionError (not theirs to record, or shut out), AgendaItem.DoesNotExist.
    """
    row = Meeting.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=meeting.pk)
    if row.finalised_at is not None:
        raise Finalised
    item = row.items.select_related("report", "case").get(**about)
    if not may_record(row, by) or by.pk in shut_out_of_item(item):
        raise PermissionError("not theirs to record")
    return row, item


def meeting_facts(meeting: Meeting, item: AgendaItem, decided: Decided) -> MeetingFacts:
    """Return quorum, chair, reason and next date as the policy reads them."""
    return quorum_facts(
        meeting,
        item,
        reason=bool(decided.reason.strip()),
        next_date=bool(decided.next_at and decided.next_at > clock.now()),
        work_until_next=bool(decided.next_work.strip()),
    )


def decision_facts(case: Case, meeting: Meeting, item: AgendaItem, decided: Decided) -> CaseFacts:
    """Return what the policy reads when a body decides: the case as it stands, and what is about to be fixed."""
    return case_facts(
        case,
        meeting=meeting_facts(meeting, item, decided),
        determination=decided.determination,
        hearings_assigned=len(decided.hearings),
        care_decided=bool(decided.care.strip()),
        watchers=len(_staff(case, decided.watchers)),
        review_date=decided.review_date or case.review_date,
        follow_up_date=decided.follow_up_date or case.follow_up_date,
        short_goal=bool(decided.short_goal.strip()),
        long_goal=bool(decided.long_goal.strip()),
        period_months=decided.period_months or case.period_months,
        short_period_reason=bool(decided.short_period_reason.strip()) or bool(case.short_period_reason),
    )


@transaction.atomic
def decide(*, meeting: Meeting, case: Case, move: str, by: Staff, decided: Decided) -> CaseStep:
    """Take one arrow of the flowchart by decision of a body (O3: a decision names its meeting and those present).

    Raises `NoSuchMove` (the case has moved on), `NotTheirs` (not this body's), `NotYet` (what the policy still
    wants, each with its clause), `Finalised`, PermissionError.
    """
    case = locked(case)
    meeting, item = room(meeting, by, case=case)
    arrow = CASE_FLOW.find(case.state, move)
    arrow.require(meeting.body)
    arrow.ask(decision_facts(case, meeting, item, decided))
    now = clock.now()
    if decided.next_at and decided.next_work.strip():
        set_next(meeting=meeting, by=by, at=decided.next_at, work=decided.next_work)
    _keep(case, decided, arrow, decided.period_months or case.period_months)
    _write_lines(case, meeting, by, decided, now)
    said = "\n".join([decided.reason, decided.circumstances, decided.against, decided.minority, decided.child_words])
    notice_decision(case, said, by=by, at=now)
    assigned, more = _assignments(case, arrow, decided, now, by)
    return take(
        case,
        arrow,
        by=by,
        actor=meeting.body,
        at=now,
        meeting=meeting,
        reason=decided.reason,
        details=kept(decided, case=case),
        assigned=assigned,
        more=more,
    )


def _staff(case: Case, ids: Any) -> list[Staff]:
    out = shut_out_of_case(case.pk)
    return [person for person in staff_of(case.school).filter(pk__in=list(ids)) if person.pk not in out]


def _keep(case: Case, decided: Decided, arrow: Move, months: int) -> None:
    """Keep on the case what the decision fixes; saved when the case enters its state."""
    if decided.review_date:
        case.review_date = decided.review_date
    if decided.follow_up_date:
        case.follow_up_date = decided.follow_up_date
    if decided.next_at:
        case.next_at = decided.next_at
    if arrow.name == "set_plan":
        case.period_months = months
        if decided.short_period_reason.strip():
            case.put("short_period_reason", decided.short_period_reason)
        if case.last_act_on:
            case.period_ends_on = add_months(case.last_act_on, months)


def _write_lines(case: Case, meeting: Meeting, by: Staff, decided: Decided, at: datetime) -> None:
    """Write goals and care as lines of the record, so that the case page shows them."""
    lines = [
        ("goal", "short", decided.short_goal),
        ("goal", "long", decided.long_goal),
        ("plan", "counsellor" if decided.counsellor else "", decided.care),
    ]
    for kind, code, words in lines:
        if words.strip():
            row = Entry(case=case, kind=kind, code=code, occurred_at=at, recorded_at=at, by=by, meeting=meeting)
            row.put("body", {"words": words})
            row.save(force_insert=True)
            findable(row, "body", at=at)


def _assignments(
    case: Case, arrow: Move, decided: Decided, at: datetime, by: Staff
) -> tuple[dict[str, list[tuple[Staff | None, int | None, date | None, str]]], list[Duty]]:
    """Turn hearing plans and watchers into assigned duties, and put their people on the team."""
    assigned: dict[str, list[tuple[Staff | None, int | None, date | None, str]]] = {}
    more: list[Duty] = []
    people = {person.pk: person for person in _staff(case, [h.staff for h in decided.hearings])}
    for plan in decided.hearings:
        person = people.get(plan.staff)
        if person is None:
            continue
        name = "hear_victim" if plan.side == "victim" and plan.pupil else "hear"
        if name == "hear" and case_duties.HEAR not in more:
            more.append(case_duties.HEAR)
        if (
            name == "hear_victim"
            and case_duties.HEAR_VICTIM not in arrow.duties
            and case_duties.HEAR_VICTIM not in more
        ):
            more.append(case_duties.HEAR_VICTIM)
        whom = HEARD_FROM.get(plan.side, "") if name == "hear" else ""
        assigned.setdefault(name, []).append((person, plan.pupil, plan.by, whom))
    watchers = _staff(case, decided.watchers)
    if watchers and case_duties.OBSERVE in arrow.duties:
        assigned["observe"] = [(person, None, None, "") for person in watchers]
    join_team(case, [*people.values()], "hearing", at, by)
    join_team(case, watchers, "watching", at, by)
    return assigned, more


@transaction.atomic
def decide_alone(*, case: Case, move: str, by: Staff, reason: str) -> CaseStep:
    """Take an arrow that belongs to a post: the principal's (or acting principal's) decision on 解消."""
    case = locked(case)
    out = shut_out_of_case(case.pk)
    arrow = CASE_FLOW.find(case.state, move)
    actor = actor_for(arrow, by, out, directed_in_case(case.pk))
    arrow.ask(case_facts(case, meeting=MeetingFacts(reason=bool(reason.strip()))))
    now = clock.now()
    return take(case, arrow, by=by, actor=actor, at=now, reason=reason)
