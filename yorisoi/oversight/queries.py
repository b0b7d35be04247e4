"""Reads of 市教委: the copies that schools submitted, and nothing else."""

from __future__ import annotations

from django.db.models import QuerySet

from yorisoi.cases.models import BoardCopy
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff


def copies_for(staff: Staff) -> QuerySet[BoardCopy]:
    """Return what schools submitted, newest first: of all schools, or of the officer's own where one is set."""
    if not staff.can(Can.BOARD):
        return BoardCopy.objects.none()
    rows = BoardCopy.objects.select_related("key", "school", "by").defer("case").order_by("-at")
    return rows.filter(school=staff.school) if staff.school_id else rows
