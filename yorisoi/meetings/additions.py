"""After the minutes are fixed: 訂正・追記 beside them, and what a body without a decision took note of."""

from __future__ import annotations

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import may_record, opened, require_recorder
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_room import Addition, Heard
from yorisoi.meetings.queries import items_for
from yorisoi.schools.models import Staff


class NotFixed(Exception):
    """The minutes are not fixed yet: what is wrong is put right in the room."""


class NoWords(ValueError):
    """Nothing was written."""


def may_add(meeting: Meeting, staff: Staff) -> bool:
    """Say whether this person may add to the fixed minutes: a member or who convenes, shut out of nothing there."""
    return meeting.finalised_at is not None and may_record(meeting, staff)


@transaction.atomic
def add_to_minutes(*, meeting: Meeting, by: Staff, kind: str, words: str, token: str = "") -> Addition:
    """Write a correction or an addition beside fixed minutes; the original stays. The same token is the same row."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=meeting.pk)
    if meeting.finalised_at is None:
        raise NotFixed
    if by.school_id != meeting.school_id or not may_add(meeting, by):
        raise PermissionError("not theirs to add to")
    if not words.strip():
        raise NoWords
    if token and (known := meeting.additions.filter(token=token).first()) is not None:
        return known
    row = Addition(meeting=meeting, kind=kind, by=by, at=clock.now(), token=token)
    row.put("words", words.strip())
    row.save(force_insert=True)
    journal(
        by=by, school_id=meeting.school_id, event="meeting.addition", about=meeting, at=row.at, cite="response.record",
        kind=kind, addition=str(row.pk),
    )  # fmt: skip
    return row


@transaction.atomic
def hear(*, meeting: Meeting, by: Staff, item: AgendaItem, kind: str, words: str, token: str = "") -> Heard:
    """Take down that an item was reported to this body, or shared in it: a body with nothing to decide there."""
    meeting = opened(meeting)
    require_recorder(meeting, by)
    item = items_for(by).get(meeting=meeting, pk=item.pk)
    if not words.strip():
        raise NoWords
    if token and (known := meeting.heard.filter(token=token).first()) is not None:
        return known
    row = Heard(meeting=meeting, item=item, kind=kind, by=by, at=clock.now(), token=token)
    row.put("words", words.strip())
    row.save(force_insert=True)
    journal(
        by=by, school_id=meeting.school_id, event=f"meeting.{kind}", about=item.case or item.report, at=row.at,
        cite="response.staff" if kind == "shared" else "response.record", meeting=str(meeting.pk),
    )  # fmt: skip
    return row
