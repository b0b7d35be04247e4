"""Finding out early: concerns, questions that they put to 生徒指導主任, and who is kept from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.signals import ASKS
from yorisoi.schools.models import Pupil, School, Staff

SOURCES = ("staff", "checklist", "interview", "absence")
DECISIONS = ("report", "interview", "watch", "nothing")


class Concern(SealedRow):
    """気がかり: what somebody noticed, in a line. Written once; `report` is set once, when it has become one."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="concerns")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, default="staff")
    noticed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="concerns")
    words = SealedField()
    found = SealedField()  # what the tables of words found in it when it was written
    token_hash = models.BinaryField(max_length=32)
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="from_concerns"
    )

    class Meta:
        ordering = ["-noticed_on", "-at"]
        indexes = [models.Index(fields=["school", "-noticed_on", "-at"], name="concern_latest")]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="concern_sent_once"),
            models.CheckConstraint(name="concern_source_known", condition=Q(source__in=SOURCES)),
        ]


class ConcernPupil(models.Model):
    """A child whom a concern is about."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="about")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="concerned")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "pupil"], name="concern_about_once")]


class OfferAnswer(models.Model):
    """What a person answered when a concern was offered as a report: yes or no, and who. Written once."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="answer")
    passed_on = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class Question(SealedRow):
    """Concerns of one child that ask for a decision. Open until somebody decides, with a reason; then it is fixed."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="questions")
    why = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=12, blank=True)
    reason = SealedField()
    until = models.DateField(null=True, blank=True)
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="from_questions"
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(decided_at__isnull=True), name="one_open_question_of_a_child"
            ),
            models.CheckConstraint(name="question_why_known", condition=Q(why__in=ASKS)),
            models.CheckConstraint(
                name="question_decided_whole",
                condition=Q(decided_at__isnull=True, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, decision__in=DECISIONS),
            ),
        ]


class Asked(models.Model):
    """A concern that stands in a question: what the decision was made on."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="asked")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="asked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "concern"], name="asked_once")]


class Named(SealedRow):
    """Who of the staff is named in a concern or an interview: kept from it until a person says they are not meant."""

    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="named")
    interview = models.ForeignKey(
        "care.Interview", null=True, blank=True, on_delete=models.PROTECT, related_name="named"
    )
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    phrase = SealedField()
    since = models.DateTimeField()
    meant = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["staff"], name="named_of_staff")]
        constraints = [
            models.UniqueConstraint(fields=["concern", "staff"], name="named_in_concern_once"),
            models.UniqueConstraint(fields=["interview", "staff"], name="named_in_interview_once"),
            models.CheckConstraint(
                name="named_in_one_thing",
                condition=Q(concern__isnull=False, interview__isnull=True)
                | Q(concern__isnull=True, interview__isnull=False),
            ),
            models.CheckConstraint(
                name="named_settled_whole",
                condition=Q(meant__isnull=True, settled_at__isnull=True)
                | Q(meant__isnull=False, settled_at__isnull=False),
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The key of what they are named in."""
        return self.concern.key if self.concern is not None else self.interview.key  # type: ignore[union-attr]


import yorisoi.care.models_interviews  # noqa: E402  Django finds an app's models by its `models`
import yorisoi.care.models_more  # noqa: E402, F401
