"""Writes of concerns: note one, answer its offer, and let it ask for a decision where the policy says so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.care.models import Concern, ConcernPupil, Named, OfferAnswer
from yorisoi.care.naming import keep_named
from yorisoi.care.owing import drop_for, owe_for, settle_for
from yorisoi.care.questions import ask_if_due
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.bullying_words import CITE, speaks_of_bullying
from yorisoi.policy.care_duties import ANSWER_OFFER
from yorisoi.policy.roles import Can
from yorisoi.policy.signals import GRAVE
from yorisoi.policy.urgency import Found
from yorisoi.reports.actions import Said, receive_report
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.findable import findable
from yorisoi.schools.models import School, Staff
from yorisoi.schools.queries import pupils_of

CHANNELS = {"checklist": "checklist", "absence": "attendance"}  # where a report out of a concern was found


@dataclass(frozen=True)
class Note:
    """What is noted: in a line, of which children (ids), on which day. staff: ids of those ticked as meant by it.

    offer: whether words of bullying make an offer to the writer (a concern out of an interview has been weighed there).
    """

    token: str
    words: str
    pupils: Sequence[int]
    noticed_on: date | None = None
    staff: Sequence[int] = field(default=())
    source: str = "staff"
    offer: bool = True


def token_hash(school: School, token: str) -> bytes:
    """Return what makes a sending the same sending."""
    return hashlib.sha256(f"care:{school.pk}:{token}".encode()).digest()


def note_concern(*, school: School, by: Staff, note: Note) -> Concern:
    """Keep a concern; the same token again is the same concern (§第2-3(2)①; E2, R2).

    One transaction: sealed words, who is named in them, what the tables of words find (then the writer owes an answer
    to the offer the same day), the question to 生徒指導主任 where several have come together, the journal.
    """
    if by.school_id != school.pk or not by.can(Can.PASS_ON):
        raise PermissionDenied
    sent = token_hash(school, note.token)
    if (known := Concern.objects.filter(token_hash=sent).first()) is not None:
        return known
    try:
        with transaction.atomic():
            return _note(school, by, note, sent)
    except IntegrityError:
        known = Concern.objects.filter(token_hash=sent).first()
        if known is None:
            raise
        return known


def _note(school: School, by: Staff, note: Note, sent: bytes) -> Concern:
    now = clock.now()
    pupils = list(pupils_of(school).filter(pk__in=note.pupils).order_by("pk").select_for_update(of=("self",)))
    if not pupils:
        raise ValueError("a concern is about a child of the school")
    for pupil in pupils:
        pupil.school = school
    found = speaks_of_bullying(note.words)
    key = data_key(school.pk)
    key.save(force_insert=True)
    row = Concern(
        key=key,
        school=school,
        year=school_year(today()),
        source=note.source,
        noticed_on=min(note.noticed_on or today(), today()),
        at=now,
        by=by,
        token_hash=sent,
    )
    row.put("words", note.words)
    row.put("found", said_of(found))
    row.save(force_insert=True)
    findable(row, "words", at=now)
    ConcernPupil.objects.bulk_create([ConcernPupil(concern=row, pupil=pupil) for pupil in pupils])
    ids = [pupil.pk for pupil in pupils]
    keep_named(row, spoken=note.words, pupils=ids, by=by, at=now, ticked=note.staff)
    rules = sorted({one.rule.name for one in found})
    journal(
        by=by, school_id=school.pk, event="care.noted", about=row, cite=CITE, at=now, source=note.source, rules=rules
    )
    if found and note.offer:
        owe_for(row, ANSWER_OFFER, pupil=pupils[0], by=by, at=now, staff=by)
    for pupil in pupils:
        ask_if_due(pupil=pupil, by=by, at=now)
    return row


def said_of(found: Sequence[Found]) -> list[dict[str, Any]]:
    """Return what the tables found, as it is kept: the rule, whether it is grave, the words with what stands around."""
    return [
        {
            "rule": one.rule.name,
            "label": str(one.rule.label),
            "why": str(one.rule.why),
            "grave": one.rule.grave,
            "words": list(one.words),
            "before": one.before,
            "after": one.after,
        }
        for one in found
    ]


def found_in(row: Any) -> list[dict[str, Any]]:
    """Return what had been found in it when it was written."""
    kept: Any = row.data("found")
    return list(kept or [])


@transaction.atomic
def answer_offer(*, concern: Concern, by: Staff, passed_on: bool) -> OfferAnswer:
    """Answer whether a concern becomes a report. Yes starts the same-day clock; no is kept with who said it.

    No to a grave word (death, weapons …) asks 生徒指導主任 at once: not one person alone. Said once; again is the same.
    """
    row = Concern.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=concern.pk)
    if by.school_id != row.school_id or not (by.pk == row.by_id or by.can(Can.INTAKE)) or not _open_to(row, by):
        raise PermissionDenied
    if (known := OfferAnswer.objects.filter(concern=row).first()) is not None:
        return known
    now = clock.now()
    made = OfferAnswer.objects.create(concern=row, passed_on=passed_on, at=now, by=by)
    journal(by=by, school_id=row.school_id, event="care.offer", about=row, cite=CITE, at=now, passed_on=passed_on)
    settle_for(row, by=by, at=now)
    if passed_on:
        become_report(row, by=by)
    elif any(one["grave"] for one in found_in(row)):
        for link in row.about.select_related("pupil__school"):
            ask_if_due(pupil=link.pupil, by=by, at=now, why=GRAVE)
    return made


def _open_to(row: Concern, staff: Staff) -> bool:
    return row.by_id == staff.pk or not Named.objects.filter(concern=row, staff=staff).exclude(meant=False).exists()


def become_report(row: Concern, *, by: Staff) -> Report:
    """Hand a concern in as a report, in the same words, about the same children; whoever is meant stays out."""
    if row.report is not None:
        return row.report
    said = Said(
        token=f"concern:{row.pk}",
        source="staff",
        channel=CHANNELS.get(row.source, "concern"),
        narrative=row.text("words"),
        answers={"from_whom": "self"},
        pupils=list(row.about.values_list("pupil_id", flat=True)),
        staff_named=list(row.named.exclude(meant=False).values_list("staff_id", flat=True)),
        happened_on=row.noticed_on,
    )
    report = receive_report(school=row.school, by=by, said=said).report
    row.report = report
    row.save(update_fields=["report"])
    drop_for(row, by=by, at=clock.now(), move="report")
    journal(
        by=by,
        school_id=row.school_id,
        event="care.passed_on",
        about=row,
        cite="response.pass_on",
        report=str(report.pk),
    )
    return report
