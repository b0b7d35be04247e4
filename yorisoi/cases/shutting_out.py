"""Shutting people out of a case whose name came up in it, and what the case page says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.queries import cases_for, involved
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can, Role
from yorisoi.reports.models import Direction, Exclusion, Report, StaffMention
from yorisoi.reports.pointing_out import first_report, mentions_for
from yorisoi.reports.shutting_out import lift, shut_out
from yorisoi.schools.models import Staff


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who is out of the case and whose name is still to be settled, for those who take reports in (`may`).

    informants: how many children told and are kept from this person. directions: what 市教委 directed.
    """

    may: bool
    informants: int
    directions: list[tuple[Direction, str]]
    shut: list[tuple[Exclusion, str]]
    mentions: list[tuple[StaffMention, str]]
    people: list[tuple[str, str]]


@transaction.atomic
def shut_out_of_whole_case(*, case: Case, by: Staff, staff: Staff) -> None:
    """Shut a colleague out of a case and all its reports. It hangs on the report that came into the case first."""
    report = _report(case, by)
    shut_out(report=report, by=by, staff=staff)


@transaction.atomic
def lift_from_case(*, case: Case, exclusion: Exclusion, by: Staff, reason: str) -> None:
    """Let somebody in again who was shut out by mistake. Another exclusion from another report of the case stays."""
    _report(case, by)
    lift(exclusion=exclusion, by=by, reason=reason)


def _report(case: Case, by: Staff) -> Report:
    report = first_report(case)
    if report is None or not by.can(Can.INTAKE) or not cases_for(by).filter(pk=case.pk).exists():
        raise PermissionError("not theirs to say who is out")
    return report


DIRECTIONS = Fixed(
    lambda case: Direction.objects.filter(report__case_link__case=case).select_related("by", "acting", "report__key")
)
SHUT = Fixed(
    lambda case: (
        Exclusion.objects.filter(report__reaches__case=case, lifted_at__isnull=True)
        .select_related("staff", "report__key")
        .order_by("since", "pk")
    )
)
LIVING_IN = Fixed(lambda case: Report.objects.filter(case_link__case=case).values_list("pk"))


def conflict_of(case: Case, staff: Staff, shown: Sequence[Involvement], here: Sequence[Staff]) -> Conflict:
    """Return what the case page says of it. shown: the roles that this person sees. here: who works there."""
    told = [row.pupil_id for row in involved(case, Role.INFORMANT)]
    informants = len(set(told) - {row.pupil_id for row in shown})
    directions = [(row, row.text("words")) for row in DIRECTIONS.rows(case=case.pk)]
    if not staff.can(Can.INTAKE):
        return Conflict(False, informants, directions, [], [], [])
    shut = SHUT.rows(case=case.pk)
    reports = [pk for (pk,) in LIVING_IN.rows(case=case.pk)]
    out = {row.staff_id for row in shut}
    return Conflict(
        may=True,
        informants=informants,
        directions=directions,
        shut=[(row, row.text("phrase")) for row in shut],
        mentions=[(row, row.text("phrase")) for row in mentions_for(staff, reports)],
        people=[(str(one.uid), one.name) for one in here if one.pk not in out],
    )
