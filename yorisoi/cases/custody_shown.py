"""What a page says of who told, of the children named, of names put right and of what 市教委 directed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.forms import Form

from yorisoi.cases.report_forms import IdentityForm, WithdrawForm
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import edition
from yorisoi.reports.custody import is_kept, may_open, sources_now
from yorisoi.reports.models import (
    Direction,
    IdentityOpening,
    NamedPupil,
    NameWithdrawal,
    Report,
    ReporterCorrection,
)
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import class_labels


@dataclass(frozen=True)
class Kept:
    """Who told, as the page may say it: that it is in custody, who opened it when and why, by whom it was put right.

    received_by: the colleague who handed it in, known to those who take reports in and to nobody else.
    """

    anonymous: bool
    kept: bool
    may_open: bool
    source: str
    received_by: str
    openings: list[tuple[IdentityOpening, str]]
    corrections: list[ReporterCorrection]
    form: Form


@dataclass(frozen=True)
class Child:
    """A child whose name stands, or was withdrawn with a reason."""

    row: NamedPupil
    name: str
    sub: str
    withdrawn: NameWithdrawal | None
    reason: str
    form: Form | None


def directions_of(rows: QuerySet[Direction]) -> list[tuple[Direction, str]]:
    """Return what 市教委 directed, with its words."""
    return [(row, row.text("words")) for row in rows.select_related("by", "acting", "report__key")]


OPENINGS = Fixed(lambda report: IdentityOpening.objects.filter(report=report).select_related("by"))
CORRECTIONS = Fixed(lambda report: ReporterCorrection.objects.filter(report=report).select_related("by"))
EVER_NAMED = Fixed(lambda report: NamedPupil.objects.filter(report=report).select_related("pupil").order_by("at", "pk"))
WITHDRAWN = Fixed(
    lambda report: NameWithdrawal.objects.filter(named__report=report, restored_at__isnull=True).select_related(
        "by", "named__report__key"
    )
)


def kept_of(report: Report, staff: Staff, bound: Mapping[str, Form]) -> Kept:
    """Return what the page may say of who told: never who it was."""
    may = may_open(report, staff)
    rules = edition(report.school.edition)
    source = sources_now([report]).get(report.pk, "")
    openings = OPENINGS.of(report, "report") if may else []
    return Kept(
        anonymous=report.anonymous,
        kept=is_kept(report),
        may_open=may,
        source=next((str(s.label) for s in rules.sources if s.code == source), ""),
        received_by=report.received_by.name if may and report.received_by else "",
        openings=[(row, row.text("reason")) for row in openings],
        corrections=CORRECTIONS.of(report, "report") if may else [],
        form=bound.get("identity") or IdentityForm(),
    )


def children_of(report: Report, bound: Mapping[str, Form] | None) -> list[Child]:
    """Return the children named; those withdrawn only for whoever takes reports in (bound is None for all others)."""
    rows = EVER_NAMED.of(report, "report")
    gone = {row.named_id: row for row in WITHDRAWN.rows(report=report.pk)}
    classes = class_labels({row.pupil_id for row in rows})
    shown: dict[tuple[int, bool], Child] = {}
    for row in rows:
        mistake, form = gone.get(row.pk), None
        if mistake is not None and bound is None:
            continue
        if mistake is None and bound is not None:
            form = bound.get(f"name:{row.pupil.uid}") or WithdrawForm(auto_id=f"name_{row.pupil.uid.hex}_%s")
        reason = mistake.text("reason") if mistake else ""
        child = Child(row, row.pupil.name, classes.get(row.pupil_id, ""), mistake, reason, form)
        shown.setdefault((row.pupil_id, mistake is not None), child)
    return list(shown.values())
