"""Who may listen, and what the form in the room starts with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from yorisoi.cases.hearings import require_listener, rows_in
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.policy.roles import Post
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import PostHolding, Staff
from yorisoi.schools.queries import staff_of

APART = (Post.ADMINISTRATOR, Post.BOARD_OFFICER)


def colleagues(case: Case, staff: Staff | None = None) -> list[Staff]:
    """Return the school's people with a post among the children, without whoever is shut out (and one's self)."""
    held = PostHolding.objects.filter(until__isnull=True).exclude(post__in=APART)
    rows = staff_of(case.school).filter(pk__in=held.values("staff"))
    rows = rows.exclude(pk__in=shut_out_of_case(case.pk))
    return list(rows.exclude(pk=staff.pk) if staff is not None else rows)


def room_of(case: Case, staff: Staff, given: str) -> HearingRow | None:
    """Return the row of the plan in whose room this person writes; 404 for no such row, PermissionError for others'."""
    if not given:
        return None
    try:
        wanted = UUID(given)
    except ValueError as wrong:
        raise Http404 from wrong
    rows = rows_in(case).filter(replaced_by__isnull=True, cancelled=False)
    row = rows.prefetch_related("marks").filter(pk=wanted).first()
    if row is None:
        raise Http404
    require_listener(case, row, staff)
    return row


def starting(row: HearingRow, staff: Staff) -> dict[str, Any]:
    """Return what the plan says already: side, child, the other listener."""
    other = row.second_id if staff.pk == row.main_id else row.main_id
    return {
        "code": row.side,
        "pupil": str(row.pupil_id or ""),
        "second": str(other or ""),
        "body_from_whom": "" if row.pupil_id else row.text("note"),
        "flag": "heard",
    }
