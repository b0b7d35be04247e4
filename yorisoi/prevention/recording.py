"""Writes beside an activity: evidence, reflections, links."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.plan_flow import CITE
from yorisoi.prevention.actions import Told, done_by_itself, locked, take_move
from yorisoi.prevention.links import done_by_links, label_of, links_of, look_up
from yorisoi.prevention.models import TITLE, Activity, ActivityStep, Evidence, Link, Reflection
from yorisoi.prevention.naming import require_nameless
from yorisoi.prevention.rights import require_record, require_turn
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.schools.models import Staff


@transaction.atomic
def add_evidence(
    *,
    activity: Activity,
    by: Staff,
    token: str,
    words: str = "",
    participants: int | None = None,
    files: Sequence[SentFile] = (),
) -> Evidence | None:
    """Record what shows that it was done: words, how many took part, files. Nothing said is no row.

    The same token again is the same row. Raises NamesAChild.
    """
    row = locked(activity)
    require_record(by, row)
    if (known := row.evidence.filter(token=token).first()) is not None:
        return known
    if not (words.strip() or files or participants is not None):
        return None
    require_nameless(row.school, words=words)
    now = clock.now()
    kind = "files" if files else "count" if participants is not None else "words"
    made = Evidence(
        key=row.key, school=row.school, activity=row, kind=kind, participants=participants, token=token, at=now, by=by
    )
    made.put("words", words)
    made.save(force_insert=True)
    if files:
        store_files(by=by, files=files, about={}, evidence=made, at=now)
    journal(by=by, school_id=row.school_id, event="plan.evidence", about=row, cite=CITE, at=now, kind=kind)
    return made


@transaction.atomic
def record_done(
    *, activity: Activity, by: Staff, told: Told, token: str, words: str = "", participants: int | None = None
) -> ActivityStep:
    """Record that it was done, with what was said beside it: both, or neither."""
    step = take_move(activity=activity, move="done", by=by, told=told, token=token)
    add_evidence(activity=activity, by=by, token=token, words=words, participants=participants)
    return step


@transaction.atomic
def reflect(*, activity: Activity, by: Staff, words: str, next_year: str, token: str) -> Reflection:
    """Write down how it went and what it should be next year. Written once; the newest counts. Raises NamesAChild."""
    row = locked(activity)
    require_record(by, row)
    if (known := row.reflections.filter(token=token).first()) is not None:
        return known
    require_nameless(row.school, words=words)
    now = clock.now()
    made = Reflection(activity=row, next=next_year, token=token, at=now, by=by)
    made.put("words", words)
    made.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="plan.reflected", about=row, cite=CITE, at=now, next=next_year)
    return made


@transaction.atomic
def link(*, activity: Activity, by: Staff, kind: str, ref: str) -> Link:
    """Say what an activity is done by; if all of that is done already, so is the activity.

    Raises PermissionDenied for what this person may not link. Linked twice it is one link.
    """
    row = locked(activity)
    require_turn(by, row)
    label = label_of(by, kind, ref, row.plan.year)
    if label is None:
        raise PermissionDenied
    known = row.links.filter(kind=kind, ref=ref, ended_at__isnull=True).first()
    if known is not None:
        return known
    now = clock.now()
    made = Link.objects.create(activity=row, kind=kind, ref=ref, label=label[:TITLE], at=now, by=by)
    journal(by=by, school_id=row.school_id, event="plan.linked", about=row, cite=CITE, at=now, kind=kind, ref=ref)
    turn(row, by=by)
    return made


@transaction.atomic
def unlink(*, link: Link, by: Staff) -> None:
    """End a link. An activity that has turned done stays so; whoever plans can take it back with a reason."""
    row = locked(link.activity)
    require_turn(by, row)
    now = clock.now()
    if Link.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by):
        journal(by=by, school_id=row.school_id, event="plan.unlinked", about=row, cite=CITE, at=now, kind=link.kind)
        turn(row, by=by)


def turn(row: Activity, *, by: Staff) -> None:
    """Turn a locked activity done if all that is linked to it is done."""
    if not row.is_open:
        return
    shown = look_up(row.school, links_of([row])).get(row.pk, [])
    if (day := done_by_links(shown)) is not None:
        done_by_itself(row, by=by, done_on=day, at=clock.now())
