"""What a case has to do with others: into which it went, what came into it, what it was split from; what to choose.

Another case is named only to who may read it. Whoever may not finds neither its number nor that it is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from yorisoi.cases.act_words import when_known
from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Case, Entry, ReportMove
from yorisoi.cases.present_known import people_of
from yorisoi.cases.queries import cases_for, entries_of
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Meeting
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Move, NoSuchMove, Text
from yorisoi.policy.joining import GOING_ON, JOINING
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Staff

MOST = 40
OFFERED = (("merge", "cases:room_merge"), ("split", "cases:room_split"), ("move_report", "cases:room_move"))


@dataclass(frozen=True)
class Moved:
    """A report that came or went. case: the other one, "" for who may not know it."""

    report: str
    url: str
    at: datetime
    came: bool
    case: str
    case_url: str


@dataclass(frozen=True)
class Joined:
    """What is shown at the head of the case page."""

    merged: bool
    into: Case | None
    parts: list[Case]
    split_from: Case | None
    split_into: list[Case]
    moved: list[Moved]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.merged or self.parts or self.split_from or self.split_into or self.moved)


MOVES = Fixed(lambda case: ReportMove.objects.filter(Q(source=case) | Q(target=case)).select_related("report"))
BESIDE = Fixed(lambda case: Case.objects.filter(Q(merged_into=case) | Q(split_from=case)).values_list("pk"))


def joined(case: Case, staff: Staff) -> Joined:
    """Return the case's ties, as far as this person may know them: two queries."""
    moves = MOVES.rows(case=case.pk)
    ids: set[Any] = {pk for row in moves for pk in (row.source_id, row.target_id)}
    ids |= {case.merged_into_id, case.split_from_id}
    ids |= {pk for (pk,) in BESIDE.rows(case=case.pk)}
    others = ids - {None, case.pk}
    found = cases_for(staff).filter(pk__in=others).order_by("opened_at") if others else ()
    known: dict[Any, Case] = {row.pk: row for row in found}
    return Joined(
        merged=case.merged_into_id is not None,
        into=known.get(case.merged_into_id),
        parts=[row for row in known.values() if row.merged_into_id == case.pk],
        split_from=known.get(case.split_from_id),
        split_into=[row for row in known.values() if row.split_from_id == case.pk],
        moved=[_moved(row, case, known) for row in moves if row.move == "move_report"],
    )


def _moved(row: ReportMove, case: Case, known: dict[Any, Case]) -> Moved:
    came = row.target_id == case.pk
    other = known.get(row.source_id if came else row.target_id)
    return Moved(
        report=row.report.label,
        url=reverse("cases:report", args=[row.report_id]) if came or other else "",
        at=row.at,
        came=came,
        case=other.label if other else "",
        case_url=reverse("cases:show", args=[other.pk]) if other else "",
    )


def ways(meeting: Meeting, case: Case | None, item: int) -> list[tuple[Move, str]]:
    """Return the moves that this body may take with the case on its table, each with its page."""
    found = []
    for name, page in OFFERED if case else ():
        try:
            arrow = JOINING.find(case.state, name)  # type: ignore[union-attr]
        except NoSuchMove:
            continue
        if arrow.allows(meeting.body):
            found.append((arrow, f"{reverse(page, args=[meeting.pk])}?item={item}"))
    return found


def going_on(case: Case, staff: Staff) -> list[tuple[str, str]]:
    """Return the cases that this one may be merged with."""
    return _choices(cases_for(staff).filter(state__in=GOING_ON).exclude(pk=case.pk), case)


def others(case: Case, staff: Staff) -> list[tuple[str, str]]:
    """Return the cases to which a report of this one may go."""
    return _choices(cases_for(staff).filter(merged_into=None).exclude(pk=case.pk), case)


def _choices(rows: Any, case: Case) -> list[tuple[str, str]]:
    """Those of the same children first, then the newest."""
    pupils = list(case.involvements.values_list("pupil_id", flat=True))
    same = set(rows.filter(involvements__pupil__in=pupils).values_list("pk", flat=True))
    found = sorted(rows.order_by("-opened_at")[:200], key=lambda row: row.pk not in same)[:MOST]
    return [(str(row.pk), _label(row, row.pk in same)) for row in found]


def _label(row: Case, same: bool) -> str:
    said = _("事案 %(number)s（%(state)s）") % {"number": row.label, "state": CASE_FLOW.labels[row.state]}
    return f"{said} {_('同じ子どもの事案')}" if same else said


def reports_of(case: Case) -> list[tuple[str, str]]:
    """Return the case's reports to choose from."""
    rows = case.report_links.select_related("report").order_by("report__received_at")
    return [(str(row.report_id), _dated(row.report.label, row.report.received_at)) for row in rows]


def _dated(label: Text, at: datetime) -> str:
    day = day_of(at)
    return _("%(what)s（%(month)d月%(day)d日）") % {"what": label, "month": day.month, "day": day.day}


def _line(row: Entry) -> str:
    """Say which line it is: kind and day, of an act as exactly as it is known."""
    label = KINDS[row.kind].label
    return f"{label}（{said}）" if (said := when_known(row)) else _dated(label, row.occurred_at)


def parts_to_choose(case: Case, staff: Staff) -> dict[str, Any]:
    """Return the children, reports and lines of a case that may go to a new one."""
    people, letters = people_of(case, staff)
    lines = [row for row in entries_of(case) if KINDS[row.kind].by_hand]
    said = ((row, row.data("body").get("words", "")) for row in reversed(lines))
    return {
        "children": [
            (row.pk, format_html(beside("{}", "{}"), letters.name(row.pupil), ROLE_LABELS[row.role]))
            for row in people
            if row.until is None
        ],
        "reports": reports_of(case),
        "entries": [
            (
                str(row.pk),
                format_html("{} {}", _line(row), letters.veil(words[:60])),
            )
            for row, words in said
        ],
    }
