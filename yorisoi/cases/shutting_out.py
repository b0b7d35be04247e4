"""Shutting people out of a case whose name came up in it, and what the case page says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.queries import cases_for, involved, report_readable_by
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can, Role
from yorisoi.reports.models import Direction, Exclusion, Report, StaffMention
from yorisoi.reports.pointing_out import first_report, mentions_for
from yorisoi.reports.queries import shut_out_of
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
    let_in(exclusion=exclusion, by=by, reason=reason)


@transaction.atomic
def let_in(*, exclusion: Exclusion, by: Staff, reason: str) -> None:
    """End one shut-out; whoever can read the report by that, in whatever way, is told of it."""
    lift(exclusion=exclusion, by=by, reason=reason, readable=report_readable_by)


def said_of_letting_in(exclusion: Exclusion, by: Staff) -> tuple[bool, str]:
    """Say what came of it, and whether they can read it now: else what still stands in the way.

    Of other reports only those are named that `by` may read.
    """
    if report_readable_by(exclusion.staff).filter(pk=exclusion.report_id).exists():
        return True, _("この人も読めるようにしました。理由とともに記録に残ります。")
    done = _("理由とともに記録に残し、この「見せない」は解きました。")
    if exclusion.staff_id not in shut_out_of(exclusion.report):
        why = _(
            "この人は学級・学年・会議・チームのどれでも関わっていないので、まだ読めません。"
            "会議に呼ぶか、チームに加えると読めます。"
        )
        return False, f"{done}{why}"
    reports = Report.objects.filter(exclusions__staff=exclusion.staff_id, exclusions__lifted_at__isnull=True)
    here = Report.objects.filter(reaches__case__report_links__report=exclusion.report_id).order_by().values("pk")
    known = report_readable_by(by).filter(pk__in=reports.order_by().values("pk")).filter(pk__in=here)
    numbers = "、".join(row.label for row in known.order_by("received_at", "pk"))
    why = _("ただし、同じ事案のほかの通報（%(numbers)s）でも見せないことになっているので、まだ読めません。")
    return False, f"{done}{why % {'numbers': numbers or '—'}}"


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
