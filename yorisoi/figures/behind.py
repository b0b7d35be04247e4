"""What stands behind a number: the children and cases that it counts, no more and no fewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yorisoi.cases.models import Case
from yorisoi.figures import counting
from yorisoi.figures.counting import MISSING, SEXES, TOTAL
from yorisoi.figures.models import IncidentAnswer
from yorisoi.figures.present import OF_SCHOOL
from yorisoi.figures.scope import Scope
from yorisoi.incidents.models import Incident
from yorisoi.policy import national
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.models import Pupil
from yorisoi.schools.queries import class_labels


class NoSuchNumber(LookupError):
    """There is no such table, line or column."""


@dataclass(frozen=True)
class Behind:
    """One 件: the child, the case, where it stands."""

    case: Case
    pupil: Pupil
    seat: str
    state: Text
    involvement: UUID


@dataclass(frozen=True)
class IncidentBehind:
    """One serious incident."""

    incident: Incident
    state: Text


def label_of(table: national.Table, line: str, column: str) -> str:
    """Return what a number is called. Raises NoSuchNumber."""
    more: dict[str, Text] = {MISSING: _("未回答")}
    if table is national.RECOGNISED:
        more |= {TOTAL: _("計"), "no_grade": _("学年の記録がない")}
        more |= {str(grade): _("%(grade)s年") % {"grade": grade} for grade in range(7, 10)}
    elif table is national.STATE:
        more["watched"] = national.WATCHED
    elif table is national.SERIOUS:
        more[TOTAL] = _("計")
    named = {one.code: one.label for one in table.lines} | more
    if line not in named:
        raise NoSuchNumber
    if table is not national.RECOGNISED or not column:
        return str(named[line])
    if column not in {*SEXES, TOTAL, MISSING}:
        raise NoSuchNumber
    words = {"male": _("男"), "female": _("女"), MISSING: _("性別が未記入")}.get(column, "")
    return " ".join(filter(None, (str(named[line]), words)))


def units_behind(scope: Scope, code: str, line: str, column: str) -> tuple[str, list[Behind]]:
    """Return the name of a number, and every 件 that it counts. Raises NoSuchNumber."""
    table = national.TABLE.get(code)
    if table is None or code in OF_SCHOOL or table is national.SERIOUS:
        raise NoSuchNumber
    label = label_of(table, line, column)
    fits = counting.is_in(table, line, column)
    found = [one for one in counting.unit_rows(scope) if fits(one)]
    cases = Case.objects.in_bulk(counting.cases_of_units(found))
    pupils = Pupil.objects.in_bulk([one["pupil_id"] for one in found])
    seats = class_labels(list(pupils))
    return label, [_behind(one, cases, pupils, seats) for one in found]


def _behind(one: dict[str, Any], cases: Any, pupils: Any, seats: dict[int, str]) -> Behind:
    case, pupil = cases[one["case_id"]], pupils[one["pupil_id"]]
    state = CASE_FLOW.labels[one["at_day"]]
    return Behind(case, pupil, seats.get(pupil.pk, ""), state, one["pk"])


def things_behind(
    scope: Scope, code: str, line: str, column: str
) -> tuple[str, list[Behind]] | tuple[str, list[IncidentBehind]]:
    """Return the name of a number of any table, and what it counts. Raises NoSuchNumber."""
    if code == national.SERIOUS.code:
        return incidents_behind(scope, line)
    return units_behind(scope, code, line, column)


def incidents_behind(scope: Scope, line: str) -> tuple[str, list[IncidentBehind]]:
    """Return the name of a number of table 11, and the serious incidents it counts. Raises NoSuchNumber."""
    label = label_of(national.SERIOUS, line, "")
    rows = list(counting.incidents_counted(scope).order_by("opened_at", "pk"))
    standing = IncidentAnswer.objects.filter(incident__in=rows, replaced_by__isnull=True)
    answers = {one.incident_id: one for one in standing}
    found = []
    for row in rows:
        given = answers.get(row.pk)
        harms, before = (given.harms, given.before) if given else (None, None)
        known = [TOTAL, *counting.incident_lines(row.harm, row.absence, row.lead)]
        known += counting.incident_answer_lines(row.harm, harms, before)
        known += [] if counting.incident_answered(row.harm, harms, before) else [MISSING]
        if line in known:
            found.append(IncidentBehind(row, SERIOUS_FLOW.labels[row.state]))
    return label, found
