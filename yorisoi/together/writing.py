"""Takes a good point in, from a child by the card or from a teacher: once however often it is sent, never without end.

A child's note waits until a teacher has read it. What speaks of bullying is owed to be read the same day; who is named
there does not get to see it (法15条1項, 16条).
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from yorisoi.care.actions import said_of
from yorisoi.duties.actions import Setting, owe
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import PUBLIC, Actor
from yorisoi.policy.bullying_words import speaks_of_bullying
from yorisoi.policy.together_flow import CITE, NOTE_FLOW, READ_GRAVE_NOTE, READ_NOTE, NoteState
from yorisoi.policy.urgency import Found
from yorisoi.reports.meant import Here, classes_for, who_is_meant
from yorisoi.schools.fields import length, visible, without_controls
from yorisoi.schools.models import Pupil, Staff
from yorisoi.surveys.cards import sending_hash
from yorisoi.together.holding import locked_round
from yorisoi.together.models import Card, KeptFrom, Note, Round, Ruling
from yorisoi.together.queries import MOST_NOTES, classmates, in_class, is_open

LONGEST = 200  # characters: what fits on a card to take home
SHORTEST_SENDING = 16


class NotTaken(Exception):
    """A note that is not taken. why: "closed", "away" (no longer of the class), "many", "who", "what", "long"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def write_note(*, card: Card, about: int, words: str, sending: str, by: Actor = PUBLIC) -> Note:
    """Take a child's note on a classmate (`about`: the child's id). sending: the page's random key, 16 characters on.

    The same key again from the same child is the same note, also after the end. Raises NotTaken.
    """
    words = without_controls(words)
    if len(sending) < SHORTEST_SENDING:
        raise ValueError("a page's key has 16 characters or more")
    one, hashed = card.round, sending_hash(f"{card.round_id}:{card.pupil_id}", sending)
    if (known := _sent(one, card.pupil, hashed)) is not None:
        return known
    if not is_open(one):
        raise NotTaken("closed")
    if not in_class(card.pupil, one):
        raise NotTaken("away")
    whom = next((seat.pupil for seat in classmates(one, card.pupil) if seat.pupil_id == about), None)
    if whom is None:
        raise NotTaken("who")
    _look(words)
    found = speaks_of_bullying(words)
    try:
        with transaction.atomic():
            _hold_open(one)
            if Note.objects.filter(round=one, writer=card.pupil).count() >= MOST_NOTES:
                raise NotTaken("many")
            note = _note(one, whom, words, found, hashed)
            note.writer = card.pupil
            note.save(force_insert=True)
            journal(by=by, school_id=one.school_id, event="good.written", about=note, cite=CITE, at=note.at)
            if found:
                _heed(note, words, found, by)
    except IntegrityError:
        if (known := _sent(one, card.pupil, hashed)) is None:
            raise
        return known
    return note


def _sent(one: Round, writer: Pupil, hashed: bytes) -> Note | None:
    return Note.objects.filter(sending=hashed, round=one, writer=writer).first()


def _look(words: str) -> None:
    if not visible(words):
        raise NotTaken("what")
    if length(words) > LONGEST:
        raise NotTaken("long")


def _hold_open(one: Round) -> None:
    """Keep the round from being closed until this transaction ends; notes do not wait for each other."""
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    sql, params = Round.objects.filter(pk=one.pk).values_list("closed_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql + shared, params)
        if cursor.fetchone() != (None,):
            raise NotTaken("closed")


def _note(one: Round, whom: Pupil, words: str, found: list[Found], hashed: bytes, at: datetime | None = None) -> Note:
    note = Note(key=one.key, school=one.school, round=one, about=whom, at=at or clock.now(), sending=hashed)
    note.put("words", words)
    note.put("found", said_of(found))
    return note


def _heed(note: Note, words: str, found: list[Found], by: Actor) -> None:
    """Owe that somebody reads it today; keep it from whom it names."""
    here = Here(note.school)
    meant = who_is_meant(
        note.school, spoken=words, named=(), withhold=(), reporter_id=None, here=here,
        classes=classes_for(note.school, note.round.school_class_id, (), here),
    )  # fmt: skip
    kept = [one.staff.pk for one in meant]
    KeptFrom.objects.bulk_create([KeptFrom(note=note, staff_id=pk, at=note.at) for pk in kept])
    wanted = [READ_NOTE, *([READ_GRAVE_NOTE] if any(one.rule.grave for one in found) else [])]
    setting = Setting(
        pupils={"child": [note.writer_id] if note.writer_id else []}, shut_out=kept, people=here.people, fresh=True,
        home=note.round.school_class,
    )  # fmt: skip
    owe(wanted, about=note, by=by, at=note.at, setting=setting)


@transaction.atomic
def add_note(*, round: Round, by: Staff, about: Pupil, words: str, sending: str) -> Note:
    """A teacher's own note: on the wall at once, for whoever wrote it has read it. Also after the round's end.

    Raises PermissionDenied for another's class, NotTaken ("who": not of the class, "what", "long").
    """
    words = without_controls(words)
    one = locked_round(round, by)
    hashed = sending_hash(one.pk, sending)
    if (known := Note.objects.filter(sending=hashed, round=one).first()) is not None:
        if known.by_id != by.pk:
            raise PermissionDenied
        return known
    if about.pk not in {seat.pupil_id for seat in classmates(one)}:
        raise NotTaken("who")
    _look(words)
    note = _note(one, about, words, [], hashed)
    note.by = by
    note.state = NOTE_FLOW.find(NoteState.WAITING, "show").lands(NoteState.WAITING)
    note.save(force_insert=True)
    Ruling.objects.create(note=note, move="show", at=note.at, by=by)
    journal(by=by, school_id=one.school_id, event="good.added", about=note, cite=CITE, at=note.at)
    return note
