"""What was said behind the receipts of a case's reports, for its line of time."""

from __future__ import annotations

from collections.abc import Sequence

from yorisoi.cases.models import CaseReport
from yorisoi.cases.queries import report_readable_by
from yorisoi.journal.fixed import Fixed
from yorisoi.reports.models import Message
from yorisoi.schools.models import Staff

SAID = Fixed(
    lambda reports: (
        Message.objects.filter(report__in=reports).select_related("by").prefetch_related("files").order_by("at")
    )
)


def messages_in(reports: Sequence[CaseReport], staff: Staff) -> list[tuple[Message, bool]]:
    """Return the messages of these reports, each with whether this person may read its words; two queries at most.

    Whoever may not read the report learns of the fact and of nothing else.
    """
    by_id = {link.report_id: link.report for link in reports}
    rows = SAID.rows(reports=tuple(by_id)) if by_id else []
    if not rows:
        return []
    theirs = report_readable_by(staff).filter(pk__in={row.report_id for row in rows}).order_by()
    readable = set(theirs.values_list("pk", flat=True))
    for row in rows:
        row.report = by_id[row.report_id]
    return [(row, row.report_id in readable) for row in rows]
