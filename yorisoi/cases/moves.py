"""Taking one arrow of the case's flowchart: the only place where a case changes its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from yorisoi.cases.models import Case, CaseMember, CaseStep
from yorisoi.cases.queries import pupils_by_role
from yorisoi.duties.actions import Setting, drop, owe, settle, tell
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.meetings.models import Meeting
from yorisoi.policy import flow
from yorisoi.policy.case_duties import CASE_DUTIES
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import holders

Assigned = Mapping[str, list[tuple[Staff | None, int | None, date | None, str]]]


def locked(case: Case) -> Case:
    """Return the case under its lock, with its key and school."""
    return Case.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=case.pk)


def take(
    case: Case,
    arrow: flow.Move,
    *,
    by: Staff,
    actor: str,
    at: datetime,
    meeting: Meeting | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
    dates: Mapping[str, date | None] | None = None,
    assigned: Assigned | None = None,
    more: Iterable[flow.Duty] = (),
) -> CaseStep:
    """Write the step, enter the new state, settle and owe duties, journal, tell. The caller has asked the policy.

    The case must be locked in this transaction. dates: what `set` clocks hang on.
    """
    step = CaseStep(
        case=case,
        move=arrow.name,
        source=case.state,
        target=arrow.lands(case.state),
        at=at,
        by=by,
        actor=actor,
        meeting=meeting,
        cite=arrow.cite,
    )
    step.put("reason", reason)
    step.put("details", details or {})
    step.save(force_insert=True)
    findable(step, "reason", "details", at=at)
    enter(case, step.target, at)
    if actor in frozenset(Body):
        settle(f"held:{actor}", about=case, by=by, at=at)
    settle(f"decided:{arrow.name}", about=case, by=by, at=at)
    left = Duty.objects.filter(OPEN, case=case).values_list("name", flat=True)
    at_rest = case.state in CASE_FLOW.resting  # a matter that is decided leaves nobody anything to do
    drop(set(left) if at_rest else arrow.settles, about=case, by=by, move=arrow.name, at=at)
    out = shut_out_of_case(case.pk)
    all_dates = {
        "review_date": case.review_date,
        "follow_up_date": case.follow_up_date,
        "next_date": day_of(case.next_at) if case.next_at else None,
        "period_end": confirm_by(case),
        **(dates or {}),
    }
    # the acts are on record already: nobody need be asked for them
    wanted = [duty for duty in (*arrow.duties, *more) if duty.name != "record_acts" or case.last_act_on is None]
    owe(
        wanted,
        about=case,
        by=by,
        at=at,
        setting=Setting(dates=all_dates, pupils=pupils_by_role(case), shut_out=out, assigned=assigned or {}),
    )
    journal(
        by=by,
        school_id=case.school_id,
        event=f"case.{arrow.name}",
        about=case,
        cite=arrow.cite,
        at=at,
        source=step.source,
        target=step.target,
        actor=actor,
        meeting=str(meeting.pk) if meeting else None,
    )
    tell(people_told(case, out), kind="case_moved", school=case.school, at=at, case=case)
    return step


def enter(case: Case, state: str, at: datetime) -> None:
    """Put the case into a state and keep the times that go with it."""
    if state != case.state:
        case.entered_at = at
    case.state = state
    if state == CaseState.RECOGNISED and case.recognised_at is None:
        case.recognised_at = at
    case.resolved_at = at if state == CaseState.RESOLVED else None
    case.save()


def people_told(case: Case, out: frozenset[int]) -> list[Staff]:
    """Return who hears that a case moved: managers, 生徒指導主任, the team; never whoever is shut out."""
    people: list[Staff] = []
    for post in (Post.GUIDANCE_HEAD, Post.PRINCIPAL, Post.VICE_PRINCIPAL):
        people += list(holders(case.school, post))
    people += [row.staff for row in case.members.filter(until__isnull=True).select_related("staff")]
    return [person for person in people if person.pk not in out and person.is_active]


def join_team(case: Case, staff: Iterable[Staff], why: str, at: datetime, by: Actor) -> None:
    """Put people on the case team, so that they may read it. Whoever is shut out never gets on."""
    out = shut_out_of_case(case.pk)
    for person in staff:
        if person.pk in out or person.school_id != case.school_id:
            continue
        _row, made = CaseMember.objects.get_or_create(
            case=case, staff=person, until=None, defaults={"why": why, "since": at}
        )
        if made:
            journal(by=by, school_id=case.school_id, event="case.team", about=case, at=at, staff=person.pk, why=why)


def confirm_by(case: Case) -> date:
    """Return the day by which 解消 is to be confirmed with child and guardian.

    A confirmation counts from the day the period ends; from then on some days are left to make it.
    """
    ends = case.period_ends_on or add_months(today(), case.period_months)
    return ends + timedelta(days=edition(case.school.edition).follow_up.review_days)


def move_confirmations(case: Case, *, by: Staff, at: datetime) -> None:
    """Owe the open confirmations again by the new period (an act restarts it)."""
    names = {"confirm_pupil", "confirm_guardian"}
    waiting = set(Duty.objects.filter(OPEN, case=case, name__in=names).values_list("name", flat=True))
    owe(
        [CASE_DUTIES[name] for name in sorted(waiting)],
        about=case,
        by=by,
        at=at,
        setting=Setting(
            dates={"period_end": confirm_by(case)},
            pupils=pupils_by_role(case),
            shut_out=shut_out_of_case(case.pk),
        ),
    )
