"""元気アンケート: questionnaires, rounds, who is to answer, and what was answered with a name and without.

What carries a name (`Sheet`) and what carries none (`Pool`) are different tables on purpose: an answer without a name
has no row, no id and no time of its own anywhere (docs/decisions/0017-answers-without-names.md).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.ids import silent_id
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy import questionnaire as q
from yorisoi.policy.questionnaire_reader import read_text
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

NAMED, ANONYMOUS, CHOICE = "named", "anonymous", "choice"
PLANNED, OPEN, CLOSED, CANCELLED = "planned", "open", "closed", "cancelled"


class Questionnaire(models.Model):
    """A questionnaire as a school uses it: shipped with the program, or made from one. Frozen when a round opens.

    body: canonical JSON (`policy.questionnaire`); sha256: its fingerprint.
    """

    id = models.BigIntegerField(primary_key=True, default=silent_id, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="questionnaires")
    code = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    audience = models.CharField(max_length=10)
    title = models.CharField(max_length=400)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_from = models.CharField(max_length=40, blank=True)  # code and version of what it was made from
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["school", "code", "version"], name="one_questionnaire_of_a_version"),
            models.CheckConstraint(name="questionnaire_audience", condition=Q(audience__in=list(q.AUDIENCES))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def read(self) -> q.Questionnaire:
        """The questionnaire with its types, read once for each text."""
        return read_text(self.body)


class Round(models.Model):
    """実施回: one time the school asks. Answers come in while it is open and within its window, never else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="rounds")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")  # of what carries no name
    year = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField(default=0)  # of the year's plan; 0: none
    title = models.CharField(max_length=80)
    audience = models.CharField(max_length=10, default="child")
    mode = models.CharField(max_length=10)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PLANNED)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-opens_at"]
        indexes = [models.Index(fields=["school", "state", "-opens_at"], name="round_of_school")]
        constraints = [
            models.CheckConstraint(name="round_mode_known", condition=Q(mode__in=[NAMED, ANONYMOUS, CHOICE])),
            models.CheckConstraint(name="round_state_known", condition=Q(state__in=[PLANNED, OPEN, CLOSED, CANCELLED])),
            models.CheckConstraint(name="round_audience", condition=Q(audience__in=list(q.AUDIENCES))),
            models.CheckConstraint(name="round_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return self.title


class RoundPart(models.Model):
    """Which class answers which questionnaire in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="parts")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="parts")

    class Meta:
        ordering = ["school_class__grade", "school_class__name"]
        constraints = [models.UniqueConstraint(fields=["round", "school_class"], name="one_part_of_a_class")]


class PupilKey(models.Model):
    """The key of all that one child has answered with a name, in every round: destroyed, it takes all of it along."""

    pupil = models.OneToOneField(Pupil, on_delete=models.PROTECT, primary_key=True, related_name="survey_key")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")


class Card(models.Model):
    """Who may answer in a round: a QR token and three words, kept as keyed hashes. `answered`, and never what or when.

    Whenever one card of a class is marked, all cards of the class are written, so that no row tells who was last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cards")
    part = models.ForeignKey(RoundPart, on_delete=models.PROTECT, related_name="cards")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(unique=True)
    words_hash = models.BinaryField(unique=True)
    answered = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False)  # the teacher lets this child put a slip right

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pupil"], name="one_card_each")]
        indexes = [models.Index(fields=["round", "school_class"], name="cards_of_class")]


class Sheet(SealedRow):
    """One child's answers with a name. Written once; a slip put right in the lesson is another version."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="sheets")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="sheets")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    answers = SealedField()
    source = models.CharField(max_length=10, default="tablet")
    entered_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sending = models.BinaryField(unique=True)  # keyed hash of the tablet's random key

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["pupil", "at"], name="sheets_of_pupil")]
        constraints = [
            models.UniqueConstraint(fields=["card", "version"], name="one_sheet_of_a_version"),
            models.CheckConstraint(name="sheet_source_known", condition=Q(source__in=["tablet", "paper"])),
            models.CheckConstraint(
                name="paper_is_entered_by_somebody", condition=~Q(source="paper") | Q(entered_by__isnull=False)
            ),
        ]


class Pool(SealedRow):
    """What one class has answered without names: one sealed text, shuffled anew with every answer that comes in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="pools")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sheets = SealedField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "school_class"], name="one_pool_of_a_class")]


from yorisoi.surveys.reading_models import (  # noqa: E402 - Django looks for models here
    Destruction,
    Hold,
    ItemReading,
    KeptFrom,
    ReadingItem,
)

__all__ = [
    "Card", "Destruction", "Hold", "ItemReading", "KeptFrom", "Pool", "PupilKey", "Questionnaire", "ReadingItem",
    "Round", "RoundPart", "Sheet",
]  # fmt: skip
