"""Reads of rounds, cards, answers and what is to be read. Those of staff start from the person.

Named answers are for 担任 of the child's class, 学年主任 of its grade, 養護教諭, 生徒指導主任 and managers; never for
whoever is named in them, or is shut out of a report that they became; nor then those of the class beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yorisoi.duties.asked import AskedBy, looking
from yorisoi.duties.classes import holds_post, of_their_classes
from yorisoi.duties.kept_from import open_reports
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff
from yorisoi.surveys.apart import WHOLE_SCHOOL, not_for_the_class, one_by_one
from yorisoi.surveys.cards import token_hash, words_hash
from yorisoi.surveys.models import OPEN, Card, KeptFrom, Questionnaire, ReadingItem, Round, RoundPart, Sheet
from yorisoi.surveys.reading_models import TALK


def is_open(one: Round) -> bool:
    """Say whether answers are taken this moment."""
    return one.state == OPEN and one.opens_at <= clock.now() < one.closes_at


def rounds_for(staff: Staff) -> QuerySet[Round]:
    """Return the rounds of this person's school that they may know of: all, for whoever may read answers."""
    if not staff.can(Can.ANSWERS):
        return Round.objects.none()
    return Round.objects.filter(school=staff.school).select_related("school", "key")


def open_rounds(school: School) -> QuerySet[Round]:
    """Return the rounds that take answers this moment, for the class page of children."""
    now = clock.now()
    return Round.objects.filter(school=school, state=OPEN, opens_at__lte=now, closes_at__gt=now)


def questionnaires_for(staff: Staff) -> QuerySet[Questionnaire]:
    """Return the school's questionnaires, for whoever may hold rounds."""
    if not staff.can(Can.SURVEY):
        return Questionnaire.objects.none()
    return Questionnaire.objects.filter(school=staff.school)


_CLASSES = Fixed(
    lambda school, audience, now: SchoolClass.objects.filter(
        Exists(
            RoundPart.objects.filter(
                school_class=OuterRef("pk"),
                round__school=school,
                round__state=OPEN,
                round__audience=audience,
                round__opens_at__lte=now,
                round__closes_at__gt=now,
            )
        )
    ).order_by("grade", "name", "pk")
)


def open_classes(school: School, audience: str) -> list[SchoolClass]:
    """Return the classes that are asked this moment."""
    return _CLASSES.rows(school=school.pk, audience=audience, now=clock.now())


_CARD = ("round__school", "round__key", "part__questionnaire", "school_class", "key", "pupil")


_BY_TOKEN = Fixed(
    lambda hashed: Card.objects.select_related("key", "pupil", "school_class").filter(token_hash=hashed).order_by()[:1]
)
_LEAN = ("round_id", "part_id", "school_class_id", "pupil_id", "key_id", "token_hash", "answered", "reopened")
_BY_TOKENS = Fixed(
    lambda hashes: (
        Card.objects.filter(token_hash__in=hashes)
        .order_by()
        .select_related("key")
        .only(*_LEAN, "key__school_id", "key__wrapped")
        .annotate(asked=F("part__questionnaire_id"))
    )
)
_PART = ("id", "round_id", "school_class_id", "questionnaire_id")  # all that there is of one: the card knows it
_ROUNDS = Fixed(lambda rounds: Round.objects.select_related("school", "key").filter(pk__in=rounds).order_by())
_ASKED = Fixed(lambda asked: Questionnaire.objects.filter(pk__in=asked).order_by())
_CLASSES_OF = Fixed(lambda classes: SchoolClass.objects.filter(pk__in=classes).order_by())
_PARTS = Fixed(
    lambda parts: (
        RoundPart.objects.select_related("round__school", "round__key", "questionnaire").filter(pk__in=parts).order_by()
    )
)


def card_for_token(token: str) -> Card | None:
    """Return the card of a QR token with its round and questionnaire, in two queries; None for a foreign one.

    One query over all eight tables takes PostgreSQL longer to plan than both of these to answer.
    """
    card: Card | None = _BY_TOKEN.first(hashed=token_hash(token))
    if card is not None:
        card.part = _PARTS.first(parts=(card.part_id,))
        card.round = card.part.round
    return card


def cards_for_tokens(tokens: Collection[str]) -> dict[str, Card]:
    """Return the cards of QR tokens, as `card_for_token` does for one, in three queries; foreign ones are left out.

    What many cards have in common is one object. Their classes are read when asked for (`give_classes`), other columns
    one by one.
    """
    if not tokens:
        return {}
    hashes = {token_hash(token): token for token in tokens}
    cards: list[Any] = _BY_TOKENS.rows(hashes=_even(list(hashes)))
    rounds = _by_id(_ROUNDS, "rounds", {card.round_id for card in cards})
    asked = _by_id(_ASKED, "asked", {card.asked for card in cards})
    parts: dict[int, RoundPart] = {}
    for card in cards:
        if (part := parts.get(card.part_id)) is None:
            own = (card.part_id, card.round_id, card.school_class_id, card.asked)
            part = parts[card.part_id] = RoundPart.from_db(card._state.db, _PART, own)
            part._state.fields_cache |= {"round": rounds[card.round_id], "questionnaire": asked[card.asked]}
        card._state.fields_cache |= {"round": rounds[card.round_id], "part": part}
    return {hashes[bytes(card.token_hash)]: card for card in cards}


def give_classes(cards: Collection[Card]) -> None:
    """Read the classes of these cards, in one query."""
    classes = _by_id(_CLASSES_OF, "classes", {card.school_class_id for card in cards})
    for card in cards:
        card.school_class = classes[card.school_class_id]


def _by_id(query: Fixed, name: str, ids: Collection[Any]) -> dict[Any, Any]:
    return {row.pk: row for row in query.rows(**{name: _even(list(ids))})} if ids else {}


def _even(values: list[Any]) -> tuple[Any, ...]:
    """Return these, the last one as often as makes their number one of a few: each number is another query."""
    return (*values, *values[-1:] * (-len(values) % (8 if len(values) > 4 else 2)))


def card_for_words(one: Round, school_class: SchoolClass, code: Sequence[str]) -> Card | None:
    """Return the card of three words on a class page, in one query; None if there is none."""
    hashed = words_hash(one.pk, school_class.pk, code)
    return Card.objects.select_related(*_CARD).filter(words_hash=hashed, round=one).first()


def card_for_pupil(one: Round, pupil: Pupil) -> Card | None:
    """Return a child's card of a round: for what a teacher enters from paper."""
    return Card.objects.select_related(*_CARD).filter(round=one, pupil=pupil).first()


def open_cards_of(pupil: Pupil) -> list[Card]:
    """Return a child's own cards of all rounds that take answers this moment: for sign-in by the city's account."""
    found = Card.objects.select_related(*_CARD).filter(pupil=pupil, round__audience="child")
    return list(found.filter(round__in=open_rounds(pupil.school)).order_by("round__opens_at", "round_id"))


def classes_read_by(staff: Staff) -> Q | None:
    """Return the condition on a row's `school_class` for this reader; None: nothing. Whole school: an empty-safe Q."""
    if not staff.can(Can.ANSWERS):
        return None
    return ~Q(pk__in=[]) if holds_post(staff, WHOLE_SCHOOL) else of_their_classes(staff)


def may_read_class(staff: Staff, school_class: SchoolClass) -> bool:
    """Say whether this person holds lessons of, and reads, a class."""
    where = classes_read_by(staff)
    if where is None or staff.school_id != school_class.school_id:
        return False
    return reads_all(staff) or Enrolment.objects.filter(where, school_class=school_class).exists()


def reads_all(staff: Staff) -> bool:
    """Say whether this person, or one for whom they stand in today, reads the whole school's answers."""
    return staff.can(Can.ANSWERS) and holds_post(staff, WHOLE_SCHOOL)


def _kept(staff: Staff, column: str) -> Any:
    return Exists(KeptFrom.objects.filter(**{column: OuterRef("pk")}, staff=staff))


def _kept_sheets(staff: Staff) -> Q:
    """Return the condition on sheets that are kept from this person: by the child, by a name in it, by its report."""
    shut = ReadingItem.objects.filter(sheet__isnull=False, report__isnull=False).exclude(
        open_reports(staff, "report_id")
    )
    return Q(_kept(staff, "sheet")) | Q(pk__in=shut.values("sheet"))


def keeps_something(staff: Staff, one: Round) -> bool:
    """Say whether any answer of a round is kept from this person."""
    return Sheet.objects.filter(_kept_sheets(staff), round=one).exists()


def answers_for(staff: Staff) -> QuerySet[Sheet]:
    """Return the named answers that this person may read, every version, also of earlier years of their children.

    Of a class in a round all of them or none, so that what is missing points at no child: see `apart.one_by_one`.
    """
    where = classes_read_by(staff)
    if where is None:
        return Sheet.objects.none()
    rows = Sheet.objects.filter(one_by_one(all_at_once=reads_all(staff)), round__school=staff.school)
    if not reads_all(staff):
        rows = rows.filter(pupil__in=Enrolment.objects.filter(where).values("pupil"))
    beside = Sheet.objects.filter(
        _kept_sheets(staff), round=OuterRef("round"), school_class=OuterRef("school_class")
    ).order_by()
    return rows.exclude(Exists(beside)).select_related("key", "round", "pupil", "school_class", "card")


def reading_items_for(staff: Staff) -> QuerySet[ReadingItem]:
    """Return what this person may read of the reading list, open and ended, first due first; none they are named in."""
    where = classes_read_by(staff)
    if where is None:
        return ReadingItem.objects.none()
    rows = ReadingItem.objects.filter(where, ~_kept(staff, "item"), open_reports(staff, "report_id"))
    rows = rows.exclude(_apart(staff))
    return rows.filter(school=staff.school).select_related(
        "key", "round", "pupil", "school_class", "sheet__key", "report"
    )


_READ = AskedBy(lambda staff, item: reading_items_for(staff).filter(pk=item).order_by().values_list("pk")[:1])


def may_read_item(staff: Staff, item: ReadingItem) -> bool:
    """Say whether an item is among what this person may read, this moment."""
    return bool(_READ.rows(looking(staff), item=item.pk))


def _apart(staff: Staff) -> Q:
    """Return the condition on items that are for others: see `apart`; and a child that named them wants to talk."""
    named = KeptFrom.objects.filter(staff=staff, sheet__round=OuterRef("round"), sheet__pupil=OuterRef("pupil"))
    talk = Q(Q(kind=TALK) & Exists(named))
    return talk if reads_all(staff) else Q(talk | not_for_the_class())


def kept_items(staff: Staff) -> QuerySet[ReadingItem]:
    """Return what is kept from this person: for the lists of duties and notices (`duties.subjects`)."""
    shut = Q(report__isnull=False) & ~open_reports(staff, "report_id")
    return ReadingItem.objects.filter(_kept(staff, "item") | shut | _apart(staff), school=staff.school)


def open_items_for(staff: Staff) -> QuerySet[ReadingItem]:
    """Return what still waits: for this person's own reading, another's, or an outcome."""
    return reading_items_for(staff).filter(closed_at__isnull=True)


def unread_by(staff: Staff) -> QuerySet[ReadingItem]:
    """Return the open items that this person has not read yet: their part of the reading duty."""
    return open_items_for(staff).exclude(readings__staff=staff)


@dataclass(frozen=True, slots=True)
class Seat:
    """One child on the lesson page: attendance number, whether answered, whether being put right; never what."""

    card: Card
    number: int | None
    answered: bool
    reopened: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a class is: counts and who has answered."""

    entitled: int
    answered: int
    seats: tuple[Seat, ...]


def progress(one: Round, school_class: SchoolClass) -> Progress:
    """Return who of a class has answered, by attendance number, in two queries. Never what."""
    cards = Card.objects.filter(round=one, school_class=school_class).select_related("pupil")
    numbers = dict(Enrolment.objects.filter(school_class=school_class).values_list("pupil_id", "number"))
    seats = [Seat(card, numbers.get(card.pupil_id), card.answered, card.reopened) for card in cards]
    seats.sort(key=lambda seat: (seat.number is None, seat.number or 0, seat.card.pupil.kana, seat.card.pupil_id))
    return Progress(len(seats), sum(seat.answered for seat in seats), tuple(seats))


def progress_by_class(one: Round) -> dict[int, tuple[int, int]]:
    """Return class id → (entitled, answered) of a round, in one query."""
    found: dict[int, tuple[int, int]] = {}
    for class_id, answered in Card.objects.filter(round=one).values_list("school_class_id", "answered"):
        entitled, done = found.get(class_id, (0, 0))
        found[class_id] = (entitled + 1, done + answered)
    return found
