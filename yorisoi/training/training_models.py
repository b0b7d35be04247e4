"""Trainings of the staff (研修): planned, held or dropped; who was there, who caught up; who has read the policy.

A training holds how it stands now; what happened to it are rows, written once. Nothing here is about a child, and
nothing is counted against a person but what they have still to read (docs/decisions/0035-trainings.md).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.roles import Body
from yorisoi.policy.training_flow import THEMES, TRAINING_FLOW, TrainingState
from yorisoi.schools.models import School, Staff


class Training(SealedRow):
    """One training. body: whose members are to attend; empty: all the staff.

    about: JSON {"title", "place", "leader", "text"}; the text is material for whoever was not there.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="trainings")
    year = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=12)
    day = models.DateField()
    body = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, default=TrainingState.PLANNED)
    about = SealedField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["-day", "-made_at", "-pk"]
        indexes = [models.Index(fields=["school", "year", "-day"], name="training_latest")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="training_once"),
            models.CheckConstraint(name="training_theme_known", condition=Q(theme__in=list(THEMES))),
            models.CheckConstraint(name="training_body_known", condition=Q(body__in=["", *(b.value for b in Body)])),
            models.CheckConstraint(
                name="training_state_known", condition=Q(state__in=[one.value for one in TrainingState])
            ),
        ]

    @property
    def told(self) -> dict[str, Any]:
        """What is said of it: title, place, leader, text."""
        return {"title": "", "place": "", "leader": "", "text": "", **self.data("about")}


class TrainingStep(SealedRow):
    """What happened to a training, with how it stood afterwards. words: a reason. Written once."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    theme = models.CharField(max_length=12)
    day = models.DateField()
    body = models.CharField(max_length=20, blank=True)
    about = SealedField()
    words = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="training_step_known",
                condition=Q(kind__in=["made", "more", "came", *sorted(TRAINING_FLOW.names())]),
            ),
            models.UniqueConstraint(fields=["training", "token"], name="training_step_once"),
        ]  # fmt: skip

    def sealing_key(self) -> DataKey:
        """The training's key."""
        return self.training.key


class Presence(models.Model):
    """Whether somebody was there who should have been (or came all the same). Written once; the last row stands."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="presences")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["staff", "training"], name="presence_of_staff")]


class CatchUp(SealedRow):
    """Somebody who was not there has read the material, on this day; words: their own note. Written once."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="catch_ups")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    words = SealedField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["training", "staff"], name="caught_up_once")]

    def sealing_key(self) -> DataKey:
        """The training's key."""
        return self.training.key


class PolicyReading(SealedRow):
    """An edition of the policy that the staff of a school is to read: what the duty is about. Written once."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["school", "edition"], name="edition_to_read_once")]


class PolicyRead(models.Model):
    """Somebody has confirmed that they have read this edition. Written once."""

    of = models.ForeignKey(PolicyReading, on_delete=models.PROTECT, related_name="reads")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["of", "staff"], name="edition_read_once")]


__all__ = ["CatchUp", "PolicyRead", "PolicyReading", "Presence", "Training", "TrainingStep"]
