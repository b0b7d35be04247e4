"""What the reading list shows: one line an item, and one item with the child's words, its rule, and who has read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from yorisoi.meetings.actions import may_finalise
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Body
from yorisoi.policy.urgency import Found
from yorisoi.schools.models import Enrolment, Pupil, Staff
from yorisoi.surveys.forms_paper import plain
from yorisoi.surveys.in_words import Answered, answered
from yorisoi.surveys.models import ItemReading, ReadingItem
from yorisoi.surveys.reading import READERS, readers_missing
from yorisoi.surveys.reading_models import TEXT
from yorisoi.surveys.said import KINDS, OUTCOMES

MEETINGS = 8


@dataclass(frozen=True)
class Line:
    """One item in the list. read: by whoever looks; more, other: how many readers are wanted, one not the 担任."""

    item: ReadingItem
    kind: Text
    outcome: Text
    read: bool
    more: int
    other: bool


@dataclass(frozen=True)
class Shown:
    """One item as its page shows it. calm_wanted: so many more must find it calm; 0: nobody did, or one worries."""

    line: Line
    text: str
    reasons: tuple[str, ...]
    found: tuple[str, ...]
    answers: tuple[Answered, ...]
    readings: tuple[ItemReading, ...]
    judgements: tuple[tuple[ItemReading, str], ...]
    reason: str
    asked: str
    calm_wanted: int
    worried: bool


def line_of(item: ReadingItem, staff: Staff) -> Line:
    """Return the line of one item, whose readings have been read."""
    more, other = readers_missing(item)
    read = any(one.staff_id == staff.pk for one in item.readings.all())
    outcome = OUTCOMES.get(item.outcome, "")
    return Line(item, KINDS[item.kind], outcome, read, more, other)


def lines(items: QuerySet[ReadingItem], staff: Staff) -> list[Line]:
    """Return the lines of these items: the readings in one query more, however many items."""
    return [line_of(item, staff) for item in items.prefetch_related("readings")]


def shown(item: ReadingItem, staff: Staff) -> Shown:
    """Return one item with its words opened. What others judged is shown to whoever has read it themselves."""
    held = item.data("words") or {}
    part = item.round.parts.select_related("questionnaire").get(school_class_id=item.school_class_id)
    sheet = part.questionnaire.read
    readings = tuple(item.readings.select_related("staff"))
    line = line_of(item, staff)
    english = (get_language() or "ja").startswith("en")
    for one in readings:
        one.item = item
    judged = tuple((one, one.text("reason")) for one in readings if one.judgement) if line.read else ()
    calm = len({one.staff_id for one, _why in judged if one.judgement == "nothing"})
    worried = any(one.judgement == "alarming" for one, _why in judged)
    asked = plain(sheet.item(item.item).short) if item.kind == TEXT and item.item else ""
    return Shown(
        line=line,
        text=held.get("text", ""),
        reasons=tuple(said[1] if english else said[0] for said in held.get("reasons", ())),
        found=tuple(_found(held.get("found", ()))),
        answers=tuple(answered(sheet, held["answers"])) if held.get("answers") else (),
        readings=tuple({one.staff_id: one for one in reversed(readings)}.values()),
        judgements=judged,
        reason=item.text("reason") if item.outcome else "",
        asked=asked,
        calm_wanted=max(1, READERS - calm) if calm and not worried else 0,
        worried=worried,
    )


def _found(found: Iterable[dict[str, Any] | Found]) -> list[str]:
    return [word for one in found for word in (one["found"] if isinstance(one, dict) else one.words)]


def classmates(item: ReadingItem) -> list[Pupil]:
    """Return the other children of the class, by number."""
    seats = Enrolment.objects.filter(school_class_id=item.school_class_id, pupil__left_on__isnull=True)
    rows = seats.exclude(pupil=item.pupil_id or 0).order_by("number", "pk").select_related("pupil")
    return [seat.pupil for seat in rows]


def sittings(staff: Staff) -> list[Meeting]:
    """Return the sittings of 小委員会 and 委員会 in which this person may record the committee's reason."""
    rows = meetings_for(staff).filter(body__in=(Body.SUBCOMMITTEE, Body.COMMITTEE), finalised_at__isnull=True)
    found = rows.prefetch_related("attendances__staff").order_by("-scheduled_at", "-pk")[:MEETINGS]
    return [one for one in found if may_finalise(one, staff)]
