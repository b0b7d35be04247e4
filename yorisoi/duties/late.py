"""Why something is late: written on one duty, it answers for all of the same matter that ran on the same clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from yorisoi.duties.models import Duty
from yorisoi.duties.subjects import with_subjects
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.schools.calendar import day_of


@dataclass(frozen=True, slots=True)
class Late:
    """A reason, who wrote it, and when."""

    reason: str
    by: str
    at: datetime | None


WRITTEN = Fixed(
    lambda reports, cases, subjects, clocks: (
        Duty.objects.filter(
            Q(report_id__in=reports) | Q(case_id__in=cases) | Q(subject_id__in=subjects),
            late_at__isnull=False,
            clock__in=clocks,
        )
        .select_related("late_by", "report__key", "case__key")
        .only(
            "due_at", "clock", "late_reason", "late_at", "subject_kind", "subject_id",
            "late_by__family_name", "late_by__given_name",
            "report__key__wrapped", "report__key__school_id", "case__key__wrapped", "case__key__school_id",
        )
        .order_by("late_at")
    )
)  # fmt: skip


class Reasons:
    """The reasons that stand for these duties, read in one query."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        now = clock.now()
        rows = [row for row in duties if row.due_at < now]
        reports = tuple({row.report_id for row in rows if row.report_id})
        cases = tuple({row.case_id for row in rows if row.case_id})
        subjects = tuple({row.subject_id for row in rows if row.subject_id})
        clocks = tuple(sorted({row.clock for row in rows}))
        written = WRITTEN.rows(reports=reports, cases=cases, subjects=subjects, clocks=clocks)
        with_subjects(written)
        self._found: dict[tuple[Any, ...], Duty] = {}
        self._own: dict[Any, Duty] = {}
        for row in written:
            self._own[row.pk] = self._found[self._key(row)] = row

    def of(self, duty: Duty) -> Late | None:
        """Return its own reason, or that of another duty of the same report or case, clock and day."""
        row = self._own.get(duty.pk) or self._found.get(self._key(duty))
        if row is None:
            return None
        return Late(row.text("late_reason"), row.late_by.name if row.late_by else "", row.late_at)

    @staticmethod
    def _key(row: Duty) -> tuple[Any, ...]:
        return row.report_id, row.case_id, row.subject_id, row.clock, day_of(row.due_at)
