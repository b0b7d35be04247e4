"""What several hands are writing in the room: notes and the fields of a decision, kept as they are typed.

Nobody writes over another: where both changed a text, each keeps their lines (`merging`); of a choice the last word
stands, and it is shown whose it was and when. What has been answered is kept: each saving is one transaction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.actions import opened, require_recorder
from yorisoi.meetings.merging import Merged, merge
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_room import Draft
from yorisoi.meetings.queries import items_for
from yorisoi.schools.models import Staff
from yorisoi.schools.sandboxes import here

NAME = re.compile(r"[A-Za-z][\w:.-]{0,59}", re.ASCII)
RESERVED = frozenset({"csrfmiddlewaretoken", "item", "move", "t", "token", "keep", "notes", "version"})
LONGEST = 20_000  # letters of one field
LEFT = timedelta(days=60)  # so long words that nobody decided on are kept
MOST = 200  # fields of one decision
ASIDE = "beside"  # memo and urgency: what is written in the room beside a decision


@dataclass(frozen=True)
class Typed:
    """A field as typed: its values as a form sends them, what it was typed over, and whether it is a text."""

    value: tuple[str, ...]
    base: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True)
class Kept:
    """A field as it is kept on the server. `both`: two wrote at one place and both texts stand there."""

    value: tuple[str, ...]
    version: int
    who: str
    by: int
    at: datetime
    both: bool = False


def plain(text: str) -> str:
    """Return a text with one kind of line end: browsers send two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def may_be_kept(name: str, typed: Typed) -> bool:
    """Say whether this is a field of a form, of a size that a form has."""
    return bool(NAME.fullmatch(name)) and name not in RESERVED and sum(map(len, typed.value)) <= LONGEST


@transaction.atomic
def keep_fields(
    *, meeting: Meeting, by: Staff, item: AgendaItem, move: str, typed: Mapping[str, Typed]
) -> dict[str, Kept]:
    """Keep fields of a decision as typed; return each as it stands now.

    Raises `Finalised`, PermissionError, or ValueError for what is no field.
    """
    meeting = opened(meeting)
    require_recorder(meeting, by)
    if not items_for(by).filter(meeting=meeting, pk=item.pk).exists():
        raise AgendaItem.DoesNotExist
    if len(typed) > MOST or not all(may_be_kept(name, one) for name, one in typed.items()):
        raise ValueError("no field of a decision")
    rows = {row.field: row for row in _rows(meeting, item, move)}
    now, kept, written = clock.now(), {}, []
    for name, one in typed.items():
        row = rows.get(name)
        said = _joined(one, _value(row, meeting) if row else one.base)
        if row is None:
            row = Draft(meeting=meeting, item=item, move=move, field=name, by=by, at=now)
        row.meeting = meeting
        if row.version == 0 or said[0] != _value(row, meeting):
            row.put("value", list(said[0]) or [""])
            row.version, row.by, row.at = row.version + 1, by, now
            row.save()
            written.append(name)
        kept[name] = _kept(row, said[0], both=said[1])
    if written:
        journal(by=by, school_id=meeting.school_id, event="meeting.draft", about=meeting, at=now, fields=written)
    return kept


def _joined(one: Typed, theirs: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Return the value that stays, and whether two wrote at one place."""
    if not one.text:
        return (theirs, False) if one.value == one.base else (one.value, False)
    made = merge(*(plain("\n".join(v)) for v in (one.base, theirs, one.value)))
    return ((made.text,) if made.text else ()), made.both


def _value(row: Draft, meeting: Meeting) -> tuple[str, ...]:
    row.meeting = meeting
    words: list[str] = json.loads(row.text("value") or "[]")
    return () if words == [""] else tuple(words)


def _kept(row: Draft, value: tuple[str, ...], *, both: bool = False) -> Kept:
    return Kept(value, row.version, row.by.name, row.by_id, row.at, both)


def _rows(meeting: Meeting, item: AgendaItem, move: str) -> list[Draft]:
    rows = Draft.objects.filter(meeting=meeting, item=item, move=move, taken_at__isnull=True)
    return list(rows.select_related("by").order_by("field"))


def drafts_of(meeting: Meeting, item: AgendaItem, move: str) -> dict[str, Kept]:
    """Return what is being written of a decision, by field, in one query. Ask `may_record` before."""
    return {row.field: _kept(row, _value(row, meeting)) for row in _rows(meeting, item, move)}


BEGUN = Fixed(
    lambda meeting: (
        Draft.objects.filter(meeting=meeting, taken_at__isnull=True)
        .order_by()
        .values_list("item_id", "move")
        .distinct()
    )
)


def begun(meeting: Meeting) -> list[tuple[int, str]]:
    """Return (item, move) of the decisions that were begun and not taken, for the chair."""
    return sorted(BEGUN.rows(meeting=meeting.pk))


@transaction.atomic
def take_drafts(*, meeting: Meeting, by: Staff, item: AgendaItem, move: str = "", field: str = "") -> int:
    """The item was decided: what was being written for it is done with; return how many fields.

    move, field: only this one of them was written into the record. What is written beside a decision stays.
    """
    rows = Draft.objects.filter(meeting=meeting, item=item, taken_at__isnull=True)
    rows = rows.filter(move=move, field=field) if move else rows.exclude(move=ASIDE)
    now = clock.now()
    if taken := rows.update(taken_at=now):
        journal(by=by, school_id=meeting.school_id, event="meeting.drafts_taken", about=meeting, at=now, item=item.pk)
    opened(meeting)
    return taken


@transaction.atomic
def keep_notes(*, meeting: Meeting, by: Staff, base: str, notes: str) -> tuple[int, Merged]:
    """Keep the notes as typed over `base`, joined with what others wrote meanwhile; return (version, text)."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    theirs = meeting.text("notes")
    made = merge(plain(base), plain(theirs), plain(notes))
    if len(made.text) > LONGEST:
        raise ValueError("too long")
    if made.text != theirs:
        meeting.put("notes", made.text)
        meeting.version += 1
        meeting.save(update_fields=["notes", "version"])
        journal(by=by, school_id=meeting.school_id, event="meeting.notes", about=meeting, version=meeting.version)
    return meeting.version, made


def said(kept: Kept, me: Staff) -> dict[str, Any]:
    """Return a kept field as the room's script reads it."""
    return {
        "value": list(kept.value),
        "version": kept.version,
        "who": "" if kept.by == me.pk else kept.who,
        "at": kept.at.isoformat(),
        "both": kept.both,
    }


def sweep_drafts() -> int:
    """By the clock: empty what was begun for a decision and never taken, `LEFT` after the last word; return the fields.

    The rows stay, as rows of what has been decided do; their words are gone. It holds nothing up before either.
    """
    now = clock.now()
    rows = Draft.objects.filter(taken_at__isnull=True, at__lt=now - LEFT)
    swept = 0
    for meeting in Meeting.objects.filter(here(), pk__in=rows.values("meeting")).order_by("pk"):
        with transaction.atomic():
            fields = rows.filter(meeting=meeting).update(value=b"", taken_at=now)
            if fields:
                journal(
                    by=SYSTEM, school_id=meeting.school_id, event="meeting.drafts_swept", about=meeting, at=now,
                    count=fields,
                )  # fmt: skip
        swept += fields
    return swept
