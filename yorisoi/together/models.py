"""道徳・学活: lessons of classes, and いいところ見つけ: rounds, cards, notes on good points.

A lesson and a note hold how they stand now; what happened to them are rows, written once. What children and teachers
wrote is sealed. No row of this chapter knows of a case (docs/decisions/0031-good-points.md).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.together_flow import KINDS, LESSON_FLOW, NOTE_FLOW, LessonState, NoteState
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

WORDS = 2_000  # characters of what is written down of a lesson
TITLE = 60


class Lesson(SealedRow):
    """道徳・学活の授業 of one class or several: planned, held or dropped. about: what it is about, as it stands."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lessons")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    day = models.DateField()
    state = models.CharField(max_length=8, default=LessonState.PLANNED)
    about = SealedField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day", "-made_at", "-pk"]
        indexes = [models.Index(fields=["school", "year", "-day"], name="lesson_latest")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="lesson_once"),
            models.CheckConstraint(name="lesson_kind_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="lesson_state_known", condition=Q(state__in=[s.value for s in LessonState])),
        ]


class LessonClass(models.Model):
    """A class that has the lesson."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="classes")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["school_class__grade", "school_class__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["lesson", "school_class"], name="lesson_of_class_once")]


class LessonStep(SealedRow):
    """What happened to a lesson, with how it stood afterwards. words: the reflection, a reason. Written once."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    day = models.DateField()
    about = SealedField()
    words = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="lesson_step_known", condition=Q(kind__in=["made", "words", *sorted(LESSON_FLOW.names())])
            ),
            models.UniqueConstraint(fields=["lesson", "token"], name="lesson_step_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The lesson's key."""
        return self.lesson.key


class Round(SealedRow):
    """いいところ見つけ of one class, from day to day. Notes come from children (by_children) and from teachers.

    shows_writer: whether whoever is given a note learns who wrote it; children are told before they write, so it
    never changes.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="good_rounds")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="good_rounds")
    title = models.CharField(max_length=TITLE)
    by_children = models.BooleanField()
    shows_writer = models.BooleanField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-opens_at", "-pk"]
        indexes = [models.Index(fields=["school", "closes_at"], name="good_round_open")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="good_round_once"),
            models.CheckConstraint(name="good_round_ends_after", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="good_round_closed_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Card(models.Model):
    """A child's way in: a QR token and three words as keyed hashes, made and found as those of 元気アンケート."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cards")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(unique=True)
    words_hash = models.BinaryField(unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pupil"], name="one_good_card_each")]


class Note(SealedRow):
    """A good point of a child, by a classmate (writer) or a teacher (by); under the round's key.

    found: what the tables of words find in it.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notes")
    about = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    writer = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    found = SealedField()
    state = models.CharField(max_length=8, default=NoteState.WAITING)
    at = models.DateTimeField()
    sending = models.BinaryField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["round", "state"], name="good_notes_of_round")]
        constraints = [
            models.CheckConstraint(name="good_note_state_known", condition=Q(state__in=[s.value for s in NoteState])),
            models.CheckConstraint(
                name="good_note_by_one",
                condition=Q(writer__isnull=False, by__isnull=True) | Q(writer__isnull=True, by__isnull=False),
            ),
            models.CheckConstraint(
                name="good_note_not_of_oneself", condition=Q(writer__isnull=True) | ~Q(writer=F("about"))
            ),
        ]


class Ruling(SealedRow):
    """Somebody ruled on a note: shown or refused, and why; whether its words became a concern. Written once."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="rulings")
    move = models.CharField(max_length=8)
    reason = SealedField()
    weighed = models.BooleanField(null=True)  # None: nothing asked it; False: no bullying in it; True: a concern
    concern = models.ForeignKey("care.Concern", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="good_ruling_known", condition=Q(move__in=sorted(NOTE_FLOW.names()))),
            models.CheckConstraint(
                name="good_ruling_weighed_whole", condition=Q(concern__isnull=True) | Q(weighed=True)
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The note's key."""
        return self.note.key


class KeptFrom(models.Model):
    """A member of staff whom a note that speaks of bullying names: it does not exist for them."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="kept_from")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "staff"], name="good_note_kept_once")]
