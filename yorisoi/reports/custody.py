"""Who told is kept in custody: opened by those who hold the right, with a reason, on record for the others.

What was said of it is never changed; a mistake is put right by a row beside it, in the same custody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.duties.actions import tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.reports.acting import board_people, intake_people, managers_out
from yorisoi.reports.models import IdentityOpening, Report, ReporterCorrection
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.models import Staff

MOMENT = timedelta(minutes=2)
FIELDS: dict[str, Text] = {
    "name": _("名前"),
    "relation": _("関係"),
    "contact": _("連絡先"),
    "received_from": _("だれから聞いたか"),
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is right after all, who wrote so, when and why."""

    by: str
    at: datetime
    source: str
    lines: list[tuple[Text, str]]
    reason: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who told, as first written and as put right since. Shown on one answer and kept nowhere."""

    lines: list[tuple[Text, str]]
    corrected: list[Corrected]


def may_open(report: Report, staff: Staff) -> bool:
    """Say whether this person holds the right for this report; 市教委 does where 校長 and 教頭 are both named."""
    if not staff.can(Can.OPEN_IDENTITY) or staff.pk in shut_out_of(report):
        return False
    if staff.can(Can.BOARD):
        ours = report.school_id == staff.school_id or (staff.school_id is None and not report.school.sandbox_of_id)
        return ours and managers_out(report)
    return staff.can(Can.INTAKE) and staff.school_id == report.school_id


def custodians(report: Report) -> list[Staff]:
    """Return everybody who holds the right for this report."""
    return [one for one in [*intake_people(report), *board_people(report)] if one.can(Can.OPEN_IDENTITY)]


def is_kept(report: Report) -> bool:
    """Say whether there is anything in custody."""
    told = not report.anonymous and any(report.data("reporter").values())
    return told or bool(report.received_from) or report.reporter_corrections.exists()


@transaction.atomic
def open_identity(*, report: Report, by: Staff, reason: str) -> Identity:
    """Open who told. Writes who opened it, when and why, and tells the other holders. PermissionError for all others.

    The same press twice is one opening; ValueError without a reason.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=report.pk)
    if not may_open(report, by):
        raise PermissionError("not theirs to open")
    if not reason.strip():
        raise ValueError("a reason is wanted")
    now = clock.now()
    recent = report.identity_openings.filter(by=by, at__gte=now - MOMENT).select_related("report__key")
    if not any(row.text("reason") == reason for row in recent):
        row = IdentityOpening(report=report, by=by, at=now)
        row.put("reason", reason)
        row.save(force_insert=True)
        journal(
            by=by,
            school_id=report.school_id,
            event="report.identity_opened",
            about=report,
            cite="record.custody",
            at=now,
            opening=str(row.pk),
        )
        others = [one for one in custodians(report) if one.pk != by.pk]
        tell(others, kind="identity_opened", school=report.school, at=now, report=report)
    return identity_of(report)


def identity_of(report: Report) -> Identity:
    """Return what is in custody. Whoever calls this has asked, and has written down that it was opened."""
    first = {**({} if report.anonymous else report.data("reporter")), "received_from": report.text("received_from")}
    sources = {source.code: str(source.label) for source in edition(report.school.edition).sources}
    rows = report.reporter_corrections.select_related("by", "report__key")
    corrected = [
        Corrected(row.by.name, row.at, sources.get(row.source, ""), _lines(row.data("said")), row.text("reason"))
        for row in rows
    ]
    return Identity(_lines(first), corrected)


def _lines(said: dict[str, Any]) -> list[tuple[Text, str]]:
    return [(label, str(said[name])) for name, label in FIELDS.items() if said.get(name)]


@transaction.atomic
def correct_reporter(
    *, report: Report, by: Staff, said: dict[str, str], reason: str, source: str = ""
) -> ReporterCorrection:
    """Put right who told, by a row beside what was written. Only who may open it; the first words stay."""
    report = Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=report.pk)
    if not may_open(report, by):
        raise PermissionError("not theirs to put right")
    said = {name: words.strip() for name, words in said.items() if name in FIELDS and words.strip()}
    if not reason.strip() or not (said or source):
        raise ValueError("what is right, and why, are wanted")
    now = clock.now()
    for row in report.reporter_corrections.filter(by=by, at__gte=now - MOMENT).select_related("report__key"):
        if (row.data("said"), row.source, row.text("reason")) == (said, source, reason):
            return row
    current = sources_now([report]).get(report.pk, report.source)  # it may be put right back to what it was
    row = ReporterCorrection(report=report, by=by, at=now, source="" if source == current else source)
    row.put("said", dict(said))
    row.put("reason", reason)
    row.save(force_insert=True)
    journal(
        by=by,
        school_id=report.school_id,
        event="report.reporter_corrected",
        about=report,
        cite="record.custody",
        at=now,
        source=row.source,
    )
    return row


SOURCES = Fixed(
    lambda ids: (
        ReporterCorrection.objects.filter(report__in=ids)
        .exclude(source="")
        .order_by("at", "pk")
        .values_list("report_id", "source")
    )
)


def sources_now(reports: Iterable[Report]) -> dict[UUID, str]:
    """Return the source of each of these reports as it was put right last, for those where it was; one query."""
    ids = tuple(row.pk for row in reports)
    return dict(SOURCES.rows(ids=ids)) if ids else {}
