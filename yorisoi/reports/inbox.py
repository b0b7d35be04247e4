"""What the inbox shows: a row a report, with its next clock. Queries do not grow with the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yorisoi.duties.actions import OPEN, all_duties
from yorisoi.duties.models import Duty
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import Edition, Form
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.reports.custody import sources_now
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import class_label

FILTERS: dict[str, tuple[Text, frozenset[str]]] = {
    "": (_("すべて"), frozenset(ReportState)),
    "received": (_("メモを待つもの"), frozenset({ReportState.RECEIVED})),
    "noted": (_("小委員会を待つもの"), frozenset({ReportState.NOTED})),
    "decided": (_("判断したもの"), frozenset({ReportState.IN_CASE, ReportState.SET_ASIDE})),
}
STATE_TONES: dict[str, str] = {ReportState.RECEIVED: "warn", ReportState.NOTED: "accent"}
SHORT: dict[int, Text] = {
    1: _("悪口・からかい"),
    2: _("仲間はずれ・無視"),
    3: _("軽くたたく・ぶつかる"),
    4: _("ひどくたたく・ける"),
    5: _("たかり"),
    6: _("隠す・盗む・壊す"),
    7: _("嫌なこと・危険なこと"),
    8: _("ネット"),
    9: _("その他"),
}
SEALED = ("narrative", "answers", "reporter", "received_from")


@dataclass(frozen=True)
class Row:
    """One report as a list shows it: no names, no words."""

    report: Report
    source: str
    channel: str
    forms: str
    classes: str
    state: Text
    tone: str
    next_text: Text
    next_due: Any


def counts(by_state: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the filters with how many reports each shows."""
    return [
        {"key": key, "label": label, "count": sum(by_state.get(state, 0) for state in states)}
        for key, (label, states) in FILTERS.items()
    ]


def rows_of(reports: Iterable[Report], rules: Edition) -> list[Row]:
    """Return the rows of these reports."""
    found = list(reports)
    classes = classes_of_reports(found)
    due = next_duties(found)
    sources = {source.code: source.label for source in rules.sources}
    channels = {channel.code: channel.label for channel in rules.channels}
    known, right = all_duties(), sources_now(found)
    return [
        Row(
            report=row,
            source=sources.get(right.get(row.pk, row.source), row.source),
            channel=channels.get(row.channel, row.channel),
            forms=short_forms(row.forms, rules),
            classes=classes.get(row.pk, ""),
            state=REPORT_FLOW.labels[ReportState(row.state)],
            tone=STATE_TONES.get(row.state, "neutral"),
            next_text=known[due[row.pk].name].text if row.pk in due else "",
            next_due=due[row.pk].due_at if row.pk in due else None,
        )
        for row in found
    ]


def short_forms(codes: Sequence[str], rules: Edition) -> str:
    """Return the forms (態様) in few words: the edition's own, or those of the national survey's nine."""
    known = {form.code: form for form in rules.forms}
    return "、".join(_short_form(known[code]) if code in known else str(code) for code in codes)


def _short_form(form: Form) -> str:
    return str(getattr(form, "short", "") or SHORT.get(form.national) or form.label)


NEXT = Fixed(
    lambda ids: (
        Duty.objects.filter(OPEN, report__in=ids)
        .only("report_id", "name", "due_at")
        .order_by("due_at", "owed_at", "pk")
    )
)


def next_duties(reports: Sequence[Report]) -> dict[Any, Duty]:
    """Return the next due open duty of each report, in one query."""
    due: dict[Any, Duty] = {}
    ids = tuple(row.pk for row in reports)
    for duty in NEXT.rows(ids=ids) if ids else ():
        due.setdefault(duty.report_id, duty)
    return due


SEAT = "pupil__enrolments__school_class"
CLASSES = Fixed(
    lambda ids, year: (
        NamedPupil.now.filter(report__in=ids, pupil__enrolments__school_class__year=year)
        .values_list("report_id", f"{SEAT}__grade", f"{SEAT}__name")
        .distinct()
    )
)


def classes_of_reports(reports: Sequence[Report]) -> dict[Any, str]:
    """Return the classes of the children named in each report, with the class that the reporter gave, in one query."""
    found: dict[Any, set[str]] = defaultdict(set)
    ids = tuple(row.pk for row in reports)
    for report, grade, name in CLASSES.rows(ids=ids, year=school_year(today())) if ids else ():
        found[report].add(class_label(grade, name))
    for row in reports:
        if row.school_class is not None:
            found[row.pk].add(str(row.school_class))
    return {report: "・".join(sorted(names)) for report, names in found.items()}
