"""A child's page: in which cases, as what, through the years – only what the reader may read, case by case.

One child can have suffered here and done something there. Each case stands with the roles of that case; nothing is
added up, and nothing is said of the child as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.cases.models import Case
from yorisoi.cases.places import address
from yorisoi.cases.present_known import form_labels
from yorisoi.cases.queries import cases_for, report_readable_by, roles_shown
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ROLE_LABELS, Can
from yorisoi.reports.models import NamedPupil
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.pupil_parts import Part


@dataclass(frozen=True)
class Held:
    """A role in one case, since and until when."""

    label: Text
    since: datetime
    until: datetime | None


@dataclass
class InCase:
    """One case: number, the child's class in that year, the roles there, forms, where it stands."""

    case: Case
    url: str
    seat: str
    state: Text
    forms: list[str]
    roles: list[Held] = field(default_factory=list)


@dataclass(frozen=True)
class Concern:
    """One report that names the child."""

    label: str
    source: str
    at: datetime
    state: Text
    url: str
    case: str


def part(staff: Staff, pupil: Pupil) -> Part | None:
    """Return the section for whoever may read cases; what they may not read is not there, nor counted."""
    if not staff.can(Can.READ_CASE) or staff.school_id != pupil.school_id:
        return None
    context: dict[str, Any] = {"in_cases": _cases(staff, pupil), "concerns": _concerns(staff, pupil)}
    return Part("cases/_pupil_part.html", context)


def _cases(staff: Staff, pupil: Pupil) -> list[InCase]:
    rows = (
        roles_shown(staff)
        .filter(pupil=pupil, case__in=cases_for(staff).values("pk"))
        .select_related("case")
        .order_by("-case__opened_at", "since")
    )
    seats = {seat.school_class.year: str(seat.school_class) for seat in pupil.enrolments.select_related("school_class")}
    found: dict[Any, InCase] = {}
    for row in rows:
        case = row.case
        one = found.get(case.pk)
        if one is None:
            one = found[case.pk] = InCase(
                case,
                address("cases:show", case.pk),
                seats.get(case.year, ""),
                CASE_FLOW.labels[case.state],
                form_labels(case.edition, case.forms),
            )
        one.roles.append(Held(ROLE_LABELS[row.role], row.since, row.until))
    return list(found.values())


def _concerns(staff: Staff, pupil: Pupil) -> list[Concern]:
    rows = (
        report_readable_by(staff)
        .filter(pk__in=NamedPupil.now.filter(pupil=pupil).values("report"))
        .select_related("case_link__case")
        .order_by("-received_at")
    )
    sources = {source.code: source.label for source in edition(pupil.school.edition).sources}
    out = []
    for row in rows:
        link = getattr(row, "case_link", None)
        out.append(
            Concern(
                _("通報 %(number)s") % {"number": row.label},
                sources.get(row.source, row.source),
                row.received_at,
                REPORT_FLOW.labels.get(row.state, row.state),
                address("cases:report", row.pk),
                link.case.label if link else "",
            )
        )
    return out
