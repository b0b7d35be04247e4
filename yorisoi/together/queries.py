"""Reads of lessons, rounds, cards and notes. Those of staff start from the person, those of a child from the card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.together_flow import NoteState
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff
from yorisoi.schools.queries import classes_of
from yorisoi.surveys.cards import token_hash, words_hash
from yorisoi.together.models import Card, KeptFrom, Lesson, LessonClass, Note, Round
from yorisoi.together.rights import theirs

MOST_NOTES = 60  # of one child in one round: one for everybody, and some


def classes_for(staff: Staff, year: int | None = None) -> list[SchoolClass]:
    """Return the classes of a year (this one) that this person may see here."""
    if staff.school is None:
        return []
    return list(classes_of(staff.school, year).filter(theirs(staff, "")).order_by("grade", "name", "pk"))


def lessons_for(staff: Staff) -> QuerySet[Lesson]:
    """Return the lessons that this person may see: those of one of their classes."""
    own = LessonClass.objects.filter(theirs(staff), lesson=OuterRef("pk"))
    rows = Lesson.objects.filter(Exists(own), school=staff.school_id)
    return rows.select_related("key", "school", "made_by").prefetch_related("classes__school_class", "attachments")


def rounds_for(staff: Staff) -> QuerySet[Round]:
    """Return the rounds of this person's classes."""
    rows = Round.objects.filter(theirs(staff), school=staff.school_id)
    return rows.select_related("key", "school", "school_class", "made_by", "closed_by")


def kept_notes(staff: Staff) -> QuerySet[Note]:
    """Return the notes that are kept from this person: for the lists of duties and notices."""
    return Note.objects.filter(
        Exists(KeptFrom.objects.filter(note=OuterRef("pk"), staff=staff)), school=staff.school_id
    )


def notes_for(staff: Staff) -> QuerySet[Note]:
    """Return the notes that this person may read and rule on, oldest first; none that names them as hurting."""
    rows = Note.objects.filter(theirs(staff, "round__school_class__"), school=staff.school_id)
    rows = rows.exclude(Exists(KeptFrom.objects.filter(note=OuterRef("pk"), staff=staff)))
    return rows.select_related("key", "school", "round__school_class", "about", "writer", "by").order_by("at", "pk")


def shown_notes(one: Round) -> list[Note]:
    """Return what hangs on a round's wall, in an order that tells nothing: not whose, not when, not how many each."""
    rows = Note.objects.filter(round=one, state=NoteState.SHOWN).select_related("key", "about", "writer", "by")
    return sorted(rows, key=lambda note: note.pk.bytes[::-1])  # the last bytes of an id are chance


def is_open(one: Round) -> bool:
    """Say whether children may write this moment."""
    return one.by_children and one.closed_at is None and one.opens_at <= clock.now() < one.closes_at


def _open(now: Any) -> Q:
    return Q(by_children=True, closed_at__isnull=True, opens_at__lte=now, closes_at__gt=now)


_CLASSES = Fixed(
    lambda school, now: SchoolClass.objects.filter(
        Exists(Round.objects.filter(_open(now), school_class=OuterRef("pk"), school_id=school))
    ).order_by("grade", "name", "pk")
)


def open_classes(school: School) -> list[SchoolClass]:
    """Return the classes whose children may write this moment."""
    return _CLASSES.rows(school=school.pk, now=clock.now())


_CARD = ("round__school", "round__key", "round__school_class", "pupil")


def card_for_token(school: School, token: str) -> Card | None:
    """Return the card of a QR token of this school; None for a foreign one."""
    if not token:
        return None
    return Card.objects.filter(token_hash=token_hash(token), round__school=school).select_related(*_CARD).first()


def card_for_words(school_class: SchoolClass, code: Sequence[str]) -> Card | None:
    """Return the card of three words in the open rounds of a class."""
    rounds = Round.objects.filter(_open(clock.now()), school_class=school_class).order_by("pk").values_list("pk")
    hashes = [words_hash(pk, school_class.pk, code) for (pk,) in rounds]
    return Card.objects.filter(words_hash__in=hashes).select_related(*_CARD).first()


def open_cards_of(pupil: Pupil) -> list[Card]:
    """Return a child's own cards of the rounds that take notes this moment: for sign-in by the city's account."""
    rounds = Round.objects.filter(_open(clock.now()), school=pupil.school_id)
    found = Card.objects.filter(pupil=pupil, round__in=rounds).select_related(*_CARD).order_by("round__opens_at", "pk")
    return [card for card in found if in_class(pupil, card.round)]


def in_class(pupil: Pupil, one: Round) -> bool:
    """Say whether a child still belongs to a round's class."""
    if pupil.left_on is not None:
        return False
    return Enrolment.objects.filter(pupil=pupil, school_class=one.school_class_id).exists()


def seats(one: Round) -> list[Enrolment]:
    """Return the seats of a round's class, those who have left the school among them, by attendance number."""
    rows = Enrolment.objects.filter(school_class=one.school_class_id).select_related("pupil")
    return sorted(rows, key=lambda row: (row.number is None, row.number or 0, row.pupil.kana, row.pupil_id))


def classmates(one: Round, writer: Pupil | None = None) -> list[Enrolment]:
    """Return those of whom somebody may write now: the class, without whoever writes."""
    return [row for row in seats(one) if row.pupil.left_on is None and (writer is None or row.pupil_id != writer.pk)]


@dataclass(frozen=True, slots=True)
class Given:
    """What one child has been given in a round: for the teacher alone."""

    pupil: Pupil
    number: int | None
    shown: int
    waiting: int
    wrote: int
    here: bool

    @property
    def none(self) -> bool:
        """Nothing of theirs is on the wall yet."""
        return self.here and self.shown == 0


def given_each(staff: Staff, one: Round) -> list[Given]:
    """Return how many each child has been given and has written, as far as this person may know, in two queries."""
    shown: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    wrote: Counter[int] = Counter()
    people: dict[int, Pupil] = {}
    for note in notes_for(staff).filter(round=one).defer("words", "found"):
        (shown if note.state == NoteState.SHOWN else waiting)[note.about_id] += note.state != NoteState.REFUSED
        people[note.about_id] = note.about
        if note.writer is not None:
            wrote[note.writer.pk] += 1
    rows = seats(one)
    numbers = {row.pupil_id: row.number for row in rows}
    found = [
        Given(
            row.pupil,
            row.number,
            shown[row.pupil_id],
            waiting[row.pupil_id],
            wrote[row.pupil_id],
            row.pupil.left_on is None,
        )
        for row in rows
    ]
    gone = [pupil for pk, pupil in people.items() if pk not in numbers]  # they have changed classes since
    found += [Given(each, None, shown[each.pk], waiting[each.pk], wrote[each.pk], here=False) for each in gone]
    return found


def counts(staff: Staff, rounds: Iterable[Round]) -> dict[Any, Counter[str]]:
    """Return how many notes of each state the rounds have that this person may read, in one query."""
    found: dict[Any, Counter[str]] = {one.pk: Counter() for one in rounds}
    rows = notes_for(staff).filter(round__in=list(found)).order_by().values("round", "state").annotate(n=Count("pk"))
    for row in rows:
        found[row["round"]][row["state"]] = row["n"]
    return found


def waiting_for(staff: Staff) -> QuerySet[Note]:
    """Return what still waits for somebody to read it, of this person's classes."""
    return notes_for(staff).filter(state=NoteState.WAITING)
