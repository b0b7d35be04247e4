"""The school submits a month to the board: the whole school's numbers, counted at that moment, kept as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import override

from yorisoi.figures.models import MonthSubmitted
from yorisoi.figures.month import Part, month_table, year_of
from yorisoi.figures.scope import Scope, usual_day
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.nameless import require_nameless


class NotOver(Exception):
    """The month has not begun yet."""


@transaction.atomic
def submit_month(*, school: School, month: date, by: Staff, note: str = "", token: str) -> MonthSubmitted:
    """Submit a month. What the board receives counts every case of the school, whoever presses the button.

    Whoever is shut out of a case submits it with the rest and learns nothing: the page they see counts what they may
    know, and what was sent is shown to the board alone (docs/decisions/0025). The same token is the same submission.
    Raises PermissionError, NotOver, NamesAChild.
    """
    if not by.can(Can.REPORT_TO_BOARD) or by.school_id != school.pk:
        raise PermissionError("not theirs to submit")
    if month > today():
        raise NotOver
    School.objects.select_for_update().get(pk=school.pk)
    if (same := MonthSubmitted.objects.filter(school=school, token=token).first()) is not None:
        return same
    require_nameless(school, note=note)
    year = year_of(month)
    whole = Scope(year, usual_day(year), (school.pk,))
    with override("ja"):
        parts = month_table(whole, month)
    row = MonthSubmitted(
        key=make_data_key(school.pk), school=school, year=month.year, month=month.month, by=by, at=clock.now(),
        token=token,
    )  # fmt: skip
    row.put("table", [_kept(part) for part in parts])
    row.put("note", note)
    row.save(force_insert=True)
    journal(
        by=by, school_id=school.pk, event="figures.month_submitted", about=row, cite="figures.month", at=row.at,
        year=month.year, month=month.month,
    )  # fmt: skip
    return row


def _kept(part: Part) -> dict[str, Any]:
    return {"title": part.title, "heads": part.heads, "rows": part.rows}


def parts_of(row: MonthSubmitted) -> list[Part]:
    """Return what was submitted."""
    kept: Any = row.data("table")
    return [
        Part(one["title"], tuple(one["heads"]), tuple((label, tuple(ns)) for label, ns in one["rows"])) for one in kept
    ]
