"""Drills that are or were played: the run with its clock, who plays whom, what happened when, what came out of it.

A run belongs to the real school; what is done in it lies in a school of its own (`sandbox`), made for it and seen by
nobody else (docs/decisions/0034-drills.md). Of persons nothing is judged: a result knows posts, no names.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import School, Staff

FINISHED, ABANDONED = "finished", "abandoned"  # abandoned: forgotten, or ended with too little played: no training
CODE = 6  # letters of the code by which colleagues join


class DrillRun(SealedRow):
    """One play of one drill. clock_base: the drill's time at `clock_from` (real time; None: the clock stands still).

    waits_until: when the next event of the story comes, in the drill's time. together: as a committee; others join by
    `code`. touched_at: when it was last moved, in real time.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    sandbox = models.OneToOneField(School, on_delete=models.PROTECT, related_name="drill_run")
    drill = models.CharField(max_length=30)
    edition = models.CharField(max_length=40)
    together = models.BooleanField(default=False)
    code = models.CharField(max_length=CODE)
    token = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    clock_base = models.DateTimeField()
    clock_from = models.DateTimeField(null=True, blank=True)
    waits_until = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["school", "-begun_at"], name="drill_of_school")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="drill_begun_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(ended_at__isnull=True), name="drill_code_once"),
            models.CheckConstraint(
                name="drill_ends_somehow",
                condition=Q(ended_at__isnull=True, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=[FINISHED, ABANDONED]),
            ),
        ]


class DrillPlayer(models.Model):
    """Who plays, and whom now. away_at: left without ending it; empty while they are in."""

    run = models.ForeignKey(DrillRun, on_delete=models.PROTECT, related_name="players")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    persona = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "staff"], name="plays_once"),
            models.UniqueConstraint(
                fields=["run", "persona"], condition=Q(away_at__isnull=True), name="one_player_of_a_persona"
            ),
        ]


class DrillMark(models.Model):
    """What happened around the play: an event of the story came, the clock was moved, a persona was changed.

    at: the drill's time. real_at: the real one. spared: an event that did not come, for what it asked was done;
    skipped: for what it answers was not.
    """

    run = models.ForeignKey(DrillRun, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    real_at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "code"], condition=Q(kind__in=["inject", "spared", "skipped"]), name="inject_comes_once"
            ),
            models.CheckConstraint(
                name="drill_mark_known",
                condition=Q(
                    kind__in=["began", "inject", "spared", "skipped", "clock", "persona", "joined", "left", "ended"]
                ),
            ),
        ]


class DrillResult(models.Model):
    """What the flowchart wanted and what was done, as JSON of codes, moments and posts. Written once, at the end."""

    run = models.OneToOneField(DrillRun, on_delete=models.PROTECT, related_name="result")
    content = models.TextField()
    at = models.DateTimeField()


class DrillReflection(SealedRow):
    """What a player takes home from it, in their own words; read by those who played. Written once."""

    run = models.ForeignKey(DrillRun, on_delete=models.PROTECT, related_name="reflections")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    words = SealedField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "token"], name="drill_reflected_once")]

    def sealing_key(self) -> DataKey:
        """The run's key."""
        return self.run.key
