"""The national tables, counted by the database: a handful of statements, whatever the number of schools and cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from yorisoi.duties.kept_from import nothing_kept
from yorisoi.figures.models import IncidentAnswer, NationalAnswer, SchoolAnswer
from yorisoi.figures.scope import Scope, state_at, units, units_fit
from yorisoi.figures.sums import forms_of, sums
from yorisoi.incidents.models import Incident
from yorisoi.incidents.queries import kept_incidents
from yorisoi.journal.fixed import Fixed
from yorisoi.policy import national
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.edition import edition
from yorisoi.policy.national import codes_of
from yorisoi.schools.models import Enrolment, School

SEXES = ("male", "female")
WATCHED = frozenset({CaseState.IMPROVING.value, CaseState.JUDGED.value})
MISSING = "missing"  # the line of what is not answered
TOTAL = "total"
Key = tuple[str, str, str]  # table, line, column ("" where there is one)
ALL: Key = ("1", TOTAL, TOTAL)  # 件 in all


@dataclass
class Figures:
    """All numbers of a scope. of: by table, line and column. hidden: which of them this reader is not shown."""

    of: Counter[Key] = field(default_factory=Counter)
    total: int = 0
    pupils: int = 0
    schools: int = 0
    with_cases: int = 0  # schools that recognised any (認知学校数)
    incidents: int = 0
    with_incidents: int = 0
    hidden: frozenset[Key] = frozenset()

    @property
    def total_hidden(self) -> bool:
        """Whether how many there are in all is not shown."""
        return ALL in self.hidden

    def n(self, table: str, line: str, column: str = "") -> int:
        """Return one number; 0 where nothing was counted."""
        return self.of[(table, line, column)]

    def missing(self, table: str) -> int:
        """Return for how many of this table the answer is still to be given."""
        return self.of[(table, MISSING, "")]


def grades_in(found: Figures) -> list[str]:
    """Return the grades in which any were counted."""
    return sorted({line for table, line, _column in found.of if table == "1" and line.isdigit()})


def figures(scope: Scope) -> Figures:
    """Return every national table of a scope, in five statements whatever is counted."""
    found = Figures()
    _units(scope, found)
    _schools(scope, found)
    _serious(scope, found)
    return found


def state_line(state: str, left: bool) -> str:
    """Return the line of table 2 for a case's state, and whether the child has left the school."""
    if state == CaseState.RESOLVED:
        return "resolved"
    return "other" if left else "working"


def national_forms(edition_name: str, codes: Iterable[str]) -> frozenset[str]:
    """Return the national codes of a case's forms."""
    rules = edition(edition_name)
    return frozenset(str(rules.form(code).national) for code in codes)


def _units(scope: Scope, found: Figures) -> None:
    """Tables 1 to 8, from one look."""
    answered: Counter[str] = Counter()
    by_source = {table.source: table for table in national.SHEET}
    for kind, word, other, number, n in sums(scope):
        if kind == "state":
            _state(found, word or "", other, bool(number), n)
        elif kind == "grade":
            sex = word if word in SEXES else MISSING
            found.of[("1", str(number), sex)] += n
            found.of[("1", str(number), TOTAL)] += n
            answered["grade"] += n
            answered["1"] += n if word in SEXES else 0
        elif kind == "forms":
            for code in national_forms(word or "", forms_of(other)) or {MISSING}:
                found.of[("5", code, "")] += n
        elif kind == "schools":
            found.with_cases = n
        elif number is not None:
            table = by_source[kind]
            answered[table.code] += n
            for code in codes_in(table, number):
                found.of[(table.code, code, "")] += n
    found.of[("1", "no_grade", TOTAL)] = found.total - answered["grade"]
    for code in ("1", *(table.code for table in national.SHEET)):
        found.of[(code, MISSING, "")] = found.total - answered[code]


def _state(found: Figures, sex: str, state: str, away: bool, n: int) -> None:
    found.total += n
    found.of[("1", TOTAL, sex if sex in SEXES else MISSING)] += n
    found.of[("1", TOTAL, TOTAL)] += n
    found.of[("2", state_line(state, away), "")] += n
    if state in WATCHED and not away:
        found.of[("2", "watched", "")] += n


def standing_answers(scope: Scope) -> QuerySet[NationalAnswer]:
    """Return the answers that stand, of every 件."""
    return NationalAnswer.objects.filter(units_fit(scope, "involvement__"), replaced_by__isnull=True).order_by()


def codes_in(table: national.Table, value: int) -> tuple[str, ...]:
    """Return the lines in which an answer counts."""
    if table.source in national.ONE_OF:
        return (str(value),) if value else ()
    return codes_of(value)


def _of(schools: tuple[int, ...] | None, path: str) -> Q:
    """Return what fits for these schools; None: for all."""
    return Q() if schools is None else Q(**{f"{path}__in": schools})


def _seats(schools: tuple[int, ...] | None, year: int) -> QuerySet[Any]:
    rows = Enrolment.objects.filter(_of(schools, "school_class__school"), school_class__year=year).order_by()
    one = rows.annotate(one=Value(1)).values("one").annotate(n=Count("pupil", distinct=True))
    return one.values_list("n", flat=True)


SEATS = Fixed(_seats)
OF_SCHOOLS = Fixed(
    lambda schools, year: (
        SchoolAnswer.objects.filter(_of(schools, "school"), year=year, replaced_by__isnull=True)
        .order_by()
        .values_list("measures", "surveyed")
        .annotate(n=Count("pk"))
    )
)


def _schools(scope: Scope, found: Figures) -> None:
    """Tables 9 and 10, and how many schools and children there are."""
    found.schools = School.objects.count() if scope.school_ids is None else len(scope.school_ids)
    found.pupils = sum(SEATS.rows(schools=scope.school_ids, year=scope.year))
    answered: Counter[str] = Counter()
    for measures, surveyed, n in OF_SCHOOLS.rows(schools=scope.school_ids, year=scope.year):
        for table, mask in ((national.MEASURES, measures), (national.SURVEYED, surveyed)):
            answered[table.code] += n if mask is not None else 0
            for code in codes_of(mask or 0):
                found.of[(table.code, code, "")] += n
    for table in (national.MEASURES, national.SURVEYED):
        found.of[(table.code, MISSING, "")] = found.schools - answered[table.code]


def incidents_counted(scope: Scope) -> QuerySet[Incident]:
    """Return the serious incidents that came to be known in this time."""
    rows = _known_between(scope.begins, scope.ends, scope.school_ids)
    if scope.staff is not None and not nothing_kept(scope.staff):
        rows = rows.exclude(pk__in=kept_incidents(scope.staff).values("pk"))
    return rows.order_by()


def _by_kind(rows: QuerySet[Incident]) -> QuerySet[Any]:
    return rows.values_list("school", "harm", "absence", "lead").annotate(n=Count("pk"))


def _by_answer(rows: QuerySet[Incident]) -> QuerySet[Any]:
    answers = IncidentAnswer.objects.filter(incident__in=rows, replaced_by__isnull=True).order_by()
    return answers.values_list("incident__harm", "harms", "before").annotate(n=Count("pk"))


def _known_between(begins: datetime, ends: datetime, schools: tuple[int, ...] | None) -> QuerySet[Incident]:
    rows = Incident.objects.filter(_of(schools, "school"), opened_at__gte=begins, opened_at__lt=ends)
    return rows.order_by()


BY_KIND = Fixed(lambda **told: _by_kind(_known_between(**told)))
BY_ANSWER = Fixed(lambda **told: _by_answer(_known_between(**told)))


def _serious(scope: Scope, found: Figures) -> None:
    """Table 11. What meets both grounds counts in each, and once in the total."""
    schools = set()
    told = {"begins": scope.begins, "ends": scope.ends, "schools": scope.school_ids}
    rows = incidents_counted(scope) if not scope.whole else None
    for school, harm, absence, lead, n in BY_KIND.rows(**told) if rows is None else _by_kind(rows):
        schools.add(school)
        found.incidents += n
        for line in incident_lines(harm, absence, lead):
            found.of[("11", line, "")] += n
    found.with_incidents = len(schools)
    found.of[("11", TOTAL, "")] = found.incidents
    answered = 0
    for harm, harms, before, n in BY_ANSWER.rows(**told) if rows is None else _by_answer(rows):
        for line in incident_answer_lines(harm, harms, before):
            found.of[("11", line, "")] += n
        answered += n if incident_answered(harm, harms, before) else 0
    found.of[("11", MISSING, "")] = found.incidents - answered


def incident_lines(harm: bool, absence: bool, lead: str) -> list[str]:
    """Return the lines of table 11 that follow from an incident's record."""
    return [*(["harm"] if harm else []), *(["absence"] if absence else []), f"lead_{lead or 'none'}"]


def incident_answer_lines(harm: bool, harms: int | None, before: int | None) -> list[str]:
    """Return the lines of table 11 that an answer counts in."""
    kinds = [f"harm{code}" for code in codes_of(harms or 0)] if harm else []
    return [*kinds, *([f"before{before}"] if before else [])]


def incident_answered(harm: bool, harms: int | None, before: int | None) -> bool:
    """Say whether nothing is left to answer: the harm only where the first ground is met."""
    return before is not None and (bool(harms) or not harm)


Unit = dict[str, Any]


def unit_rows(scope: Scope) -> list[Unit]:
    """Return every 件 as a plain row, for one school: what a number is made of. In the order of recognition."""
    rows = units(scope).annotate(at_day=state_at(scope))
    values = rows.values(
        "pk", "case_id", "pupil_id", "at_day", "case__edition", "case__forms", "case__recognised_at",
        sex=F("pupil__sex"), left_on=F("pupil__left_on"),
    )  # fmt: skip
    found: list[Unit] = [dict(one) for one in values.order_by("case__recognised_at", "case_id", "pk")]
    grades = dict(
        Enrolment.objects.filter(school_class__year=scope.year, pupil__in={one["pupil_id"] for one in found})
        .order_by("pk")
        .values_list("pupil_id", "school_class__grade")
    )
    names = [table.source for table in national.SHEET]
    answers = {row["involvement_id"]: row for row in standing_answers(scope).values("involvement_id", *names)}
    for one in found:
        one["grade"] = grades.get(one["pupil_id"])
        one["forms"] = national_forms(one["case__edition"], one["case__forms"])
        one |= dict.fromkeys(names) | dict(answers.get(one["pk"], {}))
        one["state"] = state_line(one["at_day"], one["left_on"] is not None and one["left_on"] <= scope.day)
    return found


def is_in(table: national.Table, line: str, column: str) -> Callable[[Unit], bool]:
    """Return whether a 件 stands behind a number: the same rule as the count's, said in Python."""

    def sexed(one: Unit) -> bool:
        sex = one["sex"] if one["sex"] in SEXES else MISSING
        return column in {"", TOTAL, sex}

    def graded(one: Unit) -> bool:
        if line == MISSING:
            return one["sex"] not in SEXES or one["grade"] is None
        if line == "no_grade":
            return one["grade"] is None
        return sexed(one) and line in {TOTAL, str(one["grade"])}

    def stated(one: Unit) -> bool:
        if line == "watched":
            return one["state"] == "working" and one["at_day"] in WATCHED
        return bool(one["state"] == line)

    def formed(one: Unit) -> bool:
        return not one["forms"] if line == MISSING else line in one["forms"]

    def answered(one: Unit) -> bool:
        value = one.get(table.source)
        return value is None if line == MISSING else value is not None and line in codes_in(table, value)

    return {"grade": graded, "state": stated, "forms": formed}.get(table.source, answered)


def cases_of_units(rows: Iterable[Unit]) -> list[Any]:
    """Return the ids of the cases of these rows, each once, in their order."""
    return list(dict.fromkeys(one["case_id"] for one in rows))
