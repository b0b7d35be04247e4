"""引継ぎ: what one person carries in open cases goes to another, who confirms that they have read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from yorisoi.cases.models import Case, CaseMember, Entry
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.noticing import notice_in_line
from yorisoi.cases.passing_on import pass_on, rooms_ahead, visits_ahead
from yorisoi.cases.queries import cases_for
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import TAKE_OVER
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff


class CannotTake(Exception):
    """The other person may not take over one of the cases. Which one is not said: it could tell who is named there."""


@dataclass(frozen=True)
class Carried:
    """An open case in which somebody carries something. duties: what they owe there by name."""

    case: Case
    team: bool
    duties: list[Duty]


def carried_by(person: Staff, reader: Staff) -> list[Carried]:
    """Return the open cases in which `person` is on the team, owes something by name, listens or visits.

    Only those that the reader may know: a manager who is shut out of a case does not learn who works on it.
    """
    seats = CaseMember.objects.filter(staff=person, until__isnull=True).values("case_id")
    owed = Duty.objects.filter(OPEN, staff=person, case__isnull=False)
    rows = cases_for(reader).exclude(state__in=CASE_FLOW.resting)
    known = Q(pk__in=seats) | Q(pk__in=owed.values("case_id")) | Q(pk__in=rooms_ahead(person).values("case_id"))
    known |= Q(pk__in=visits_ahead(person, clock.now()).values("case_id"))
    found = list(rows.filter(known).distinct().order_by("opened_at"))
    on_team = set(seats.filter(case__in=found).values_list("case_id", flat=True))
    duties: dict[UUID, list[Duty]] = {}
    for duty in owed.filter(case__in=found).select_related("pupil").order_by("due_at", "owed_at", "pk"):
        duties.setdefault(duty.case_id, []).append(duty)  # type: ignore[arg-type]
    return [Carried(case, case.pk in on_team, duties.get(case.pk, [])) for case in found]


def may_hand_over(person: Staff, by: Staff) -> bool:
    """Say whether `by` may hand over what `person` carries: they themselves, or whoever oversees the school."""
    return person.school_id == by.school_id and (person.pk == by.pk or by.can(Can.OVERSEE))


@transaction.atomic
def hand_over(*, person: Staff, to: Staff, by: Staff, sheets: Mapping[UUID, str]) -> list[Entry]:
    """Hand over the cases in `sheets` (case id → what the next person must know).

    Duties by name (promises, measures, what is watched), rooms in which they would listen, homes that they would visit
    and the place on the team pass on, the sheet becomes a line of the record, and the other owes the
    confirmation. Raises `CannotTake`, PermissionDenied, Case.DoesNotExist (also for what the writer may not know).
    """
    if not may_hand_over(person, by) or person.pk == to.pk:
        raise PermissionDenied
    known = {row.case.pk for row in carried_by(person, by)}
    if not set(sheets) <= known:
        raise Case.DoesNotExist
    now = clock.now()
    written = []
    for pk in sorted(sheets, key=str):
        case = locked(Case(pk=pk))
        out = shut_out_of_case(case.pk)
        if to.pk in out or to.school_id != case.school_id or not to.is_active or not to.can(Can.WRITE_CASE):
            raise CannotTake
        sheet = _sheet(case, to, by, sheets[pk], now)
        findable(sheet, "body", at=now)
        notice_in_line(case, sheet, by=by, at=now)
        written.append(sheet)
        Duty.objects.filter(OPEN, case=case, staff=person).update(staff=to)  # promises and measures among them
        pass_on(case, person, to, by=by, at=now)
        seats = CaseMember.objects.filter(case=case, staff=person, until__isnull=True)
        why = seats.values_list("why", flat=True).first() or "handover"
        seats.update(until=now)
        join_team(case, [to], why, now, by)
        assigned: dict[str, Any] = {"take_over": [(to, None, None, "")]}
        owe([TAKE_OVER], about=case, by=by, at=now, setting=Setting(shut_out=out, assigned=assigned))
        journal(
            by=by,
            school_id=case.school_id,
            event="case.handed_over",
            about=case,
            cite=TAKE_OVER.cite,
            at=now,
            staff=person.pk,
            to=to.pk,
        )
    return written


def _sheet(case: Case, to: Staff, by: Staff, words: str, now: Any) -> Entry:
    row = Entry(case=case, kind="handover", occurred_at=now, recorded_at=now, by=by, second=to)
    row.put("body", {"words": words})
    row.save(force_insert=True)
    return row
