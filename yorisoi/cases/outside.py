"""Agencies outside the school: the school's list, and the police at once where grave harm is feared (法23条6項)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from yorisoi.cases.models import Case
from yorisoi.cases.models_measures import AGENCIES, Agency
from yorisoi.cases.moves import join_team, locked, people_told
from yorisoi.cases.rights import require_writer
from yorisoi.duties.actions import Setting, owe, tell
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import CALL_POLICE
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School, Staff


@dataclass(frozen=True)
class Contact:
    """An agency as typed."""

    kind: str
    name: str
    phone: str
    person: str = ""
    note: str = ""


def require_manager(by: Staff) -> School:
    """Return the school of who keeps its list, or raise PermissionError."""
    if by.school is None or not by.can(Can.REPORT_TO_BOARD):
        raise PermissionError("the managers keep the list")
    return by.school


@transaction.atomic
def add_agency(*, by: Staff, contact: Contact) -> Agency:
    """Put an agency on the school's list. The same again is the same row."""
    school = require_manager(by)
    if contact.kind not in AGENCIES:
        raise ValueError("no such kind of agency")
    same = school.agencies.select_for_update().filter(
        kind=contact.kind, name=contact.name, phone=contact.phone, retired_at=None
    )
    if (known := same.first()) is not None:
        return known
    row = Agency.objects.create(
        school=school,
        kind=contact.kind,
        name=contact.name,
        phone=contact.phone,
        person=contact.person,
        note=contact.note,
        at=clock.now(),
        by=by,
    )
    journal(by=by, school_id=school.pk, event="agency.added", about=row, cite="agencies.others", kind=row.kind)
    return row


@transaction.atomic
def retire_agency(*, row: Agency, by: Staff) -> None:
    """Take an agency off the list; the row stays."""
    school = require_manager(by)
    row = Agency.objects.select_for_update().get(pk=row.pk, school=school)
    if row.retired_at is None:
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        journal(by=by, school_id=school.pk, event="agency.retired", about=row, cite="agencies.others")


def agencies_of(school: School) -> list[Agency]:
    """Return the agencies on the school's list."""
    return list(school.agencies.filter(retired_at__isnull=True))


FITTING = (("児童相談所", "child_centre"), ("法務", "legal"), ("人権", "legal"), ("警察", "police"), ("医", "medical"))


def proposed(school: School) -> list[Contact]:
    """Return what the edition's helplines offer for the list and is not on it yet."""
    known = {row.phone for row in agencies_of(school)}
    out = []
    for line in edition(school.edition).helplines:
        kind = next((kind for word, kind in FITTING if word in line.name), "")
        if kind and line.phone not in known:
            out.append(Contact(kind, line.name, line.phone, note=line.hours or ""))
    return out


@transaction.atomic
def fear_grave_harm(*, case: Case, by: Staff, caller: Staff) -> Duty:
    """Somebody fears grave harm: this person calls the police at once; managers hear of it now.

    Asked twice for the same caller it is owed once. Raises PermissionError for a caller who is shut out.
    """
    case = locked(case)
    require_writer(case, by)
    out = shut_out_of_case(case.pk)
    if caller.pk in out or caller.school_id != case.school_id:
        raise PermissionError("cannot call in this matter")
    lately = clock.now() - timedelta(days=1)
    known = Duty.objects.filter(OPEN, case=case, name=CALL_POLICE.name, staff=caller, owed_at__gt=lately).first()
    if known is not None:
        return known
    now = clock.now()
    owed = owe(
        [CALL_POLICE],
        about=case,
        by=by,
        at=now,
        setting=Setting(shut_out=out, assigned={CALL_POLICE.name: [(caller, None, None, "")]}),
    )
    case.urgent = True
    case.save(update_fields=["urgent"])
    join_team(case, [caller], "police", now, by)
    journal(
        by=by,
        school_id=case.school_id,
        event="case.grave_harm",
        about=case,
        cite=CALL_POLICE.cite,
        at=now,
        staff=caller.pk,
        day=today().isoformat(),
    )
    tell([caller, *people_told(case, out)], kind="case_urgent", school=case.school, at=now, case=case)
    return owed[0]
