"""The people of a case: children come and go with their roles, guests get a place on the team."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from yorisoi.cases.models import Case, Involvement, RolePutRight
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.queries import lines_in
from yorisoi.cases.rights import require_writer
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import CASE_DUTIES
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.flow import NotYet
from yorisoi.policy.needs import END_ROLE_NEEDS, RoleFacts
from yorisoi.policy.roles import Can, Role
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import Pupil, Staff


@transaction.atomic
def involve(*, case: Case, by: Staff, pupil: Pupil, role: str, note: str = "") -> Involvement:
    """Give a child a role in the case (D3). The same child may hold several.

    By whoever works at the school: a guest from outside has no roster to choose from.
    """
    case = locked(case)
    require_writer(case, by)
    if not by.can(Can.RESPOND):
        raise PermissionError("not theirs to add children")
    if pupil.school_id != case.school_id:
        raise Pupil.DoesNotExist
    now = clock.now()
    found = Involvement.objects.filter(case=case, pupil=pupil, role=role, until__isnull=True).first()
    if found is not None:
        return found
    row = Involvement(case=case, pupil=pupil, role=role, since=now, by=by)
    row.put("note", note)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Involvement.objects.get(case=case, pupil=pupil, role=role, until__isnull=True)
    journal(
        by=by,
        school_id=case.school_id,
        event="case.role",
        about=case,
        cite="definition.roles",
        at=now,
        pupil=pupil.pk,
        role=role,
    )
    owe_for_child(case, pupil, role, by, now)
    return row


def owe_for_child(case: Case, pupil: Pupil, role: str, by: Staff, now: datetime) -> None:
    """A child who joins a recognised case brings the duties that the recognition brought for the others."""
    if case.recognised_at is None or case.state in CASE_FLOW.resting or role not in {Role.VICTIM, Role.PERPETRATOR}:
        return
    arrow = CASE_FLOW.move("recognise")
    wanted = [duty for duty in arrow.duties if duty.per == role]
    owe(
        wanted,
        about=case,
        by=by,
        at=now,
        setting=Setting(pupils={role: [pupil.pk]}, shut_out=shut_out_of_case(case.pk)),
    )


@transaction.atomic
def end_role(*, involvement: Involvement, by: Staff, reason: str, mistaken: bool = False) -> None:
    """End a child's role with a reason, sealed beside the note; the row stays (D3).

    mistaken: the child never held it; what was owed for the child in this role falls away.
    The victim's role is ended only by who reads every case, and never to get past what 解消 wants of the child.
    Raises PermissionError, `NotYet` (what the policy still wants).
    """
    case = locked(involvement.case)
    row = Involvement.objects.select_for_update(of=("self",)).select_related("case__key").get(pk=involvement.pk)
    require_writer(case, by)
    if row.until is None:
        if not may_end(row, by):
            raise PermissionError("not theirs to end a victim's role")
        facts = role_facts(case, row, reason)
        if missing := tuple(need for need in END_ROLE_NEEDS if not need.met(facts)):
            raise NotYet(missing)
        row.until = clock.now()
        row.put("note", "\n".join(words for words in (row.text("note"), reason.strip()) if words))
        row.save(update_fields=["until", "note"])
        if mistaken:
            _put_right(case, row, by, reason)
        journal(
            by=by,
            school_id=row.case.school_id,
            event="case.role_ended",
            about=row.case,
            cite="definition.roles",
            pupil=row.pupil_id,
            role=row.role,
        )


def _put_right(case: Case, row: Involvement, by: Staff, reason: str) -> None:
    now = row.until or clock.now()
    right = RolePutRight(involvement=row, by=by, at=now)
    right.put("reason", reason)
    right.save(force_insert=True)
    journal(
        by=by,
        school_id=case.school_id,
        event="case.role_put_right",
        about=case,
        cite="record.put_right",
        at=now,
        pupil=row.pupil_id,
        role=row.role,
    )
    owed = Duty.objects.filter(OPEN, case=case, pupil_id=row.pupil_id)
    if case.involvements.filter(pupil_id=row.pupil_id, until__isnull=True).exists():
        owed = owed.filter(name__in=[name for name, duty in CASE_DUTIES.items() if duty.per == row.role])
    for duty in owed:
        journal(
            by=by,
            school_id=case.school_id,
            event="duty.ended",
            about=case,
            cite=duty.cite,
            at=now,
            duty=duty.name,
            move="put_right",
        )
    owed.update(dropped_at=now, dropped_by_move="put_right")


def may_end(row: Involvement, by: Staff) -> bool:
    """Say whether this person may end the role: a victim's only who reads every case."""
    return by.can(Can.READ_ALL) or (row.role != Role.VICTIM and by.can(Can.WRITE_CASE))


def role_facts(case: Case, row: Involvement, reason: str) -> RoleFacts:
    """Return what the policy reads when a role is to end."""
    said = lines_in(case).filter(kind="pupil_confirmation", pupil_id=row.pupil_id, corrections__isnull=True)
    latest = said.order_by("-recorded_at", "-pk").values_list("flag", flat=True).first()
    return RoleFacts(
        reason=bool(reason.strip()),
        victim=row.role == Role.VICTIM,
        judged=case.state == CaseState.JUDGED,
        distress=latest is not None and latest != "no_distress",
    )


@transaction.atomic
def invite_to_case(*, case: Case, by: Staff, staff: Staff) -> None:
    """Put SC, SSW or an expert on the team of one case (at the principal's word)."""
    case = locked(case)
    require_writer(case, by)
    if not by.can(Can.READ_ALL):
        raise PermissionError("the managers and the guidance head invite")
    join_team(case, [staff], "invited", clock.now(), by)
