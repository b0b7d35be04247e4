"""Takes the answers of many children in with one commit: what forty tablets send in the same second waits for one disk.

The rules are those of `receiving.receive`: the same questions are asked before, the same rows are written, each answer
is either stored whole or not at all, and nobody is told that it was taken before the commit is on disk. Whatever is not
plain (a resend, a used card, a closed round, an answer never asked for, two sendings of one card, a clash with another
worker) is not decided here: it is left to `receive`, alone.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import line
from yorisoi.journal.actors import PUBLIC
from yorisoi.journal.turns import one_writer
from yorisoi.journal.written import Rows
from yorisoi.policy.alarms import BadAnswers, checked
from yorisoi.reports.meant import Here
from yorisoi.schools.queries import current_enrolments
from yorisoi.surveys.alarming import Alarmed, look_at, owe_reading, stir
from yorisoi.surveys.cards import sending_hash
from yorisoi.surveys.models import CHOICE, Card, Sheet
from yorisoi.surveys.queries import give_classes, is_open
from yorisoi.surveys.receiving import (
    CITE,
    SHORTEST_SENDING,
    NotTaken,
    any_answered,
    hold_open,
    lock_pool,
    mark,
    new_sheet,
    put_into,
    without_name,
)

log = logging.getLogger("yorisoi.surveys")


@dataclass(frozen=True, slots=True)
class Sending:
    """What one tablet sends: see `receive`."""

    card: Card
    sending: str
    answers: Mapping[str, Any]
    nameless: bool | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A sending that may be stored: all reading is done before the database is held."""

    card: Card
    hashed: bytes
    said: dict[str, Any]
    alarmed: Alarmed
    without: bool

    @property
    def alarms(self) -> bool:
        """There is something that adults must read, or must not."""
        return bool(self.alarmed.found.rules or self.alarmed.found.words or self.alarmed.kept)


def receive_many(sendings: Sequence[Sending]) -> list[bool]:
    """Take in what is plain, with one commit for what has a name and one for what has none.

    Returns for each sending whether the school has it now; of the others `receive` has to say what becomes of them.
    Inside a transaction it is no use: the commit is the point.
    """
    people: dict[int, Here] = {}
    ready: dict[int, _Ready] = {}
    cards = set()
    for place, each in enumerate(sendings):
        if each.card.pk not in cards and (one := _ready(each, people)) is not None:
            cards.add(each.card.pk)
            ready[place] = one
    taken: set[int] = set()
    for act, without in ((_as_sheets, False), (_into_pools, True)):
        places = [place for place, one in ready.items() if one.without == without]
        # in the order of cards: two workers that hold the same ones then wait for, and never stop, each other
        if places and _stored(act, sorted((ready[place] for place in places), key=lambda one: one.card.pk)):
            taken.update(places)
    return [place in taken for place in range(len(sendings))]


def _ready(each: Sending, people: dict[int, Here]) -> _Ready | None:
    card, one = each.card, each.card.round
    if card.answered or len(each.sending) < SHORTEST_SENDING or not is_open(one):
        return None
    try:
        without = without_name(one.mode, each.nameless)
        said = checked(card.part.questionnaire.read, each.answers)
    except (NotTaken, BadAnswers):
        return None
    here = people.setdefault(one.school_id, Here(one.school))
    return _Ready(card, sending_hash(one.pk, each.sending), said, look_at(card, said, here), without)


def _stored(act: Any, ready: list[_Ready]) -> bool:
    """Store all of these or none. What is to be written is made before: nobody need wait for that."""
    try:
        rows, store = act(ready, clock.now())
        with one_writer(), transaction.atomic():
            store()
            rows.write()
    except (DatabaseError, NotTaken) as error:
        log.warning("%d answers go one by one: %s", len(ready), type(error).__name__)
        return False
    return True


Store = tuple[Rows, Callable[[], None]]  # what is written, and what is asked and marked in the same transaction


def _as_sheets(ready: list[_Ready], at: datetime) -> Store:
    """Sheets with a name, their journal, what of them must be read."""
    of_choice = _by_class(one for one in ready if one.card.round.mode == CHOICE)
    sheets = [new_sheet(one.card, one.hashed, one.said, at=at) for one in ready]
    rows = Rows()
    rows.add(sheets)
    rows.add(
        line(
            by=PUBLIC, school_id=one.card.round.school_id, event="survey.answered", about=sheet, cite=CITE, at=at,
            version=sheet.version, source=sheet.source,
        )
        for one, sheet in zip(ready, sheets, strict=True)
    )  # fmt: skip
    _owe(ready, rows, at, dict(zip((one.card.pk for one in ready), sheets, strict=True)))

    def store() -> None:
        hold_open([one.card for one in ready])
        for group in of_choice:
            lock_pool(group[0].card)
            if any_answered([one.card for one in group]):
                raise NotTaken("answered")
        mark([one.card for one in ready if one.card.round.mode != CHOICE])
        for group in of_choice:
            mark([one.card for one in group])

    return rows, store


def _into_pools(ready: list[_Ready], at: datetime) -> Store:
    """Answers without a name, class by class, each class once: nothing tells in which order they came."""
    groups = _by_class(ready)
    for group in groups:
        secrets.SystemRandom().shuffle(group)
    rows = Rows()
    _owe([one for group in groups for one in group], rows, at, {})

    def store() -> None:
        hold_open([one.card for one in ready])
        for group in groups:
            if not put_into(lock_pool(group[0].card), [(one.card, one.hashed, one.said) for one in group]):
                raise NotTaken("answered")  # one of them is a resend
        rows.write()
        for group in groups:
            stir(group[0].card.round_id, group[0].card.school_class_id)

    return rows, store


def _owe(ready: list[_Ready], rows: Rows, at: datetime, sheets: Mapping[Any, Sheet]) -> None:
    """Gather what of these must be read; their classes and seats are read once. sheets: by card, none without names."""
    alarming = [one for one in ready if one.alarms]
    if not alarming:
        return
    give_classes([one.card for one in alarming])
    seats = current_enrolments([one.card.pupil_id for one in alarming]) if sheets else {}
    for one in alarming:
        owe_reading(
            one.card, one.said, one.alarmed, sheet=sheets.get(one.card.pk), at=at, by=PUBLIC, rows=rows, seats=seats
        )


def _by_class(ready: Any) -> list[list[_Ready]]:
    """Return what belongs to the same class of the same round together, in the order in which pools are locked."""
    groups: dict[tuple[Any, int], list[_Ready]] = defaultdict(list)
    for one in ready:
        groups[one.card.round_id, one.card.school_class_id].append(one)
    return [groups[key] for key in sorted(groups, key=lambda key: (str(key[0]), key[1]))]
