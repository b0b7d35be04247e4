"""Writes of the nurse's room: who came, when, why."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.care.actions import token_hash
from yorisoi.care.models_more import NurseVisit
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff

REASON_LABELS: dict[str, Text] = {
    "injury": _("けが"),
    "illness": _("体の不調"),
    "rest": _("休みたい・教室に入りづらい"),
    "talk": _("話したい・相談"),
    "belongings": _("服や持ち物のこと"),
    "other": _("そのほか"),
}


def record_visit(
    *, pupil: Pupil, by: Staff, reason: str, words: str, came_at: datetime | None, token: str
) -> NurseVisit:
    """Record that a child came to the nurse's room. The same token again is the same visit."""
    if by.school_id != pupil.school_id or not by.can(Can.VISITS):
        raise PermissionDenied
    sent = token_hash(pupil.school, f"visit:{token}")
    if (known := NurseVisit.objects.filter(token_hash=sent).first()) is not None:
        return known
    now = clock.now()
    try:
        with transaction.atomic():
            key = data_key(pupil.school_id)
            key.save(force_insert=True)
            row = NurseVisit(
                key=key, school=pupil.school, pupil=pupil, came_at=min(came_at or now, now), reason=reason,
                at=now, by=by, token_hash=sent,
            )  # fmt: skip
            row.put("words", words)
            row.save(force_insert=True)
            journal(
                by=by,
                school_id=pupil.school_id,
                event="care.visit",
                about=row,
                cite="detection.chronology",
                at=now,
                reason=reason,
            )
            return row
    except IntegrityError:
        known = NurseVisit.objects.filter(token_hash=sent).first()
        if known is None:
            raise
        return known
