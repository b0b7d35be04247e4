"""What the page of shared things shows: what one is to read, and who has read what one shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.meetings.models_shared import Addressee, Sharing
from yorisoi.meetings.sharing import overseen
from yorisoi.policy.roles import BODY_LABELS
from yorisoi.schools.models import Staff

MOST = 40  # of what is overseen: what is unread by somebody comes first


@dataclass(frozen=True)
class ToRead:
    """One thing to read: words in place, or where it stands."""

    addressee: Addressee
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Overseen:
    """One shared thing with who has read it and who has not."""

    sharing: Sharing
    title: str
    url: str
    read: list[Addressee]
    unread: list[Addressee]


def title_of(sharing: Sharing) -> str:
    """Name it by number only."""
    if sharing.meeting is not None:
        said = {"body": BODY_LABELS[sharing.meeting.body], "number": sharing.meeting.label}
        return _("%(body)s %(number)s の議事録") % said
    number = sharing.entry.case.label if sharing.entry else ""
    return _("全教職員の共通理解（事案 %(number)s）") % {"number": number}


def _url(sharing: Sharing) -> str:
    return reverse("meetings:minutes", args=[sharing.meeting_id]) if sharing.meeting_id else ""


def to_read(rows: Sequence[Addressee]) -> list[ToRead]:
    """Return what a person is to read. Of a case they see the words that were written for all staff, nothing else."""
    newer = _corrections(rows)
    return [ToRead(row, title_of(row.sharing), _words(row.sharing, newer), _url(row.sharing)) for row in rows]


def _corrections(rows: Sequence[Addressee]) -> dict[Any, Any]:
    """Return the lines that correct one for all staff, by the line they correct, in one query."""
    model: Any = Sharing._meta.get_field("entry").related_model
    cases = {row.sharing.entry.case_id for row in rows if row.sharing.entry is not None}
    found = model.objects.filter(case__in=cases, kind="staff_informed", corrects__isnull=False)
    return {row.corrects_id: row for row in found.select_related("case__key")}


def _words(sharing: Sharing, newer: dict[Any, Any]) -> str:
    entry: Any = sharing.entry
    while entry is not None and entry.pk in newer:
        entry = newer[entry.pk]
    words: str = entry.data("body").get("words", "") if entry is not None else ""
    return words


def overseen_rows(staff: Staff) -> list[Overseen]:
    """Return what this person watches over, what somebody has not read first."""
    found = []
    for row in overseen(staff)[: MOST * 2]:
        people = list(row.addressees.all())
        read = [a for a in people if a.read_at is not None]
        found.append(Overseen(row, title_of(row), _url(row), read, [a for a in people if a.read_at is None]))
    return sorted(found, key=lambda one: not one.unread)[:MOST]
