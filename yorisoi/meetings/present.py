"""What the list of meetings and the minutes show."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.duties.kept_from import open_cases
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_room import Addition
from yorisoi.meetings.queries import items_for, meetings_for, seats_shown
from yorisoi.meetings.spoken import Names, names_in, spoken
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import NoSuchMove, Text
from yorisoi.policy.joining import JOINING
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Staff

HEARD: dict[str, Text] = {"reported": gettext_lazy("報告した"), "shared": gettext_lazy("共有した")}


@dataclass(frozen=True)
class Row:
    """One meeting in the list."""

    meeting: Meeting
    label: Text
    about: tuple[str, ...]
    url: str
    state: str
    tone: str


def address(name: str, *args: Any) -> str:
    """Return an address, or nothing where the page is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def item_label(item: AgendaItem) -> str:
    """Name what an item is about, by number only."""
    if item.case_id and item.case:
        return _("事案 %(number)s") % {"number": item.case.label}
    return _("通報 %(number)s") % {"number": item.report.label if item.report else ""}


def listed(staff: Staff) -> QuerySet[Meeting]:
    """Return the meetings of this person with the items they may know of, in three queries however many."""
    items = items_for(staff).select_related("report", "case")
    return meetings_for(staff).prefetch_related(Prefetch("items", queryset=items, to_attr="known"))


def rows(meetings: Sequence[Meeting]) -> list[Row]:
    """Return the lines of the list."""
    return [_row(meeting) for meeting in meetings]


def _row(meeting: Meeting) -> Row:
    if meeting.finalised_at:
        state, tone, url = _("確定"), "neutral", reverse("meetings:minutes", args=[meeting.pk])
    else:
        state, tone = _standing(meeting)
        url = address("cases:room", meeting.pk)
    known: list[AgendaItem] = meeting.known  # type: ignore[attr-defined]
    return Row(meeting, BODY_LABELS[meeting.body], tuple(item_label(i) for i in known), url, state, tone)


def _standing(meeting: Meeting) -> tuple[str, str]:
    if day_of(meeting.scheduled_at) < today():
        return (_("記録が未確定"), "warn") if meeting.opened_at else (_("開かれていません"), "warn")
    return (_("開催中"), "accent") if meeting.opened_at else (_("予定"), "neutral")


@dataclass(frozen=True)
class Decision:
    """One decision of the minutes, in words."""

    about: str
    url: str
    label: Text
    target: Text
    at: datetime | None
    by: str
    cite: str
    reason: str
    details: list[tuple[str, str]]
    case: str = ""
    case_url: str = ""


@dataclass(frozen=True)
class Minutes:
    """The minutes as one person may read them."""

    meeting: Meeting
    body: Text
    chair: str
    present: list[dict[str, Any]]
    absent: list[dict[str, Any]]
    notes: str
    whole: bool
    decisions: list[Decision]
    next_at: datetime | None
    next_work: str
    fingerprint: str
    began_at: datetime | None = None
    ended_at: datetime | None = None
    undecided: list[str] = field(default_factory=list)
    stand_ins: list[dict[str, Any]] = field(default_factory=list)
    additions: list[tuple[Addition, str]] = field(default_factory=list)


def minutes_of(meeting: Meeting, staff: Staff) -> Minutes:
    """Read the fixed minutes. Decisions on what this person is shut out of are left out, and with them the notes."""
    kept = json.loads(meeting.text("minutes") or "{}")
    known = list(items_for(staff).filter(meeting=meeting).select_related("report", "case"))
    whole = len(known) == meeting.items.count()
    ids = {str(pk) for item in known for pk in (item.case_id, item.report_id) if pk}
    # A report that became a case in this meeting is decided under both numbers: one exclusion hides both.
    ids |= _cases_of(known, staff)
    decisions = [
        d
        for d in kept.get("decisions", [])
        if d.get("case_id", d.get("report_id")) in ids and d.get("move") != "open"  # said by the report's own line
    ]
    seen = seats_shown(meeting, staff, known)
    names_seen = {
        seat.staff.name for seat in meeting.attendances.select_related("staff") if seen and seat.staff_id in seen
    }
    seats = [{**row, "post": POST_LABELS.get(row["post"], row["post"])} for row in kept.get("attendance", [])]
    seats = [row for row in seats if seen is None or row["name"] in names_seen]
    names = names_in((d.get("details") or {} for d in decisions), staff)
    opened = _opened(kept.get("decisions", []), ids)
    decided = {d.get("case_id") or d.get("report_id") for d in decisions}
    return Minutes(
        meeting=meeting,
        body=BODY_LABELS[meeting.body],
        chair=kept.get("chair", ""),
        present=[row for row in seats if row["present"]],
        absent=[row for row in seats if not row["present"]],
        notes=kept.get("notes", "") if whole else "",
        whole=whole,
        decisions=[_decision(row, names, opened) for row in decisions],
        next_at=_moment(kept.get("next_at")) if seen is None else None,
        next_work=kept.get("next_work", "") if whole else "",
        fingerprint=bytes(meeting.minutes_hash or b"").hex(),
        began_at=_moment(kept.get("opened_at")),
        ended_at=_moment(kept.get("finalised_at")),
        undecided=[item_label(i) for i in known if str(i.case_id or i.report_id) not in decided],
        stand_ins=[
            {**row, "post": POST_LABELS.get(row["post"], row["post"])}
            for row in kept.get("stand_ins", [])
            if seen is None or {row["absent"], row["substitute"]} <= names_seen
        ],
        additions=_additions(meeting) if whole else [],
    )


def _additions(meeting: Meeting) -> list[tuple[Addition, str]]:
    found = []
    for row in meeting.additions.select_related("by"):
        row.meeting = meeting
        found.append((row, row.text("words")))
    return found


def _cases_of(items: Sequence[AgendaItem], staff: Staff) -> set[str]:
    model: Any = AgendaItem._meta.get_field("case").related_model
    reports = [item.report_id for item in items if item.report_id]
    found = model.objects.filter(open_cases(staff), report_links__report__in=reports)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _opened(decisions: Sequence[dict[str, Any]], ids: set[str]) -> dict[str, tuple[str, str]]:
    """Return the case that each report became or joined, by the report's id: number and id, for who may know it."""
    begun = {d["at"]: (d["case"], d["case_id"]) for d in decisions if d.get("move") == "open"}
    found: dict[str, tuple[str, str]] = {}
    for row in decisions:
        details = row.get("details") or {}
        if row.get("move") == "open_case":
            number, pk = begun.get(row.get("at", ""), ("", ""))
        else:
            number, pk = details.get("case", ""), details.get("case_id", "")
        if pk in ids:
            found[row.get("report_id") or pk] = (number, pk)
    return found


def _decision(row: dict[str, Any], names: Names, opened: dict[str, tuple[str, str]]) -> Decision:
    in_case = "case" in row
    number, pk = opened.get(row.get("report_id", ""), ("", ""))
    about = _("事案 %(number)s") if in_case else _("通報 %(number)s")
    flow = CASE_FLOW if in_case else REPORT_FLOW
    label: Text = HEARD.get(row["move"]) or _("事案として開く")
    with contextlib.suppress(NoSuchMove):
        label = flow.move(row["move"]).label
    if in_case and row["move"] in JOINING.names():
        label = JOINING.move(row["move"]).label
        details = row.get("details") or {}
        number, pk = opened.get(details.get("case_id", ""), ("", ""))
    return Decision(
        about=about % {"number": row.get("case") or row.get("report")},
        url=address("cases:show", row["case_id"]) if in_case else address("cases:report", row["report_id"]),
        label=label,
        target=flow.labels.get(row["target"], row["target"]),
        at=_moment(row.get("at")),
        by=row.get("by", ""),
        cite=row.get("cite", ""),
        reason=row.get("reason", ""),
        details=spoken(row.get("details") or {}, names),
        case=number,
        case_url=address("cases:show", pk) if pk else "",
    )


__all__ = ["Decision", "Minutes", "Row", "item_label", "listed", "minutes_of", "rows"]
