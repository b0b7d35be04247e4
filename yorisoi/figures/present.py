"""What the page and the Excel file of the national survey show: the tables in their order, number by number."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.figures.counting import MISSING, TOTAL, Figures, grades_in
from yorisoi.figures.scope import Scope
from yorisoi.policy import national
from yorisoi.policy.flow import Text

OF_SCHOOL = frozenset({national.MEASURES.code, national.SURVEYED.code})


@dataclass(frozen=True)
class Cell:
    """One number. url: what stands behind it; "" for a number behind which nothing stands.

    hidden: it is too small to be shown to this reader, or would tell one that is; then n is 0 and says nothing.
    """

    n: int
    url: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Shown:
    """One line of a table. under: it is part of the line above."""

    label: Text
    cells: tuple[Cell, ...]
    group: Text = ""
    new_group: bool = False
    under: bool = False
    whole: bool = False
    asked: bool = True


@dataclass(frozen=True)
class TableShown:
    """One table. total: what its answers should come to; missing: how many are still to be given, and where."""

    table: national.Table
    heads: tuple[str, ...]
    rows: tuple[Shown, ...]
    total: Cell
    missing: Cell
    of_school: bool = False
    tick: bool = False  # one school's own answers: ticked or not


def tables_of(found: Figures, scope: Scope | None) -> list[TableShown]:
    """Return all tables. scope: where numbers open what stands behind them; None: nowhere."""
    return [_shown(table, found, scope) for table in national.TABLES]


def _url(scope: Scope | None, table: str, line: str, column: str = "") -> str:
    if scope is None:
        return ""
    query = {"year": scope.year, "day": scope.day.isoformat(), **({"column": column} if column else {})}
    return f"{reverse('figures:behind', args=[table, line])}?{urlencode(query)}"


def _cell(found: Figures, scope: Scope | None, table: str, line: str, column: str = "") -> Cell:
    if (table, line, column) in found.hidden:
        return Cell(0, hidden=True)
    n = found.n(table, line, column)
    return Cell(n, _url(scope, table, line, column) if n and table not in OF_SCHOOL else "")


def _missing(table: national.Table, found: Figures, scope: Scope | None) -> Cell:
    if (table.code, MISSING, "") in found.hidden:
        return Cell(0, hidden=True)
    n = found.missing(table.code)
    if not n or scope is None:
        return Cell(n)
    if table.code in OF_SCHOOL:
        return Cell(n, reverse("figures:school", args=[scope.year]))
    return Cell(n, _url(scope, table.code, MISSING))


def _shown(table: national.Table, found: Figures, scope: Scope | None) -> TableShown:
    missing = _missing(table, found, scope)
    if table is national.RECOGNISED:
        heads = (_("男"), _("女"), _("計"), _("性別が未記入"))
        return TableShown(table, heads, tuple(_grades(found, scope)), _all(found), missing)
    total = {True: Cell(found.schools), False: Cell(found.incidents) if table is national.SERIOUS else _all(found)}
    of_school = table.code in OF_SCHOOL
    rows = _lines(table, found, scope)
    if table is national.SERIOUS:
        rows.append(Shown(_("発生件数（計）"), (_cell(found, scope, table.code, TOTAL),), whole=True))
    tick = of_school and found.schools == 1
    return TableShown(table, (str(table.unit),), tuple(rows), total[of_school], missing, of_school, tick)


def _all(found: Figures) -> Cell:
    return Cell(0, hidden=True) if found.total_hidden else Cell(found.total)


def _grades(found: Figures, scope: Scope | None) -> list[Shown]:
    lines: list[tuple[str, Text]] = [(one.code, one.label) for one in national.RECOGNISED.lines]
    known = {code for code, _label in lines}
    lines += [(line, _("%(grade)s年") % {"grade": line}) for line in grades_in(found) if line not in known]
    if found.n("1", "no_grade", TOTAL):
        lines.append(("no_grade", _("学年の記録がない")))
    columns = ("male", "female", TOTAL, MISSING)
    rows = []
    for line, label in [*lines, (TOTAL, _("計"))]:
        cells = tuple(
            Cell(0) if line == "no_grade" and column != TOTAL else _cell(found, scope, "1", line, column)
            for column in columns
        )
        rows.append(Shown(label, cells, whole=line == TOTAL))
    return rows


def _lines(table: national.Table, found: Figures, scope: Scope | None) -> list[Shown]:
    rows: list[Shown] = []
    group: Text = ""
    for line in table.lines:
        cells = (_cell(found, scope, table.code, line.code),)
        new = line.group != group
        rows.append(Shown(line.label, cells, line.group, new_group=new and bool(line.group), asked=line.asked))
        group = line.group
        if (table.code, line.code) == (national.STATE.code, "working"):
            watched = _cell(found, scope, table.code, "watched")
            rows.append(Shown(national.WATCHED, (watched,), under=True))
    return rows
