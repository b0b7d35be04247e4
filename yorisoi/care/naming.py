"""Staff named in what somebody wrote here: kept from it at once; a person then says whether they are meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.care.models import Concern, Named, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.care.owing import move_for
from yorisoi.care.queries import kept_from_concerns
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.reports.meant import Here, classes_for, who_is_meant
from yorisoi.schools.models import Staff

CITE = "organisation.shut_out"


def keep_named(
    thing: Concern | Interview,
    *,
    spoken: str,
    pupils: Iterable[int],
    by: Staff,
    at: datetime,
    ticked: Iterable[int] = (),
) -> list[Named]:
    """Write who of the staff is named in these words. Whoever wrote them is not taken for meant by a mere mention.

    ticked: people whom the writer chose from the roster as meant: settled at once.
    """
    school, here, chosen = thing.school, Here(thing.school), set(ticked)
    found = who_is_meant(
        school,
        spoken=spoken,
        named=chosen,
        withhold=(),
        classes=classes_for(school, None, pupils, here),
        reporter_id=by.pk,
        here=here,
    )
    what = str(thing._meta.model_name)
    known = set(Named.objects.filter(**{what: thing}).values_list("staff_id", flat=True))
    made = []
    for one in found:
        if one.staff.pk in known:
            continue
        row = Named(staff=one.staff, since=at, **{what: thing})
        row.put("phrase", one.phrase)
        if one.staff.pk in chosen:
            row.meant, row.settled_at, row.settled_by = True, at, by
        row.save(force_insert=True)
        made.append(row)
        journal(by=by, school_id=school.pk, event="care.named", about=thing, cite=CITE, at=at, staff=one.staff.pk)
    return made


def to_settle(thing: Concern | Interview, staff: Staff) -> list[Named]:
    """Return the names that this person may settle: never their own."""
    rows = Named.objects.filter(meant__isnull=True, **{str(thing._meta.model_name): thing}).exclude(staff=staff)
    found = list(rows.select_related("staff"))
    for row in found:
        setattr(row, str(thing._meta.model_name), thing)
    return found if may_settle(thing, staff) else []


def may_settle(thing: Concern | Interview, staff: Staff) -> bool:
    """Say whether this person may say who is meant: whoever wrote it, or takes reports in; never who is named in it."""
    if staff.school_id != thing.school_id:
        return False
    kept = Named.objects.filter(staff=staff, **{str(thing._meta.model_name): thing}).exclude(meant=False)
    writer = thing.by_id if isinstance(thing, Concern) else thing.ended_by_id
    return (staff.pk == writer or staff.can(Can.INTAKE)) and not kept.exists()


@transaction.atomic
def settle_named(*, row: Named, by: Staff, meant: bool) -> None:
    """Say whether the person is meant: if not, they read it again as their post allows. Said once."""
    row = (
        Named.objects.select_for_update(of=("self",))
        .select_related("concern__school", "interview__school")
        .get(pk=row.pk)
    )
    thing: Any = row.concern or row.interview
    if row.staff_id == by.pk or not may_settle(thing, by):
        raise PermissionDenied
    if row.settled_at is not None:
        return
    row.meant, row.settled_at, row.settled_by = meant, clock.now(), by
    row.save(update_fields=["meant", "settled_at", "settled_by"])
    event = "care.meant" if meant else "care.not_meant"
    journal(
        by=by, school_id=thing.school_id, event=event, about=thing, cite=CITE, at=row.settled_at, staff=row.staff_id
    )
    if isinstance(thing, Concern) and not meant:
        for question in Question.objects.filter(asked__concern=thing, decided_at__isnull=True):
            out = kept_from_concerns(question.asked.values_list("concern", flat=True))
            move_for(question, by=by, at=row.settled_at, shut_out=out)
