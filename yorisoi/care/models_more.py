"""Class checklists as they were ticked, and who came to the nurse's room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

REASONS = ("injury", "illness", "rest", "talk", "belongings", "other")


class ChecklistVersion(models.Model):
    """A checklist frozen under its hash, as it was when somebody first ticked it."""

    hash = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    content = models.TextField()
    at = models.DateTimeField()


class ChecklistRun(models.Model):
    """One review of a class by its teacher. For the teacher's own eyes."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="checklists")
    version = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="checklists")
    token_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="checklist_sent_once")]


class Tick(models.Model):
    """One line that was ticked: for the class, or for one child, of whom it made a concern."""

    run = models.ForeignKey(ChecklistRun, on_delete=models.PROTECT, related_name="ticks")
    line = models.CharField(max_length=60)
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    concern = models.OneToOneField("care.Concern", null=True, blank=True, on_delete=models.PROTECT, related_name="tick")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line", "pupil"], name="ticked_once_for_a_child"),
            models.UniqueConstraint(fields=["run", "line"], condition=Q(pupil__isnull=True), name="ticked_once"),
            models.CheckConstraint(
                name="a_child_makes_a_concern",
                condition=Q(pupil__isnull=True, concern__isnull=True) | Q(pupil__isnull=False, concern__isnull=False),
            ),
        ]


class NurseVisit(SealedRow):
    """保健室来室: who came, when, why, in the nurse's words. Written once."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="nurse_visits")
    came_at = models.DateTimeField()
    reason = models.CharField(max_length=12)
    words = SealedField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-came_at", "-id"]
        indexes = [models.Index(fields=["school", "-came_at"], name="visit_latest")]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="visit_sent_once"),
            models.CheckConstraint(name="visit_reason_known", condition=Q(reason__in=REASONS)),
        ]
