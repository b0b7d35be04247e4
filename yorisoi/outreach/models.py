"""What goes to every home: items of 学校だより, the figures in them, talks at 懇談会, what was handed out when.

Nothing here names a child. A text is sealed while it is written, for somebody may have typed what must not go out; what
was approved is open, word for word (docs/decisions/0033-what-goes-to-every-home.md).
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.outreach_flow import GIVEN, OUTREACH_FLOW, WHOM, ItemState
from yorisoi.schools.models import School, SchoolClass, Staff

TITLE = 60
TALK_KINDS = ("class", "grade", "school")


class Figure(models.Model):
    """Numbers as they may leave the school, taken once: small ones are hidden already. Written once.

    kind: "survey" (a round's counts), "interviews" or "plan". ref: the round, 「2026:stage2」, 「2026」. serial: how
    often it was taken before; a survey's counts are taken once for all, so that two items never differ by a child.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="told_figures")
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=40)
    serial = models.PositiveSmallIntegerField(default=1)
    year = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    content = models.TextField()  # JSON: {"people": 200, "rows": [{"code", "label", "cells": [[word, count or null]]}]}
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "ref", "serial"], name="figure_taken_once"),
            models.CheckConstraint(
                name="survey_counts_taken_once", condition=~Q(kind="survey") | Q(serial=1)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def told(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.content)
        return found


class Item(SealedRow):
    """An item of 学校だより: the text as it stands, and where it is on its way.

    words: JSON {"title", "body", "figures": {figure id: [codes of the questions shown]}}.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="outreach_items")
    year = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=ItemState.DRAFT)
    words = SealedField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    online = models.BooleanField(default=False)
    token = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["school", "state"], name="items_of_school")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="item_begun_once"),
            models.CheckConstraint(name="item_state_known", condition=Q(state__in=[one.value for one in ItemState])),
            models.CheckConstraint(
                name="item_issued_on_a_day", condition=~Q(state="issued") | Q(issued_on__isnull=False)
            ),
            models.CheckConstraint(name="only_issued_items_online", condition=Q(online=False) | Q(state="issued")),
        ]


class Version(SealedRow):
    """The text as somebody left it. Written once; the last one is what goes on."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    words = SealedField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_version_of_a_number")]

    def sealing_key(self) -> DataKey:
        """The item's key."""
        return self.item.key


class ItemStep(SealedRow):
    """One arrow that an item took: by whom, when, why, with which version. Written once."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="item_step_known", condition=Q(move__in=sorted(OUTREACH_FLOW.names())))
        ]

    def sealing_key(self) -> DataKey:
        """The item's key."""
        return self.item.key


class Approval(models.Model):
    """What was approved, word for word, with its figures, the call, the doors and the helplines. Written once."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="approvals")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="approval")
    content = models.TextField()  # JSON of `leaflets.leaf`
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    @property
    def told(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.content)
        return found


class Talk(SealedRow):
    """懇談会: when, of which class or grade, how many guardians came, what they asked. Written once.

    taken_back_at: it was entered by mistake; the row stays.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="talks")
    year = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField(default=0)
    held_on = models.DateField()
    kind = models.CharField(max_length=8)
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    guardians = models.PositiveSmallIntegerField()
    questions = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="talk_recorded_once"),
            models.CheckConstraint(
                name="talk_of_somebody",
                condition=Q(kind="class", school_class__isnull=False)
                | Q(kind="grade", grade__isnull=False, school_class__isnull=True)
                | Q(kind="school", grade__isnull=True, school_class__isnull=True),
            ),
        ]


class Speaker(models.Model):
    """Who spoke at a talk."""

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="speakers")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["talk", "staff"], name="spoke_once")]


class Given(models.Model):
    """Something was handed out: what, on which day, to whom, how many. Written once.

    ref: of a handout its band, of the short edition its way of speaking; of an item nothing, it is pointed at.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="given_out")
    year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8)
    ref = models.CharField(max_length=10, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="given")
    whom = models.CharField(max_length=10)
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    copies = models.PositiveIntegerField(null=True, blank=True)
    on = models.DateField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name_plural = "given"
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="given_recorded_once"),
            models.CheckConstraint(name="given_whom_known", condition=Q(whom__in=list(WHOM))),
            models.CheckConstraint(
                name="given_what_known",
                condition=Q(what="item", item__isnull=False)
                | Q(what__in=[one for one in GIVEN if one != "item"], item__isnull=True),
            ),
        ]

    @property
    def get_whom(self) -> str:
        """To whom it was given, with the class or grade."""
        narrowed = str(self.school_class) if self.school_class else f"{self.grade}年" if self.grade else ""
        return f"{WHOM[self.whom]}（{narrowed}）" if narrowed else str(WHOM[self.whom])


__all__ = ["Approval", "Figure", "Given", "Item", "ItemStep", "Speaker", "Talk", "Version"]
