"""What a case's reports bring into its line of time: their coming in, memos, "urgent" with its reasons, the talk.

Words of a report are for who may read the report (`may`). Of messages others learn that they were; of memos and
reasons, which are notes of the intake officer on it, nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yorisoi.cases.chronology_line import TONES, Line, named
from yorisoi.cases.entry_types import CONTACT, JUDGEMENT, NATURES, OBSERVATION
from yorisoi.cases.models import CaseReport
from yorisoi.cases.names import Letters
from yorisoi.cases.places import address
from yorisoi.cases.queries import report_readable_by
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS
from yorisoi.reports.answers import in_parts
from yorisoi.reports.models import Memo, Message, ReportStep
from yorisoi.schools.models import Staff

SAID = Fixed(
    lambda reports: (
        Message.objects.filter(report__in=reports).select_related("by").prefetch_related("files").order_by("at", "pk")
    )
)
NOTED = Fixed(lambda reports: Memo.objects.filter(report__in=reports).select_related("by").order_by("at", "pk"))
URGENT = Fixed(
    lambda reports: (
        ReportStep.objects.filter(report__in=reports, move="mark_urgent").select_related("by").order_by("at", "pk")
    )
)


def lines_of_reports(reports: Sequence[CaseReport], letters: Letters, staff: Staff) -> list[Line]:
    """Return the lines that these reports give: five queries at most, however many there are."""
    by_id = {link.report_id: link.report for link in reports}
    ids, urgent = tuple(by_id), tuple(pk for pk, report in by_id.items() if report.urgent_at)
    said: list[Message] = SAID.rows(reports=ids) if ids else []
    memos: list[Memo] = NOTED.rows(reports=ids) if ids else []
    steps: list[ReportStep] = URGENT.rows(reports=urgent) if urgent else []
    rows: list[Any] = [*said, *memos, *steps]
    for row in rows:
        row.report = by_id[row.report_id]
    may = _readable({row.report_id for row in rows}, staff)
    lines = [_report(link, letters) for link in reports]
    lines += [_message(row, letters, may=row.report_id in may) for row in said]
    lines += [_memo(row, letters) for row in memos if row.report_id in may]
    lines += [_urgent(row, letters) for row in steps if row.report_id in may]
    return lines


def _readable(ids: set[UUID], staff: Staff) -> set[UUID]:
    if not ids:
        return set()
    return set(report_readable_by(staff).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def _report(link: CaseReport, letters: Letters) -> Line:
    return Line(
        at=link.report.received_at,
        nature="report",
        label=_("通報"),
        title=_("通報 %(number)s を受理") % {"number": link.report.label},
        url=address("cases:report", link.report_id),
        tone="accent",
        body=[(str(label), letters.veil(text)) for label, text in in_parts(link.report)],
    )


def _message(row: Message, letters: Letters, *, may: bool) -> Line:
    """Return what was said behind a receipt; of a report that they may not read (`may`), only that it was."""
    files = len(row.files.all())
    return Line(
        at=row.at,
        nature=CONTACT,
        label=NATURES[CONTACT],
        title=(_("通報 %(number)s の人へ返事") if row.by else _("通報 %(number)s の人から、つづき"))
        % {"number": row.report.label},
        anchor=f"message-{row.pk}",
        url=address("cases:report", row.report_id) + "#talk" if may else "",
        tone=TONES[CONTACT],
        chips=[_("ファイル %(n)d") % {"n": files}] if files else [],
        who=row.by.name if row.by else "",
        staff=named(row.by),
        fill=partial(_words, row, letters) if may else None,
    )


def _memo(row: Memo, letters: Letters) -> Line:
    """Return what was noted on a report, or done at once."""
    interim = row.kind == "interim"
    nature = CONTACT if interim else OBSERVATION
    said = _("通報 %(number)s の当面の対応") if interim else _("通報 %(number)s のメモ")
    return Line(
        at=row.at,
        nature=nature,
        label=NATURES[nature],
        title=said % {"number": row.report.label},
        anchor=f"memo-{row.pk}",
        url=address("cases:report", row.report_id) + "#memo",
        tone=TONES[nature],
        who=row.by.name,
        staff=named(row.by),
        cite="response.urgent" if interim else "response.memo",
        fill=partial(_words, row, letters),
    )


def _urgent(row: ReportStep, letters: Letters) -> Line:
    return Line(
        at=row.at,
        nature=JUDGEMENT,
        label=NATURES[JUDGEMENT],
        title=_("通報 %(number)s: %(move)s")
        % {"number": row.report.label, "move": REPORT_FLOW.move("mark_urgent").label},
        anchor=f"urgent-{row.pk}",
        url=address("cases:report", row.report_id),
        tone="danger",
        chips=[BODY_LABELS.get(row.actor) or POST_LABELS.get(row.actor, row.actor)],
        who=row.by.name if row.by else "",
        staff=named(row.by),
        cite=row.cite,
        fill=partial(_reason, row, letters),
    )


def _words(row: Message | Memo, letters: Letters, line: Line) -> None:
    if words := row.text("words"):
        line.body.append((_("ことば"), letters.veil(words)))


def _reason(row: ReportStep, letters: Letters, line: Line) -> None:
    if reason := row.text("reason"):
        line.body.append((_("理由"), letters.veil(reason)))
