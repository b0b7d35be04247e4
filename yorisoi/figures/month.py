"""The monthly table for the board (月例報告): what came in, what was recognised, where it stands at the month's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case
from yorisoi.duties.kept_from import open_reports
from yorisoi.figures.counting import TOTAL, Figures, figures, incidents_counted
from yorisoi.figures.scope import Scope
from yorisoi.policy import national
from yorisoi.policy.flow import Text
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import school_year, today


@dataclass(frozen=True)
class Part:
    """One part of the monthly table: rows of a label and its numbers under the heads."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def month_scope(scope: Scope, first: date) -> tuple[Scope, Scope]:
    """Return what one month covers, and the year up to its end."""
    one = scope.month(first)
    return one, Scope(scope.year, one.day, scope.school_ids, scope.staff)


def latest_month(day: date | None = None) -> date:
    """Return the month that is to be reported: the one before this."""
    day = day or today()
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def year_of(month: date) -> int:
    """Return the school year of a month."""
    return school_year(month)


def month_table(scope: Scope, first: date) -> list[Part]:
    """Return the table of one month: in the month, and since April."""
    one, year = month_scope(scope, first)
    now, so_far = figures(one), figures(year)
    heads = (_("この月"), _("4月から"))
    return [
        _reports(one, year, heads),
        _recognised(now, so_far),
        _part(national.STATE.title, (_("4月からの認知のうち"),), [so_far], _state_lines()),
        _carried(year),
        _part(national.FORMS.title, heads, [now, so_far], _lines(national.FORMS)),
        _part(national.FOUND.title, heads, [now, so_far], _lines(national.FOUND)),
        _serious(one, year, heads),
    ]


def _lines(table: national.Table) -> list[tuple[str, str, Text]]:
    rows = [(table.code, line.code, line.label) for line in table.lines]
    return [*rows, (table.code, "missing", _("未回答"))]


def _state_lines() -> list[tuple[str, str, Text]]:
    rows: list[tuple[str, str, Text]] = [(national.STATE.code, one.code, one.label) for one in national.STATE.lines]
    rows.insert(2, (national.STATE.code, "watched", national.WATCHED))
    return rows


def _part(title: Text, heads: tuple[str, ...], counted: list[Figures], lines: list[tuple[str, str, Text]]) -> Part:
    rows = tuple((str(label), tuple(one.n(table, code) for one in counted)) for table, code, label in lines)
    return Part(str(title), heads, rows)


def _recognised(now: Figures, so_far: Figures) -> Part:
    heads = (_("この月 男"), _("この月 女"), _("この月 計"), _("4月から 計"))
    lines: list[tuple[str, str]] = [(one.code, str(one.label)) for one in national.RECOGNISED.lines]
    rows = []
    for code, label in [*lines, ("no_grade", _("学年の記録がない")), (TOTAL, _("計"))]:
        rows.append(
            (label, (*(now.n("1", code, sex) for sex in ("male", "female", TOTAL)), so_far.n("1", code, TOTAL)))
        )
    return Part(str(national.RECOGNISED.title), heads, tuple(rows))


def _reports(one: Scope, year: Scope, heads: tuple[str, ...]) -> Part:
    def counts(scope: Scope) -> dict[str, int]:
        rows = Report.objects.filter(received_at__gte=scope.begins, received_at__lt=scope.ends)
        rows = rows if scope.school_ids is None else rows.filter(school__in=scope.school_ids)
        rows = rows if scope.staff is None else rows.filter(open_reports(scope.staff))
        found: dict[str, int] = rows.order_by().aggregate(
            received=Count("pk"),
            in_case=Count("pk", filter=Q(state="in_case")),
            aside=Count("pk", filter=Q(state="set_aside")),
        )
        found["open"] = found["received"] - found["in_case"] - found["aside"]
        return found

    now, so_far = counts(one), counts(year)
    labels = (
        ("received", _("通報・気づきの受理")), ("in_case", _("うち、事案としたもの")),
        ("aside", _("うち、いじめの疑いなしとしたもの")), ("open", _("うち、判断がまだのもの")),
    )  # fmt: skip
    rows = tuple((label, (now[name], so_far[name])) for name, label in labels)
    return Part(_("通報・気づき"), heads, rows)


def _carried(year: Scope) -> Part:
    """What was recognised before April and has not come to rest."""
    from yorisoi.figures.scope import cases_of_eyes

    rows = Case.objects.filter(recognised_at__lt=Scope(year.year, year.day, year.school_ids).begins)
    rows = rows.filter(merged_into__isnull=True)
    rows = rows if year.school_ids is None else rows.filter(school__in=year.school_ids)
    rows = rows if year.staff is None else rows.filter(cases_of_eyes(year.staff))
    n = rows.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gte=year.ends)).count()
    return Part(_("前の年度から続く事案"), (_("月末"),), ((_("解消していない事案"), (n,)),))


def _serious(one: Scope, year: Scope, heads: tuple[str, ...]) -> Part:
    def n(scope: Scope, **fits: bool) -> int:
        return incidents_counted(scope).filter(**fits).count()

    rows = (
        (_("把握した件数"), (n(one), n(year))),
        (str(national.SERIOUS.line("harm").label), (n(one, harm=True), n(year, harm=True))),
        (str(national.SERIOUS.line("absence").label), (n(one, absence=True), n(year, absence=True))),
    )
    return Part(str(national.SERIOUS.title), heads, rows)
