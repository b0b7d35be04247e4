"""Writes: what the national survey asks and the record does not say. Each answer is a new row that replaces one."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.queries import cases_for
from yorisoi.figures.models import IncidentAnswer, NationalAnswer, SchoolAnswer
from yorisoi.figures.queries import victims_of
from yorisoi.incidents.models import Incident
from yorisoi.incidents.queries import incidents_for
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy import national
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff

CITE = "figures.survey"
Row = TypeVar("Row", NationalAnswer, SchoolAnswer, IncidentAnswer)


def _chain(rows: QuerySet[Row], said: dict[str, Any], *, by: Staff, token: str, **of: Any) -> tuple[Row, bool]:
    """Write an answer after the one that stands; the same press, or the same answer, writes nothing new.

    Whoever calls holds a lock on what the answer is about, so that two at once follow one another.
    """
    if token and (same := rows.filter(token=token).first()) is not None:
        return same, False
    last = rows.filter(replaced_by__isnull=True).order_by("-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last, False
    row = rows.model(**of, **said, by=by, at=clock.now(), token=token or f"{clock.now():%s%f}", replaces=last)
    row.save(force_insert=True)
    return row, True


@transaction.atomic
def answer_for_child(
    *, case: Case, involvement: Involvement, by: Staff, said: dict[str, int | None], token: str
) -> NationalAnswer:
    """Answer what the survey asks about one child who suffers in a case. None: not answered yet.

    Whoever may record in the case may answer. Raises Case.DoesNotExist, Involvement.DoesNotExist, PermissionError.
    """
    if not by.can(Can.RESPOND):
        raise PermissionError("not theirs to answer")
    case = cases_for(by).select_related(None).select_for_update(of=("self",)).get(pk=case.pk)
    child = victims_of(case).get(pk=involvement.pk)
    wanted = {table.source: said.get(table.source) for table in national.SHEET}
    rows = NationalAnswer.objects.filter(involvement=child)
    row, new = _chain(rows, wanted, by=by, token=token, involvement=child)
    if new:
        left = sum(1 for value in wanted.values() if value is None)
        journal(
            by=by, school_id=case.school_id, event="case.survey_answered", about=case, cite=CITE, at=row.at,
            answer=row.pk, left=left,
        )  # fmt: skip
    return row


@transaction.atomic
def answer_for_school(
    *, school: School, year: int, by: Staff, measures: int | None, surveyed: int | None, token: str
) -> SchoolAnswer:
    """Answer for the school and year: daily measures, and how the children are asked. Raises PermissionError."""
    if not by.can(Can.REPORT_TO_BOARD) or by.school_id != school.pk:
        raise PermissionError("not theirs to answer")
    School.objects.select_for_update().get(pk=school.pk)
    rows = SchoolAnswer.objects.filter(school=school, year=year)
    said = {"measures": measures, "surveyed": surveyed}
    row, new = _chain(rows, said, by=by, token=token, school=school, year=year)
    if new:
        journal(
            by=by, school_id=school.pk, event="figures.school_answered", cite=CITE, at=row.at, answer=row.pk, year=year
        )
    return row


@transaction.atomic
def answer_for_incident(
    *, incident: Incident, by: Staff, harms: int | None, before: int | None, token: str
) -> IncidentAnswer:
    """Answer what the survey asks about a serious incident. Raises Incident.DoesNotExist, PermissionError."""
    if not by.can(Can.REPORT_TO_BOARD):
        raise PermissionError("not theirs to answer")
    incident = incidents_for(by).select_related(None).select_for_update(of=("self",)).get(pk=incident.pk)
    rows = IncidentAnswer.objects.filter(incident=incident)
    row, new = _chain(rows, {"harms": harms, "before": before}, by=by, token=token, incident=incident)
    if new:
        journal(
            by=by, school_id=incident.school_id, event="incident.survey_answered", about=incident, cite=CITE,
            at=row.at, answer=row.pk,
        )  # fmt: skip
    return row
