"""What the room asks of the database each time in the same words."""

from __future__ import annotations

from django.db.models import QuerySet

from yorisoi.cases.models import CaseStep
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem
from yorisoi.meetings.models_room import Heard
from yorisoi.reports.models import ReportStep


def with_matters(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Read what the items are about with them."""
    return rows.select_related("report__key", "report__school", "case__key", "case__school")


ITEMS = Fixed(lambda meeting: with_matters(AgendaItem.objects.filter(meeting=meeting)))
CASE_STEPS = Fixed(lambda meeting: CaseStep.objects.filter(meeting=meeting).values_list("case_id", "at"))
REPORT_STEPS = Fixed(lambda meeting: ReportStep.objects.filter(meeting=meeting).values_list("report_id", "at"))
HEARD = Fixed(lambda meeting: Heard.objects.filter(meeting=meeting).values_list("item_id"))
