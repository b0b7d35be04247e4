"""Takes answers in: one transaction, on disk before it is acknowledged, once however often it is sent (法16条1項).

With a name: a sheet under the child's own key and a line of the journal. Without: into the class's pool, shuffled, and
every card of the class is written again; no row, no journal line and no exact time tells of it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import PUBLIC, Actor
from yorisoi.journal.fixed import Fixed
from yorisoi.journal.rows import new_row
from yorisoi.journal.written import told_id
from yorisoi.policy.alarms import checked
from yorisoi.schools.models import Staff
from yorisoi.surveys.alarming import Alarmed, look_at, owe_reading, stir, talk_item
from yorisoi.surveys.cards import sending_hash
from yorisoi.surveys.models import ANONYMOUS, CHOICE, NAMED, OPEN, Card, Pool, ReadingItem, Round, Sheet
from yorisoi.surveys.queries import is_open, may_read_class

CITE = "detection.survey"
_CARDS = Card._meta.db_table
SHORTEST_SENDING = 16


class NotTaken(Exception):
    """Answers that are not taken. why: "closed" (no open window), "answered" (the card has been used), "mode"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Taken:
    """The school has it. again: it had it already, this was a resend. named: it was stored with the child's name."""

    again: bool
    named: bool


def receive(
    *,
    card: Card,
    sending: str,
    answers: Mapping[str, Any],
    nameless: bool | None = None,
    talk_now: bool = False,
    paper: bool = False,
    by: Actor = PUBLIC,
) -> Taken:
    """Take one child's answers in. card: from `queries.card_for_…`. sending: the tablet's random key, 16 characters on.

    The same key again is accepted once. nameless: the child's choice, where the round leaves it to the child.
    paper: entered by a teacher (`by`), also after the window, until the round is closed. talk_now: 「いま はなしたい」.
    Raises NotTaken, `alarms.BadAnswers`, PermissionError for a teacher of another class. Queries with a name: hold the
    round, insert, mark, journal; more only for what alarms.
    """
    one = card.round
    without = without_name(one.mode, nameless)
    if len(sending) < SHORTEST_SENDING:
        raise ValueError("a tablet's key has 16 characters or more")
    if paper and (not isinstance(by, Staff) or not may_read_class(by, card.school_class)):
        raise PermissionError("not their class")
    hashed = sending_hash(one.pk, sending)
    if not (one.state == OPEN if paper else is_open(one)):
        if not without and Sheet.objects.filter(sending=hashed, card=card).exists():
            return Taken(again=True, named=True)  # a resend that comes after the end
        raise NotTaken("closed")
    said = checked(card.part.questionnaire.read, answers)
    alarmed = look_at(card, said)
    if without:
        again = _into_the_pool(card, hashed, said, alarmed, by)
        if talk_now and not again:
            ask_to_talk(card=card, by=by)
        return Taken(again=again, named=False)
    again = _as_a_sheet(card, hashed, said, alarmed, talk_now=talk_now, paper=paper, by=by)
    return Taken(again=again, named=True)


def without_name(mode: str, nameless: bool | None) -> bool:
    """Say whether an answer is stored without a name, or raise NotTaken for one that does not fit the round."""
    if mode == CHOICE:
        if nameless is None:
            raise NotTaken("mode")
        return nameless
    if nameless is not None and nameless != (mode == ANONYMOUS):
        raise NotTaken("mode")
    return mode == ANONYMOUS


def _as_a_sheet(
    card: Card, hashed: bytes, said: dict[str, Any], alarmed: Alarmed, *, talk_now: bool, paper: bool, by: Actor
) -> bool:
    """Store a sheet. Returns whether it was there already; raises NotTaken for another sheet of a used card."""
    now = clock.now()
    if card.answered and Sheet.objects.filter(sending=hashed, card=card).exists():
        return True
    version = 1
    if card.answered:
        fresh = Card.objects.get(pk=card.pk)
        last = Sheet.objects.filter(card=card).order_by("-version").first()
        if not fresh.reopened or last is None:
            raise NotTaken("answered")
        version = last.version + 1
    sheet = new_sheet(card, hashed, said, at=now, version=version)
    if paper and isinstance(by, Staff):
        sheet.source, sheet.entered_by = "paper", by
    try:
        with transaction.atomic():
            hold_open([card])
            if card.round.mode == CHOICE:
                lock_pool(card)
                if version == 1 and any_answered([card]):  # meanwhile, perhaps without a name
                    if Sheet.objects.filter(sending=hashed, card=card).exists():
                        return True
                    raise NotTaken("answered")
            sheet.save(force_insert=True)
            mark([card])
            journal(
                by=by,
                school_id=card.round.school_id,
                event="survey.answered",
                about=sheet,
                cite=CITE,
                at=now,
                version=version,
                source=sheet.source,
            )
            owe_reading(card, said, alarmed, sheet=sheet, at=now, by=by)
            if talk_now:
                talk_item(card, sheet=sheet, kept=alarmed.kept, at=now, by=by, here=alarmed.here)
    except IntegrityError:
        if Sheet.objects.filter(sending=hashed, card=card).exists():
            return True
        if Sheet.objects.filter(card=card, version=version).exists() or Sheet.objects.filter(sending=hashed).exists():
            raise NotTaken("answered") from None
        raise
    return False


def new_sheet(card: Card, hashed: bytes, said: dict[str, Any], *, at: datetime, version: int = 1) -> Sheet:
    """Return a sheet from a tablet, sealed under the child's key, not yet written."""
    sheet = new_row(
        Sheet,
        {"card": card, "key": card.key},
        round_id=card.round_id,
        card_id=card.pk,
        pupil_id=card.pupil_id,
        school_class_id=card.school_class_id,
        key_id=card.key_id,
        version=version,
        at=at,
        sending=hashed,
    )
    sheet.put("answers", said)
    return sheet


_STATES = Fixed(lambda rounds: Round.objects.filter(pk__in=rounds).order_by("pk").values_list("state"))
_USED = Fixed(lambda cards: Card.objects.filter(pk__in=cards, answered=True).order_by().values_list("pk")[:1])
_POOL = Fixed(
    lambda one, school_class: Pool.objects.select_for_update().filter(round=one, school_class=school_class).order_by()
)


def hold_open(cards: Sequence[Card]) -> None:
    """Keep the rounds of these cards from being closed until this transaction ends.

    Raises NotTaken where one was closed meanwhile.
    """
    rounds = sorted({card.round_id for card in cards}, key=str)
    if (said := _STATES.said(rounds=tuple(rounds))) is None:
        return
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""  # answers do not wait for each other
    with connection.cursor() as cursor:
        cursor.execute(said[0] + shared, said[1])
        if cursor.fetchall() != [(OPEN,)] * len(rounds):
            raise NotTaken("closed")


def any_answered(cards: Sequence[Card]) -> bool:
    """Say whether one of these cards has been used, as it is now; the pool of the class is locked."""
    return bool(_USED.rows(cards=tuple(card.pk for card in cards)))


def lock_pool(card: Card) -> Pool:
    """Return the pool of a card's class; nobody else writes to it, or to the class's cards, before the end."""
    pool: Pool = _POOL.first(one=card.round_id, school_class=card.school_class_id)
    pool.key = card.round.key
    return pool


@transaction.atomic
def _into_the_pool(card: Card, hashed: bytes, said: dict[str, Any], alarmed: Alarmed, by: Actor) -> bool:
    """Add to the class's pool, in no order. Returns whether it was there already."""
    hold_open([card])
    if not put_into(lock_pool(card), [(card, hashed, said)]):
        return True
    owe_reading(card, said, alarmed, sheet=None, at=clock.now(), by=by)
    stir(card.round_id, card.school_class_id)
    return False


def put_into(pool: Pool, given: list[tuple[Card, bytes, dict[str, Any]]]) -> bool:
    """Add the answers of cards of a class to its locked pool, shuffled anew, and mark the cards.

    Returns False, with nothing written, if one of these sendings was there already. Raises NotTaken for a used card.
    """
    held: list[dict[str, Any]] = json.loads(pool.text("sheets") or "[]")
    known = {one["sending"] for one in held}
    if any(hashed.hex() in known for _card, hashed, _said in given):
        return False
    cards = [card for card, _hashed, _said in given]
    if any_answered(cards):
        raise NotTaken("answered")
    held += [{"sending": hashed.hex(), "answers": said} for _card, hashed, said in given]
    secrets.SystemRandom().shuffle(held)
    pool.put("sheets", held)
    pool.save(update_fields=["sheets"])
    mark(cards)
    return True


def mark(cards: Sequence[Card]) -> None:
    """Mark cards; where answers may carry no name, cards of one class: all of it are written, so that none is last."""
    if not cards:
        return
    these = [told_id(card.pk) for card in cards]
    among = f"id IN ({', '.join(['%s'] * len(these))})"
    with connection.cursor() as cursor:
        if cards[0].round.mode == NAMED:
            words = f"UPDATE {_CARDS} SET answered = %s, reopened = %s WHERE {among}"  # noqa: S608 (our own names)
            cursor.execute(words, [True, False, *these])
            return
        words = f"UPDATE {_CARDS} SET answered = (answered OR {among}), reopened = (reopened AND NOT {among})"  # noqa: S608
        where = [told_id(cards[0].round_id), cards[0].school_class_id]
        cursor.execute(f"{words} WHERE round_id = %s AND school_class_id = %s", [*these, *these, *where])


@transaction.atomic
def ask_to_talk(*, card: Card, by: Actor = PUBLIC) -> ReadingItem:
    """「いま はなしたい」: tell 管理職 and 生徒指導主任 at once which child it is. Pressed again it is the same asking.

    It names the child, in every mode, and holds no answer: say so on the page where answers carry no name.
    """
    if not is_open(card.round):
        raise NotTaken("closed")
    hold_open([card])
    Card.objects.select_for_update().get(pk=card.pk)
    waiting = ReadingItem.objects.filter(
        round_id=card.round_id, pupil_id=card.pupil_id, kind="talk", closed_at__isnull=True
    ).first()
    if waiting is not None:
        return waiting
    now: datetime = clock.now()
    item = talk_item(card, sheet=None, kept=(), at=now, by=by)
    journal(by=by, school_id=card.round.school_id, event="survey.talk", about=item, cite=item.cite, at=now)
    return item


@transaction.atomic
def reopen_card(*, card: Card, by: Staff) -> None:
    """Let a child put a slip right in the lesson: the next sending is another version, the first one stays.

    Raises PermissionError for another class, NotTaken where there is no sheet with a name to put right.
    """
    if not may_read_class(by, card.school_class):
        raise PermissionError("not their class")
    if not is_open(card.round):
        raise NotTaken("closed")
    if not Sheet.objects.filter(card=card).exists():
        raise NotTaken("mode")
    Card.objects.filter(pk=card.pk).update(reopened=True)
    journal(by=by, school_id=card.round.school_id, event="survey.reopened", about=card, cite=CITE)
