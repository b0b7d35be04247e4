"""Writes of rounds: begun with a card for each child, given another end, closed when every note has been read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.together_flow import ALL_RULED, CITE, NoteState
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Enrolment, School, SchoolClass, Staff
from yorisoi.surveys.cards import card_token, card_words, token_hash, words_hash
from yorisoi.together.models import TITLE, Card, Note, Round
from yorisoi.together.rights import require_class

DAYS = Need("days", _("終わりの日を、始まりの日より後、今日から先にする"), CITE, lambda f: bool(f))
STILL_OPEN = Need("still_open", _("この回は、もう閉じています"), CITE, lambda f: bool(f))


@dataclass(frozen=True)
class New:
    """A round to begin. shows_writer: whether children learn who wrote; said to them before they write, so for good."""

    title: str
    first: date
    last: date
    by_children: bool = True
    shows_writer: bool = False


def begin_round(*, school: School, school_class: SchoolClass, by: Staff, new: New, token: str) -> Round:
    """Begin いいところ見つけ for a class; every child gets a card, if children write. The same token is the same round.

    Raises PermissionDenied for another's class, NotYet for days that are out of order.
    """
    known = Round.objects.filter(school=school, token=token).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _begin(school, school_class, by, new, token)
    except IntegrityError:
        known = Round.objects.filter(school=school, token=token).first()
        if known is None:
            raise
        return known


def _begin(school: School, school_class: SchoolClass, by: Staff, new: New, token: str) -> Round:
    require_class(by, school_class)
    if school_class.school_id != school.pk:
        raise PermissionDenied
    if not max(new.first, today()) <= new.last:
        raise NotYet([DAYS])
    now = clock.now()
    key = data_key(school.pk)
    key.save(force_insert=True)
    one = Round.objects.create(
        key=key, school=school, school_class=school_class, title=new.title[:TITLE], by_children=new.by_children,
        shows_writer=new.shows_writer, opens_at=_midnight(new.first), closes_at=_midnight(new.last, 1), made_at=now,
        made_by=by, token=token,
    )  # fmt: skip
    cards = make_cards(one) if one.by_children else 0
    journal(by=by, school_id=school.pk, event="good.begun", about=one, cite=CITE, at=now, cards=cards)
    return one


def _midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), TOKYO)


def last_day(one: Round) -> date:
    """Return the last day on which children may write."""
    return (one.closes_at.astimezone(TOKYO) - timedelta(seconds=1)).date()


def make_cards(one: Round) -> int:
    """Make a card for each child of the class who has none; return how many."""
    have = set(one.cards.values_list("pupil_id", flat=True))
    seats = Enrolment.objects.filter(school_class=one.school_class_id, pupil__left_on__isnull=True)
    made = []
    for pupil in sorted(set(seats.values_list("pupil_id", flat=True)) - have):
        pk = uuid.uuid4()
        made.append(
            Card(
                id=pk, round=one, pupil_id=pupil, token_hash=token_hash(card_token(one.key, pk)),
                words_hash=words_hash(one.pk, one.school_class_id, card_words(one.key, pk)),
            )
        )  # fmt: skip
    Card.objects.bulk_create(made)
    return len(made)


def locked_round(one: Round, by: Staff) -> Round:
    """Return the round, held until the transaction ends. Raises PermissionDenied for another's class."""
    rows = Round.objects.select_for_update(of=("self",)).select_related("key", "school", "school_class")
    row = rows.get(pk=one.pk)
    require_class(by, row.school_class)
    return row


@transaction.atomic
def add_cards(*, round: Round, by: Staff) -> int:
    """Give cards to children who have come since; return how many."""
    one = locked_round(round, by)
    if one.closed_at is not None or not one.by_children:
        raise NotYet([STILL_OPEN])
    made = make_cards(one)
    if made:
        journal(by=by, school_id=one.school_id, event="good.cards", about=one, cite=CITE, cards=made)
    return made


@transaction.atomic
def extend_round(*, round: Round, by: Staff, last: date) -> Round:
    """Give a round another end, sooner or later, from today on."""
    one = locked_round(round, by)
    if one.closed_at is not None:
        raise NotYet([STILL_OPEN])
    ends = _midnight(last, 1)
    if last < today() or ends <= one.opens_at:
        raise NotYet([DAYS])
    one.closes_at = ends
    one.save(update_fields=["closes_at"])
    journal(by=by, school_id=one.school_id, event="good.extended", about=one, cite=CITE, until=last.isoformat())
    return one


@transaction.atomic
def close_round(*, round: Round, by: Staff) -> Round:
    """Close a round for children. Refused with `NotYet` while one note has been read by nobody: none rests unread."""
    one = locked_round(round, by)
    if one.closed_at is not None:
        return one
    if Note.objects.filter(round=one, state=NoteState.WAITING).exists():
        raise NotYet([ALL_RULED])
    now = clock.now()
    one.closed_at, one.closed_by = now, by
    one.save(update_fields=["closed_at", "closed_by"])
    journal(by=by, school_id=one.school_id, event="good.closed", about=one, cite=CITE, at=now)
    return one
