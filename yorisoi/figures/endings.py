"""Where every report of a year ended: the sums that must agree, and a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.ledger import Entry, Mark, entries, in_order
from yorisoi.cases.queries import report_readable_by
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Staff

ENDINGS: dict[str, Text] = {
    "undecided": gettext_lazy("判断がまだのもの"),
    "set_aside": gettext_lazy("いじめの疑いなしとしたもの"),
    "unrecognised": gettext_lazy("事案としたが、認知にいたっていないもの"),
    "watch_ended": gettext_lazy("認知せず、観察を終えたもの"),
    "working": gettext_lazy("認知し、取組中のもの"),
    "resolved": gettext_lazy("認知し、解消したもの"),
}
AT_ONCE = 500  # rows that are read together for the file


@dataclass(frozen=True)
class Ending:
    """One way of ending, and how many ended so."""

    code: str
    label: Text
    n: int


def reports_of(staff: Staff, year: int) -> QuerySet[Report]:
    """Return the reports of the year that this person may know."""
    return report_readable_by(staff).select_related(None).filter(year=year)


def ending_of(report_state: str, case_state: str | None, recognised: bool) -> str:
    """Return how a report ended: by its own state, and that of the case in which it lives today."""
    if case_state is None:
        return "undecided" if report_state not in REPORT_FLOW.resting else "set_aside"
    if not recognised:
        return "watch_ended" if case_state == "watch_ended" else "unrecognised"
    return "resolved" if case_state == "resolved" else "working"


def endings_of(rows: QuerySet[Report]) -> list[Ending]:
    """Return the sums, in one query. They come to the number of reports: nothing that came in is lost."""
    counted: Counter[str] = Counter()
    values = rows.order_by().values_list("state", "case_link__case__state")
    known = Count("case_link__case__recognised_at")
    for state, case_state, n, recognised in values.annotate(n=Count("pk"), known=known):
        counted[ending_of(state, case_state, True)] += recognised
        counted[ending_of(state, case_state, False)] += n - recognised
    return [Ending(code, label, counted[code]) for code, label in ENDINGS.items()]


def heads() -> list[str]:
    """Return the heads of the file's columns."""
    return [
        _("受付番号"), _("受理"), _("学級"), _("メモ"), _("小委員会"), _("判断"), _("判断の内容"), _("事案"),
        _("いまの状態"),
    ]  # fmt: skip


def lines(rows: QuerySet[Report], staff: Staff) -> Iterator[list[str]]:
    """Yield a row of texts for each report, the first received first."""
    pks = list(in_order(rows).values_list("pk", flat=True))[::-1]
    for start in range(0, len(pks), AT_ONCE):
        some = {row.pk: row for row in in_order(rows.filter(pk__in=pks[start : start + AT_ONCE]))}
        yield from map(_line, entries([some[pk] for pk in pks[start : start + AT_ONCE] if pk in some], staff))


def _line(one: Entry) -> list[str]:
    return [
        one.report.label, _moment(Mark(one.report.received_at)), one.classes, _moment(one.memo), _moment(one.met),
        _moment(one.decided), str(one.decision), one.case.label if one.case else "",
        str(CASE_FLOW.labels[one.case.state]) if one.case else "",
    ]  # fmt: skip


def _moment(mark: Mark) -> str:
    return f"{mark.at.astimezone(TOKYO):%Y/%m/%d %H:%M}" if mark.at else ""


def total(endings: Iterable[Ending]) -> int:
    """Return how many there are together."""
    return sum(one.n for one in endings)
