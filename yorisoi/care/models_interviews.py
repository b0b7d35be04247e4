"""Interviews: planned, booked into the school day, held. The database itself refuses a double booking."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.interview import ANSWERS, OUTCOMES
from yorisoi.schools.models import Pupil, School, Staff


class Interview(SealedRow):
    """面談 with one child. `origin`: kind and id of the row that it comes from; `round`: of the plan.

    Ends once: by its sheet, or `dropped`, with a reason; a round may then plan another in its stead.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="interviews")
    year = models.PositiveSmallIntegerField()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="interviews")
    adult = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="interviews")
    origin_kind = models.CharField(max_length=30)
    origin_id = models.CharField(max_length=40, blank=True)
    round = models.CharField(max_length=20, blank=True)
    why = SealedField()
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped = models.BooleanField(default=False)
    dropped_because = SealedField()

    class Meta:
        ordering = ["-planned_at"]
        indexes = [
            models.Index(fields=["adult"], name="interview_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["school", "-planned_at"], name="interview_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "year", "round"],
                condition=~Q(round="") & Q(dropped=False),
                name="one_interview_of_a_round",
            ),
            models.UniqueConstraint(
                fields=["pupil", "origin_kind", "origin_id"],
                condition=~Q(origin_id=""),
                name="one_interview_of_an_origin",
            ),
        ]


class Booking(models.Model):
    """When and where an interview is to be held. A change ends the row and writes another."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    slot = models.CharField(max_length=20)
    room = models.CharField(max_length=40)  # a room of the edition, or "class:<id>"
    adult = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview"], condition=Q(ended_at__isnull=True), name="one_booking_of_an_interview"
            ),
            models.UniqueConstraint(
                fields=["adult", "day", "slot"], condition=Q(ended_at__isnull=True), name="adult_booked_once"
            ),
            models.UniqueConstraint(
                fields=["pupil", "day", "slot"], condition=Q(ended_at__isnull=True), name="pupil_booked_once"
            ),
            models.UniqueConstraint(
                fields=["school", "room", "day", "slot"], condition=Q(ended_at__isnull=True), name="room_booked_once"
            ),
        ]


class Sheet(SealedRow):
    """What was said in an interview, the child's words apart from the adult's view. Written once."""

    interview = models.OneToOneField(Interview, on_delete=models.PROTECT, related_name="sheet")
    held_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    bullying = models.CharField(max_length=10)
    school_going = models.CharField(max_length=10)
    child_words = SealedField()
    adult_view = SealedField()
    reason = SealedField()
    found = SealedField()
    signs = models.JSONField(default=list)
    outcome = models.CharField(max_length=10)
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="from_interviews"
    )
    concern = models.ForeignKey(
        "care.Concern", null=True, blank=True, on_delete=models.PROTECT, related_name="from_interviews"
    )
    following = models.ForeignKey(Interview, null=True, blank=True, on_delete=models.PROTECT, related_name="follows")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="two_questions_answered",
                condition=Q(bullying__in=list(ANSWERS), school_going__in=list(ANSWERS)),
            ),
            models.CheckConstraint(
                name="interview_ends_in_something",
                condition=Q(outcome="report", report__isnull=False)
                | Q(outcome="concern", concern__isnull=False)
                | Q(outcome="again", following__isnull=False)
                | Q(outcome="nothing"),
            ),
            models.CheckConstraint(name="interview_outcome_known", condition=Q(outcome__in=list(OUTCOMES))),
        ]

    def sealing_key(self) -> DataKey:
        """The interview's key."""
        return self.interview.key
