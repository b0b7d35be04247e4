"""What was there before on the same children: other reports and cases, of those that this person may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.reports.inbox import SEALED
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.schools.models import Pupil, Staff

SHOWN = 12


@dataclass(frozen=True)
class Earlier:
    """Another report or case: where it stands, since when, which of the children are in it."""

    label: str
    state: Text
    at: datetime
    url: str
    children: SafeString


def earlier(
    staff: Staff, pupils: Iterable[Pupil], letters: Letters, *, report: Report | None = None, case: Case | None = None
) -> list[Earlier]:
    """Return other reports and cases on these children, newest first. What the person may not read is not counted."""
    known = {pupil.pk: pupil for pupil in pupils}
    if not known:
        return []
    links = Involvement.objects.filter(pupil__in=known, case__in=cases_for(staff).order_by().values("pk"))
    links = links.filter(put_right__isnull=True)
    if case is not None:
        links = links.exclude(case=case)
    if report is not None:
        links = links.exclude(case__report_links__report=report)
    in_cases = _children((row.case, row.pupil_id) for row in links.select_related("case").defer("note"))
    named = NamedPupil.now.filter(pupil__in=known, report__in=report_readable_by(staff).order_by().values("pk"))
    named = named.exclude(report__case_link__case__in=[*in_cases, *([case] if case else [])])
    if report is not None:
        named = named.exclude(report=report)
    sealed = [f"report__{name}" for name in SEALED]
    in_reports = _children((row.report, row.pupil_id) for row in named.select_related("report").defer(*sealed))

    def names(ids: set[int]) -> SafeString:
        said = [letters.name(known[pk]) for pk in known if pk in ids]
        return mark_safe("・".join(said))  # noqa: S308 - each name is escaped by `Letters`

    found = [
        Earlier(
            _("事案 %(number)s") % {"number": row.label},
            CASE_FLOW.labels[row.state],
            row.opened_at,
            reverse("cases:show", args=[row.pk]),
            names(in_cases[row]),
        )
        for row in in_cases
    ] + [
        Earlier(
            _("通報 %(number)s") % {"number": row.label},
            REPORT_FLOW.labels[row.state],
            row.received_at,
            reverse("cases:report", args=[row.pk]),
            names(in_reports[row]),
        )
        for row in in_reports
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _children(rows: Iterable[tuple[Any, int]]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for key, pupil_id in rows:
        found[key].add(pupil_id)
    return found
