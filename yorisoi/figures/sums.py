"""The sums over all 件 of a scope, in one statement: what counts is said once, by `scope.units`, and looked at once.

Django writes the part that says what counts, with whatever is kept from whoever looks; around it stands SQL that both
databases read alike. Asking Django for each table apart costs five times as much, for each look joins anew.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from yorisoi.figures.models import NationalAnswer
from yorisoi.figures.scope import Moments, Scope, moments, state_at, units
from yorisoi.journal.fixed import Fixed
from yorisoi.policy import national
from yorisoi.schools.models import Enrolment, SchoolClass

Row = tuple[str, str | None, Any, int | None, int]  # kind, two words, a number, how many

ANSWERS = tuple(table.source for table in national.SHEET)
STATEMENT = """
WITH unit (id, pupil_id, sex, state, edition, forms, school_id, away) AS MATERIALIZED ({units}),
answer AS MATERIALIZED (
  SELECT {columns} FROM {answers} a JOIN unit u ON u.id = a.involvement_id
  WHERE NOT EXISTS (SELECT 1 FROM {answers} b WHERE b.replaces_id = a.id)
)
SELECT 'state', sex, state, CASE WHEN away THEN 1 ELSE 0 END, count(*) FROM unit GROUP BY sex, state, away
UNION ALL SELECT 'grade', u.sex, NULL, k.grade, count(DISTINCT u.id) FROM unit u
  JOIN {seats} e ON e.pupil_id = u.pupil_id JOIN {classes} k ON k.id = e.school_class_id
  WHERE k.year = %s GROUP BY u.sex, k.grade
UNION ALL SELECT 'forms', edition, CAST(forms AS text), 0, count(*) FROM unit GROUP BY edition, forms
UNION ALL SELECT 'schools', NULL, NULL, 0, count(DISTINCT school_id) FROM unit
"""
ANSWER = "UNION ALL SELECT '{name}', NULL, NULL, {name}, count(*) FROM answer GROUP BY {name}\n"


def sums(scope: Scope) -> list[Row]:
    """Return the sums: of states by sex, grades by sex, lists of forms, schools, and each answer by its value."""
    try:
        told = ONCE.said(**moments(scope)) if scope.whole else _rows(scope).query.sql_with_params()
    except EmptyResultSet:
        told = None
    if told is None:
        return []
    said, params = told
    tables = {
        "answers": NationalAnswer._meta.db_table, "seats": Enrolment._meta.db_table,
        "classes": SchoolClass._meta.db_table, "columns": ", ".join(f"a.{name}" for name in ANSWERS),
    }  # fmt: skip
    statement = STATEMENT.format(units=said, **tables) + "".join(ANSWER.format(name=name) for name in ANSWERS)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, scope.year])
        found: list[Row] = cursor.fetchall()
    return found


def _rows(scope: Scope | Moments) -> QuerySet[Any]:
    left = Q(pupil__left_on__lte=scope.day)
    away = Case(When(left, then=Value(True)), default=Value(False), output_field=BooleanField())
    every = units(scope).annotate(at_day=state_at(scope), away=away, school_id=F("case__school_id"))
    return every.values_list(
        "pk", "pupil_id", "pupil__sex", "at_day", "case__edition", "case__forms", "school_id", "away"
    )  # in the order of the statement


ONCE = Fixed(lambda **values: _rows(Moments(**values)))


def forms_of(text: Any) -> list[str]:
    """Return a list of forms as the database wrote it."""
    found: list[str] = json.loads(text) if isinstance(text, str) else text
    return found
