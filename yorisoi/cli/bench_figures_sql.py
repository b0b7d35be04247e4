"""The national tables as somebody would write them by hand in SQL: one look at the children, then sums of it.

Only for `bench figures`: what it counts is held against what `figures.counting` counts, number by number.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.db import connection

from yorisoi.figures.counting import MISSING, SEXES, TOTAL, WATCHED, Key, state_line
from yorisoi.figures.scope import Scope
from yorisoi.policy.edition import edition
from yorisoi.policy.national import codes_of

UNITS = """
WITH unit AS {materialized} (
  SELECT i.id, i.pupil_id, p.sex, (p.left_on IS NOT NULL AND p.left_on <= %(day)s) AS away,
         c.state, c.edition, c.forms, c.school_id
  FROM cases_case c
  JOIN cases_involvement i ON i.case_id = c.id
  JOIN schools_pupil p ON p.id = i.pupil_id
  WHERE c.school_id IN ({schools}) AND c.recognised_at >= %(begins)s AND c.recognised_at < %(ends)s
    AND c.merged_into_id IS NULL
    AND i.role = 'victim' AND i.since < %(until)s AND (i.until IS NULL OR i.until >= %(until)s)
    AND NOT EXISTS (SELECT 1 FROM cases_roleputright r WHERE r.involvement_id = i.id)
), answer AS {materialized} (
  SELECT a.found, a.consulted, a.to_victim, a.to_perpetrator, a.police
  FROM figures_nationalanswer a JOIN unit u ON u.id = a.involvement_id
  WHERE NOT EXISTS (SELECT 1 FROM figures_nationalanswer b WHERE b.replaces_id = a.id)
)
SELECT 'state', sex, state, CAST(away AS integer), count(*) FROM unit GROUP BY sex, state, away
UNION ALL SELECT 'grade', u.sex, NULL, k.grade, count(DISTINCT u.id) FROM unit u
  JOIN schools_enrolment e ON e.pupil_id = u.pupil_id JOIN schools_schoolclass k ON k.id = e.school_class_id
  WHERE k.year = %(year)s GROUP BY u.sex, k.grade
UNION ALL SELECT 'forms', edition, {forms}, 0, count(*) FROM unit GROUP BY edition, forms
UNION ALL SELECT 'found', NULL, NULL, found, count(*) FROM answer GROUP BY found
UNION ALL SELECT 'police', NULL, NULL, police, count(*) FROM answer GROUP BY police
UNION ALL SELECT 'consulted', NULL, NULL, consulted, count(*) FROM answer GROUP BY consulted
UNION ALL SELECT 'to_victim', NULL, NULL, to_victim, count(*) FROM answer GROUP BY to_victim
UNION ALL SELECT 'to_perpetrator', NULL, NULL, to_perpetrator, count(*) FROM answer GROUP BY to_perpetrator
"""
REST = """
SELECT 'school', measures, surveyed, 0, count(*) FROM figures_schoolanswer a
  WHERE school_id IN ({schools}) AND year = %(year)s
    AND NOT EXISTS (SELECT 1 FROM figures_schoolanswer b WHERE b.replaces_id = a.id)
  GROUP BY measures, surveyed
UNION ALL SELECT 'incident', CAST(harm AS integer), CAST(absence AS integer),
    CASE lead WHEN 'board' THEN 1 WHEN 'school' THEN 2 ELSE 0 END, count(*)
  FROM incidents_incident WHERE school_id IN ({schools}) AND opened_at >= %(begins)s AND opened_at < %(ends)s
  GROUP BY harm, absence, lead
"""
PUPILS = """
SELECT count(DISTINCT e.pupil_id) FROM schools_enrolment e JOIN schools_schoolclass k ON k.id = e.school_class_id
WHERE k.year = %(year)s AND k.school_id IN ({schools})
"""
SEVERAL = {"consulted": "4", "to_perpetrator": "6", "to_victim": "7"}
ONE = {"found": "3", "police": "8"}


def by_hand(scope: Scope) -> dict[Key, int]:
    """Return every number that is not 0, as `figures` names them."""
    postgres = connection.vendor == "postgresql"
    ids = ", ".join(str(int(pk)) for pk in scope.school_ids or ())
    values = {"materialized": "MATERIALIZED", "schools": ids, "forms": "forms::text" if postgres else "forms"}
    moment = connection.ops.adapt_datetimefield_value
    asked: dict[str, Any] = {
        "day": str(scope.day), "begins": moment(scope.begins), "ends": moment(scope.ends),
        "until": moment(scope.looked_until), "year": scope.year,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(UNITS.format(**values), asked)
        rows = cursor.fetchall()
        cursor.execute(REST.format(**values), asked)
        rows += cursor.fetchall()
        cursor.execute(PUPILS.format(**values), asked)
        cursor.fetchall()
    return _named(rows, len(scope.school_ids or ()))


def _named(rows: list[tuple[Any, ...]], schools: int) -> dict[Key, int]:
    found: Counter[Key] = Counter()
    total = sum(row[4] for row in rows if row[0] == "state")
    answered: Counter[str] = Counter()
    for kind, a, b, c, n in rows:
        if kind == "state":
            _state(found, a, b, bool(c), n)
        elif kind == "grade":
            found[("1", str(c), a if a in SEXES else MISSING)] += n
            found[("1", str(c), TOTAL)] += n
            answered["grade"] += n
            answered["1"] += n if a in SEXES else 0
        elif kind == "forms":
            codes = {str(edition(a).form(code).national) for code in json.loads(b)}
            for code in codes or {MISSING}:
                found[("5", code, "")] += n
        elif kind in ONE and c is not None:
            answered[ONE[kind]] += n
            found[(ONE[kind], str(c), "")] += n if c else 0
        elif kind in SEVERAL and c is not None:
            answered[SEVERAL[kind]] += n
            for code in codes_of(c):
                found[(SEVERAL[kind], code, "")] += n
        elif kind == "school":
            for table, mask in (("9", a), ("10", b)):
                answered[table] += n if mask is not None else 0
                for code in codes_of(mask or 0):
                    found[(table, code, "")] += n
        elif kind == "incident":
            for line, holds in (("harm", a), ("absence", b), (("lead_none", "lead_board", "lead_school")[c], 1)):
                found[("11", line, "")] += n if holds else 0
            for line in (TOTAL, MISSING):  # of these schools none is answered for
                found[("11", line, "")] += n
    found[("1", "no_grade", TOTAL)] = total - answered["grade"]
    for table in ("1", *ONE.values(), *SEVERAL.values(), "9", "10"):
        found[(table, MISSING, "")] = (schools if table in {"9", "10"} else total) - answered[table]
    return {key: n for key, n in found.items() if n}


def _state(found: Counter[Key], sex: str, state: str, away: bool, n: int) -> None:
    found[("1", TOTAL, sex if sex in SEXES else MISSING)] += n
    found[("1", TOTAL, TOTAL)] += n
    found[("2", state_line(state, away), "")] += n
    if state in WATCHED and not away:
        found[("2", "watched", "")] += n
