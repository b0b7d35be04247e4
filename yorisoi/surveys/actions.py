"""Writes of rounds: plan, open (cards and keys are made, questionnaires freeze), close when nothing is left unread."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key, make_data_key
from yorisoi.journal.models import DataKey
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.models import Enrolment, School, SchoolClass, Staff
from yorisoi.surveys.cards import card_token, card_words, token_hash, words_hash
from yorisoi.surveys.making import freeze, use_shipped
from yorisoi.surveys.models import (
    CANCELLED,
    CLOSED,
    OPEN,
    PLANNED,
    Card,
    Pool,
    PupilKey,
    Questionnaire,
    ReadingItem,
    Round,
    RoundPart,
)

CITE = "detection.survey"
NOTHING_UNREAD = Need(
    "nothing_unread", _("まだ読み終わっていない答えがあります。"), "detection.survey_reading", lambda f: bool(f)
)
STILL_PLANNED = Need("still_planned", _("この実施回は、もう始まったか、取りやめています。"), CITE, lambda f: bool(f))
STILL_OPEN = Need("still_open", _("この実施回は、始まっていないか、もう閉じています。"), CITE, lambda f: bool(f))
SOMEBODY_TO_ANSWER = Need("somebody_to_answer", _("答える学級をえらんでください。"), CITE, lambda f: bool(f))
WINDOW_IN_ORDER = Need(
    "window_in_order", _("終わりの日時を、始まりより後で、いまより後にしてください。"), CITE, lambda f: bool(f)
)


def _require(by: Staff, school: School) -> None:
    if by.school_id != school.pk or not by.can(Can.SURVEY):
        raise PermissionError("not theirs to hold")


def _locked(one: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=one.pk)


def shipped_for(grade: int, audience: str) -> str:
    """Return the code of the questionnaire that comes with the program for a grade."""
    if audience == "guardian":
        return "guardians"
    return "lower" if grade <= 2 else "middle" if grade <= 4 else "upper"


@transaction.atomic
def plan_round(
    *,
    school: School,
    by: Staff,
    title: str,
    mode: str,
    opens_at: datetime,
    closes_at: datetime,
    stage: int = 0,
    audience: str = "child",
    parts: Mapping[int, Questionnaire | None],
) -> Round:
    """Plan a round (法16条1項). parts: class id → the school's questionnaire, or None for the one of its grade.

    Raises PermissionError without the right, `NotYet` without a class or with a window that ends before it begins.
    """
    _require(by, school)
    classes = list(SchoolClass.objects.filter(school=school, pk__in=list(parts)))
    needs = [] if classes else [SOMEBODY_TO_ANSWER]
    if closes_at <= opens_at:
        needs.append(WINDOW_IN_ORDER)
    if needs:
        raise NotYet(needs)
    now = clock.now()
    one = Round.objects.create(
        school=school,
        key=make_data_key(school.pk),
        year=school_year(day_of(opens_at)),
        stage=stage,
        title=title,
        audience=audience,
        mode=mode,
        opens_at=opens_at,
        closes_at=closes_at,
        made_at=now,
        made_by=by,
    )
    for school_class in classes:
        own = parts[school_class.pk]
        if own is not None and (own.school_id != school.pk or own.audience != audience):
            raise PermissionError("not a questionnaire of this school for these people")
        used = own or use_shipped(school=school, by=by, code=shipped_for(school_class.grade, audience))
        RoundPart.objects.create(round=one, school_class=school_class, questionnaire=used)
    journal(by=by, school_id=school.pk, event="survey.planned", about=one, cite=CITE, at=now, mode=mode)
    return one


@transaction.atomic
def open_round(*, round: Round, by: Staff) -> Round:
    """Open a round: questionnaires freeze under their hash, every child gets a card. Answers wait for the window."""
    one = _locked(round)
    _require(by, one.school)
    if one.state != PLANNED:
        raise NotYet([STILL_PLANNED])
    now = clock.now()
    one.state, one.opened_at = OPEN, now
    one.save(update_fields=["state", "opened_at"])
    parts = list(one.parts.select_related("questionnaire", "school_class"))
    hashes = [freeze(part.questionnaire, forms=edition(one.school.edition).forms, at=now) for part in parts]
    Pool.objects.bulk_create([Pool(round=one, school_class=part.school_class, key=one.key) for part in parts])
    cards = _make_cards(one, parts)
    journal(
        by=by, school_id=one.school_id, event="survey.opened", about=one, cite=CITE, at=now, cards=cards, bodies=hashes
    )
    return one


@transaction.atomic
def add_cards(*, round: Round, by: Staff) -> int:
    """Give cards to children who have come since the round was opened; return how many."""
    one = _locked(round)
    _require(by, one.school)
    if one.state != OPEN:
        raise NotYet([STILL_OPEN])
    made = _make_cards(one, list(one.parts.select_related("school_class")))
    if made:
        journal(by=by, school_id=one.school_id, event="survey.cards", about=one, cite=CITE, cards=made)
    return made


def _make_cards(one: Round, parts: list[RoundPart]) -> int:
    """Make a card for each child of these classes who has none, in an order that says nothing."""
    have = set(one.cards.values_list("pupil_id", flat=True))
    by_class = {part.school_class_id: part for part in parts}
    seats = Enrolment.objects.filter(school_class__in=list(by_class), pupil__left_on__isnull=True)
    wanted = {
        pupil: class_id for pupil, class_id in seats.values_list("pupil_id", "school_class_id") if pupil not in have
    }
    keys = pupil_keys(one.school, list(wanted))
    cards = []
    for pupil, class_id in wanted.items():
        card_id = uuid.uuid4()
        cards.append(
            Card(
                id=card_id,
                round=one,
                part=by_class[class_id],
                school_class_id=class_id,
                pupil_id=pupil,
                key_id=keys[pupil],
                token_hash=token_hash(card_token(one.key, card_id)),
                words_hash=words_hash(one.pk, class_id, card_words(one.key, card_id)),
            )
        )
    Card.objects.bulk_create(cards)
    return len(cards)


def pupil_keys(school: School, pupils: list[int]) -> dict[int, Any]:
    """Return the key id of each child's own answers; those that are missing are made, in two statements."""
    have = dict(PupilKey.objects.filter(pupil__in=pupils, key__wrapped__isnull=False).values_list("pupil_id", "key_id"))
    fresh = {pupil: data_key(school.pk) for pupil in pupils if pupil not in have}
    DataKey.objects.bulk_create(fresh.values())
    PupilKey.objects.bulk_create(
        [PupilKey(pupil_id=pupil, key=key) for pupil, key in fresh.items()],
        update_conflicts=True,
        unique_fields=["pupil"],
        update_fields=["key"],
    )
    return have | {pupil: key.pk for pupil, key in fresh.items()}


@transaction.atomic
def extend_round(*, round: Round, by: Staff, closes_at: datetime) -> Round:
    """Move the end of a round's window; an open one or a planned one."""
    one = _locked(round)
    _require(by, one.school)
    if one.state not in {PLANNED, OPEN}:
        raise NotYet([STILL_OPEN])
    if closes_at <= max(one.opens_at, clock.now()):
        raise NotYet([WINDOW_IN_ORDER])
    one.closes_at = closes_at
    one.save(update_fields=["closes_at"])
    journal(by=by, school_id=one.school_id, event="survey.extended", about=one, cite=CITE, until=closes_at.isoformat())
    return one


@transaction.atomic
def cancel_round(*, round: Round, by: Staff) -> Round:
    """Call off a round that has not been opened. It stays on record."""
    one = _locked(round)
    _require(by, one.school)
    if one.state != PLANNED:
        raise NotYet([STILL_PLANNED])
    one.state, one.closed_at, one.closed_by = CANCELLED, clock.now(), by
    one.save(update_fields=["state", "closed_at", "closed_by"])
    journal(by=by, school_id=one.school_id, event="survey.cancelled", about=one, cite=CITE)
    return one


@transaction.atomic
def close_round(*, round: Round, by: Staff) -> Round:
    """Close a round for good. Refused with `NotYet` while one thing to read is open: nothing alarming can rest."""
    one = _locked(round)
    _require(by, one.school)
    if one.state != OPEN:
        raise NotYet([STILL_OPEN])
    if ReadingItem.objects.filter(round=one, closed_at__isnull=True).exists():
        raise NotYet([NOTHING_UNREAD])
    now = clock.now()
    one.state, one.closed_at, one.closed_by = CLOSED, now, by
    one.save(update_fields=["state", "closed_at", "closed_by"])
    one.pools.update(closed_at=now)
    counts = {"cards": one.cards.count(), "answered": one.cards.filter(answered=True).count()}
    journal(by=by, school_id=one.school_id, event="survey.closed", about=one, cite=CITE, at=now, **counts)
    return one
