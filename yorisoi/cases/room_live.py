"""What the room looks like to whoever has it open: one number says whether to look again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from yorisoi.cases.forms_room import DecisionForm
from yorisoi.cases.models import CaseStep
from yorisoi.duties.asked import AskedBy
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.actions import may_record
from yorisoi.meetings.drafts import RESERVED, Kept, Typed, drafts_of, plain, said
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.models_room import Heard, RoomState, StandIn
from yorisoi.meetings.queries import items_for, seats_shown, sees_all
from yorisoi.reports.models import ReportStep
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Staff

BASE = "b:"  # before a field's name: what it was typed over, as JSON


def mark_of(meeting: Meeting, staff: Staff, item: str, move: str) -> str:
    """Return what changes whenever anything in the room does (for `ETag`): of what this person may know."""
    state: Any = RoomState.objects.filter(meeting=meeting).values_list("version", flat=True).first() or 0
    if not sees_all(meeting, staff):  # a matter that is not theirs must not show by its stir
        state = side_mark(meeting, staff)
    parts = (meeting.pk, state, meeting.finalised_at is not None, staff.pk, item, move)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


SEATS = Fixed(
    lambda meeting: (
        Attendance.objects.filter(meeting=meeting).order_by("pk").values_list("staff_id", "present", "informed")
    )
)
STANDS = Fixed(
    lambda meeting: (
        StandIn.objects.filter(meeting=meeting, until__isnull=True)
        .order_by("pk")
        .values_list("absent_id", "substitute_id")
    )
)
STATE = Fixed(lambda meeting: RoomState.objects.filter(meeting=meeting).values_list("item_id"))
CASE_STEPS = Fixed(lambda meeting: CaseStep.objects.filter(meeting=meeting).order_by("pk").values_list("case_id", "pk"))
REPORT_STEPS = Fixed(
    lambda meeting: ReportStep.objects.filter(meeting=meeting).order_by("pk").values_list("report_id", "pk")
)
HEARD = Fixed(lambda meeting: Heard.objects.filter(meeting=meeting).order_by("pk").values_list("item_id", "pk"))


ITEMS = AskedBy(lambda staff, meeting: items_for(staff).filter(meeting=meeting).order_by("position", "pk"))


def side_mark(meeting: Meeting, staff: Staff) -> str:
    """Return what changes with agenda, attendance, decisions and next date: then the column is drawn anew.

    Only what this person may know of moves it.
    """
    known = ITEMS.rows(staff, meeting=meeting.pk)
    mine = {pk for item in known for pk in (item.pk, item.case_id, item.report_id)}
    seen = seats_shown(meeting, staff, known)
    parts: list[Any] = [[item.pk for item in known]]
    for asked in (SEATS, STANDS):
        parts.append([row for row in asked.rows(meeting=meeting.pk) if seen is None or row[0] in seen])
    for asked in (STATE, CASE_STEPS, REPORT_STEPS, HEARD):
        parts.append([row for row in asked.rows(meeting=meeting.pk) if row[0] in mine and row[0] is not None])
    parts.append(meeting.next_at if seen is None else None)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def live(meeting: Meeting, staff: Staff, item: AgendaItem | None, move: str) -> dict[str, Any]:
    """Return notes and drafts for who records here; for others only whether the column changed."""
    found: dict[str, Any] = {"side": side_mark(meeting, staff), "finalised": meeting.finalised_at is not None}
    if not found["finalised"] and may_record(meeting, staff):
        found["notes"] = {"text": plain(meeting.text("notes")), "version": meeting.version}
        if item is not None and move:
            found["drafts"] = {name: said(one, staff) for name, one in drafts_of(meeting, item, move).items()}
    return found


def typed_in(given: QueryDict) -> dict[str, Typed]:
    """Read what was typed in a decision's form: only fields that are not as they were when they were shown."""
    texts = set(given.getlist("t"))
    bases = {key.removeprefix(BASE): _base(str(given[key])) for key in given if key.startswith(BASE)}
    names = {key for key in given if not key.startswith(BASE) and key not in RESERVED} | set(bases)
    found = {}
    for name in sorted(names):
        value = tuple(plain(v) for v in given.getlist(name) if v != "")
        base = bases.get(name, ())
        if value != base:
            found[name] = Typed(value, base, text=name in texts)
    return found


def _base(words: str) -> tuple[str, ...]:
    try:
        value = json.loads(words)
    except ValueError:
        return ()
    return tuple(plain(str(one)) for one in value if one != "") if isinstance(value, list) else ()


def sent(field: forms.BoundField) -> list[str]:
    """Return what a browser would send for a field as it stands, without what is empty."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    if value in (None, ""):
        return []
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
        return [str(one) for one in value]
    shown = widget.format_value(value)
    words = shown if isinstance(shown, list) else [shown]
    return [plain(str(one)) for one in words if one not in (None, "")]


def bases_of(form: DecisionForm) -> list[tuple[str, str]]:
    """Return each field with what it holds as JSON, for a page without a script."""
    return [(field.name, json.dumps(sent(field), ensure_ascii=False)) for field in form]


def texts_of(form: DecisionForm) -> list[str]:
    """Return the names of the fields that are texts of several lines: two hands are joined in them."""
    return [name for name, field in form.fields.items() if isinstance(field.widget, forms.Textarea)]


def overlay(form: DecisionForm, drafts: Mapping[str, Kept]) -> None:
    """Begin an unbound form with what is being written in it; what no longer makes sense is left as it starts."""
    for name, kept in drafts.items():
        field = form.fields.get(name)
        if field is None or form.is_bound:
            continue
        if isinstance(field.widget, forms.Textarea | forms.TextInput) and type(field) is forms.CharField:
            form.initial[name] = "\n".join(kept.value)
            continue
        data = QueryDict(mutable=True)
        data.setlist(name, list(kept.value))
        try:
            raw = field.widget.value_from_datadict(data, {}, name)
            required, field.required = field.required, False
            form.initial[name] = field.clean(raw)
            field.required = required
        except forms.ValidationError:
            field.required = required


def signed(drafts: Mapping[str, Kept], me: Staff) -> dict[str, str]:
    """Say who wrote which field last, and when, where it was not this person."""
    return {name: f"{kept.who} {kept.at.astimezone(TOKYO):%H:%M}" for name, kept in drafts.items() if kept.by != me.pk}
