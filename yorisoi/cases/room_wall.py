"""What does not stand on the wall: the room is read by everybody who sits in it, whoever is logged in."""

from __future__ import annotations

from uuid import UUID

from yorisoi.duties.kept_from import SIBLINGS
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import shut_out_of_item
from yorisoi.reports.models import Exclusion

_NAMED = Fixed(
    lambda people: Exclusion.objects.filter(staff__in=people, lifted_at__isnull=True).values_list(
        "report_id", "report__reaches__case_id", SIBLINGS
    )
)


def unsaid_in(meeting: Meeting, item: AgendaItem | None) -> frozenset[UUID]:
    """Return the ids of the reports and cases, but the open one, that somebody here may not know: one query.

    Here is who is not marked as absent. Whoever is shut out of the open item leaves while it is talked about.
    """
    if item is None:
        return frozenset()
    out = shut_out_of_item(item)
    here = {seat.staff_id for seat in meeting.attendances.all() if seat.present is not False} - out
    rows = _NAMED.rows(people=tuple(sorted(here))) if here else []
    return frozenset(pk for row in rows for pk in row if pk is not None)
