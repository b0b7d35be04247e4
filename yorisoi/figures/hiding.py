"""What of the national tables 市教委 is shown: nothing small, and nothing that tells a small number by subtraction.

The officer holds exact numbers too: the monthly tables that schools submitted. So a number is small if it is small over
all schools, or over those that are left once the submitted ones are taken away (docs/decisions/0030).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from yorisoi.figures.counting import ALL, MISSING, TOTAL, Figures, Key, figures, grades_in
from yorisoi.figures.models import MonthSubmitted
from yorisoi.figures.scope import Scope
from yorisoi.policy import national
from yorisoi.policy.subtraction import Sum, hide, is_small
from yorisoi.schools.calendar import school_year
from yorisoi.schools.models import School

UNSEEN = "unseen"  # a cell that no page shows, and that its neighbours would tell
OF_CHILDREN = tuple(table.code for table in national.TABLES if table.unit == national.CASES and table.code != "11")
SUBMITTED = frozenset({"1", "2", "3", "5", "11"})  # tables of which the monthly one has the same lines
KNOWN = frozenset({TOTAL, "lead_board", "lead_school", "lead_none"})  # 市教委 has the list, and decides who leads


def shown_to_board(scope: Scope) -> Figures:
    """Return the tables of these schools, with the cells that are not to be shown."""
    found = figures(scope)
    if is_small(found.total):
        return replace(found, hidden=_everything(found))
    rests = [numbers(figures(replace(scope, school_ids=ids)), SUBMITTED) for ids in _left(scope)]
    return replace(found, hidden=hidden_in(found, rests))


def hidden_in(found: Figures, rests: Sequence[Counter[Key]]) -> frozenset[Key]:
    """Return which cells to hide. rests: the same cells of the schools whose numbers the reader does not have."""
    unseen = [("2", "working", UNSEEN), ("8", UNSEEN, "")]
    unseen += [("1", "no_grade", sex) for sex in ("male", "female", MISSING) if found.n("1", "no_grade", TOTAL)]
    return hide([numbers(found), *rests], _sums(found), unseen=unseen, open_=[("11", line, "") for line in KNOWN])


def _left(scope: Scope) -> list[tuple[int, ...]]:
    """Return the schools whose exact numbers are not known: of this very month, and of any month of the year.

    Of a school that submitted another month only, the number is nearly known; so both are looked at.
    """
    day = scope.day
    schools = School.objects.all() if scope.school_ids is None else School.objects.filter(pk__in=scope.school_ids)
    every = set(schools.values_list("pk", flat=True))
    sent = MonthSubmitted.objects.filter(school__in=every).order_by().values_list("school", "year", "month")
    known = [(school, date(year, month, 1)) for school, year, month in sent]
    of_year = {school for school, month in known if school_year(month) == scope.year}
    of_month = {school for school, month in known if month == day.replace(day=1)}
    rests = {frozenset(every - of_month), frozenset(every - of_year)} - {frozenset(every), frozenset()}
    return [tuple(sorted(rest)) for rest in sorted(rests, key=sorted)]


def _everything(found: Figures) -> frozenset[Key]:
    """Return every cell about children: of fewer than five, nothing is told."""
    lines = [(table, line.code, "") for table in national.TABLES if table.code in OF_CHILDREN for line in table.lines]
    keys = {(table.code, line, column) for table, line, column in lines if table.code != "1"}
    keys |= {("1", line, column) for line in _grade_lines(found) for column in ("male", "female", TOTAL, MISSING)}
    keys |= {(code, MISSING, "") for code in OF_CHILDREN} | {("2", "watched", "")}
    serious = {("11", line.code, "") for line in national.SERIOUS.lines if line.code not in KNOWN}
    return frozenset(keys | serious | {("11", MISSING, "")})


def _grade_lines(found: Figures) -> list[str]:
    lines = [one.code for one in national.RECOGNISED.lines]
    lines += [line for line in grades_in(found) if line not in lines]
    return [*lines, "no_grade", TOTAL]


def numbers(found: Figures, tables: Iterable[str] = (*OF_CHILDREN, "11")) -> Counter[Key]:
    """Return the cells of these tables as they are counted, with those that no page shows."""
    wanted = set(tables)
    counts: Counter[Key] = Counter({key: n for key, n in found.of.items() if key[0] in wanted})
    if "1" in wanted:
        counts[ALL] = found.total
        for sex in ("male", "female", MISSING):
            seated = sum(found.n("1", line, sex) for line in grades_in(found))
            counts[("1", "no_grade", sex)] = found.n("1", TOTAL, sex) - seated
    if "2" in wanted:
        counts[("2", "working", UNSEEN)] = found.n("2", "working") - found.n("2", "watched")
    if "8" in wanted:
        counts[("8", UNSEEN, "")] = found.total - found.n("8", "1") - found.missing("8")
    return counts


def _sums(found: Figures) -> list[Sum[Key]]:
    """Return every sum that the tables hold: whoever can add can subtract."""
    sexes = ("male", "female", MISSING)
    grades = [line for line in _grade_lines(found) if line != TOTAL]
    across = [Sum(("1", line, TOTAL), tuple(("1", line, sex) for sex in sexes)) for line in [*grades, TOTAL]]
    down = [Sum(("1", TOTAL, column), tuple(("1", line, column) for line in grades)) for column in (*sexes, TOTAL)]
    known = tuple(("1", line, sex) for line in grades if line != "no_grade" for sex in sexes if sex != MISSING)
    found_by = tuple(("3", line.code, "") for line in national.FOUND.lines)
    return [
        *across, *down,
        Sum(ALL, (*known, ("1", MISSING, ""))),
        Sum(ALL, tuple(("2", line.code, "") for line in national.STATE.lines)),
        Sum(("2", "working", ""), (("2", "watched", ""), ("2", "working", UNSEEN))),
        Sum(ALL, (*found_by, ("3", MISSING, ""))),
        Sum(ALL, (("8", "1", ""), ("8", UNSEEN, ""), ("8", MISSING, ""))),
    ]  # fmt: skip
