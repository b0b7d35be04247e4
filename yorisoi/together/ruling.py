"""A teacher rules on notes: shown or refused with a reason, words of bullying weighed. Every ruling stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.care.actions import Note as ConcernNote
from yorisoi.care.actions import found_in, note_concern
from yorisoi.care.models import Concern
from yorisoi.duties.actions import settle
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import CITE, NOTE_FLOW, RULED, NoteFacts
from yorisoi.schools.models import Staff
from yorisoi.together.models import Note, Round, Ruling
from yorisoi.together.queries import notes_for


@transaction.atomic
def rule_on(*, note: Note, move: str, by: Staff, reason: str = "", weighed: bool | None = None) -> Ruling:
    """Show a note or refuse it. weighed: whether it becomes a concern (True) or speaks of no bullying (False).

    A concern goes the way of all concerns: its writer, here whoever rules, is asked whether it becomes a report.
    Raises NoSuchMove (somebody has ruled the same meanwhile), PermissionDenied, NotYet.
    """
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    row = notes_for(by).filter(pk=note.pk).first()  # as it stands now that nobody else rules on it
    if row is None or not by.can(Can.TOGETHER):
        raise PermissionDenied
    arrow = NOTE_FLOW.find(row.state, move)
    before = was_weighed(row)
    arrow.ask(NoteFacts(reason, alarms=bool(found_in(row)), weighed=weighed is not None or before is not None))
    now = clock.now()
    concern = _concern(row, by) if weighed else None
    row.state = arrow.lands(row.state)
    row.save(update_fields=["state"])
    made = Ruling(note=row, move=move, weighed=weighed, concern=concern, at=now, by=by)
    made.put("reason", reason)
    made.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event=f"good.{move}", about=row, cite=CITE, at=now, weighed=weighed)
    settle(RULED, about=row, by=by, at=now, pupil_id=row.writer_id)
    return made


def was_weighed(note: Note) -> bool | None:
    """Return what was answered of its words by an earlier ruling; None where nobody has."""
    rows = note.rulings.filter(weighed__isnull=False).order_by("-at", "-pk")
    return rows.values_list("weighed", flat=True).first()


def _concern(note: Note, by: Staff) -> Concern:
    """Note it as a concern, in the child's own words; once for a note."""
    known = Concern.objects.filter(pk__in=note.rulings.filter(concern__isnull=False).values("concern")).first()
    if known is not None:
        return known
    pupils = [pk for pk in (note.writer_id, note.about_id) if pk is not None]
    said = ConcernNote(token=f"good:{note.pk}", words=note.text("words"), pupils=pupils)
    return note_concern(school=note.school, by=by, note=said)


@transaction.atomic
def show_all(*, round: Round, by: Staff, notes: Iterable[Any]) -> int:
    """Show several waiting notes of a round at once, those that ask for no answer; return how many.

    What speaks of bullying stays where it is: it is opened and answered one by one.
    """
    done = 0
    rows = notes_for(by).filter(round=round, pk__in=list(notes))
    for note in rows:
        if note.state != NOTE_FLOW.start or found_in(note):
            continue
        try:
            rule_on(note=note, move="show", by=by)
        except NotYet:  # weighed meanwhile
            continue
        done += 1
    return done
