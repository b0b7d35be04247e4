"""Drafts: what one person types in a room is kept as they type, sealed, readable by nobody else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import QueryDict

from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import Draft
from yorisoi.cases.rights import require_writer
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.schools.fields import mark
from yorisoi.schools.models import Staff
from yorisoi.schools.sandboxes import here

Typed = dict[str, list[str]]
SLOT = re.compile(r"[a-z_]{1,30}:[0-9a-f-]{0,36}")
LEFT = timedelta(days=60)  # so long a draft waits for its writer
LARGEST = 200_000  # characters of a whole form
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "slot", "more"})


class NoDraft(ValueError):
    """This cannot be a form of ours: no such place, or far too much."""


def typed_in(data: QueryDict) -> Typed:
    """Return what was typed: field → values, without what belongs to the form itself."""
    return {name: data.getlist(name) for name in data if name not in NOT_TYPED}


def save_draft(*, case: Case, by: Staff, slot: str, typed: Mapping[str, list[str]]) -> datetime | None:
    """Keep what this person has typed so far; None where it has been recorded in the meantime.

    Raises PermissionError, `NoDraft`.
    """
    require_writer(case, by)
    words = json.dumps(typed, ensure_ascii=False)
    if not SLOT.fullmatch(slot) or len(words) > LARGEST:
        raise NoDraft
    token = mark(next(iter(typed.get("token", [])), ""), 64)
    if token and case.entries.filter(token=token).exists():
        return None
    try:
        with transaction.atomic():
            return _keep(case, by, slot, words)
    except IntegrityError:  # two windows kept the first words at the same moment
        with transaction.atomic():
            return _keep(case, by, slot, words)


def _keep(case: Case, by: Staff, slot: str, words: str) -> datetime:
    row = Draft.objects.select_for_update(of=("self",)).filter(case=case, staff=by, slot=slot).first()
    row = row or Draft(case=case, staff=by, slot=slot)
    row.case = case
    row.put("typed", words)
    row.saved_at = clock.now()
    row.save()
    return row.saved_at


def draft_of(case: Case, by: Staff, slot: str) -> tuple[Typed, datetime] | None:
    """Return what this person typed before, and when it was kept."""
    row = Draft.objects.filter(case=case, staff=by, slot=slot).first()
    if row is None:
        return None
    row.case = case
    return row.data("typed"), row.saved_at


def drop_draft(*, case: Case, by: Staff, slot: str) -> None:
    """Forget a draft: it is on record now, or its writer does not want it."""
    Draft.objects.filter(case=case, staff=by, slot=slot).delete()


def sweep_drafts() -> int:
    """By the clock: forget what has not been typed on for `LEFT`. What it was for is still owed by whoever owed it.

    Returns how many. Somebody who goes on typing at this moment keeps their words.
    """
    old = clock.now() - LEFT
    swept = 0
    for row in Draft.objects.filter(here("case__school"), saved_at__lt=old).select_related("case").order_by("pk"):
        with transaction.atomic():
            gone, _by_model = Draft.objects.filter(pk=row.pk, saved_at__lt=old).delete()
            if gone:
                journal(
                    by=SYSTEM, school_id=row.case.school_id, event="draft.swept", about=row.case, staff=row.staff_id
                )
        swept += gone
    return swept
