"""The year's plan: its activities and what became of each. No child is named in any of it.

An activity holds how it stands now; every change of it is a step, written once. What was noted of it, its evidence,
reflections and links, are rows of their own (docs/decisions/0028-the-years-plan.md).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.plan_flow import NEXT, PLAN_FLOW, PlanState
from yorisoi.schools.models import School, Staff

TITLE = 120
CHANGES = ("made", "given", "renamed")  # what can happen to an activity besides the moves of the flow
KNOWN_EVIDENCE = Q(kind="words") | Q(kind="files") | Q(kind="count", participants__isnull=False)


class Plan(SealedRow):
    """年間計画 of one school year. after: last year's, from which it began."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=60)
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="one_plan_of_a_year")]


class Activity(SealedRow):
    """取組: what, in which stage and pillar, whose (a post or a person), from when to when, how it stands.

    code: of the edition, "" for the school's own. before: the same activity last year.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activities")
    code = models.CharField(max_length=40, blank=True)
    stage = models.PositiveSmallIntegerField()
    pillar = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=TITLE)
    note = models.CharField(max_length=TITLE, blank=True)
    begins = models.DateField()
    ends = models.DateField()
    owner_post = models.CharField(max_length=20)
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=PlanState.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["stage", "pillar", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="activity_of_edition_once"),
            models.CheckConstraint(name="activity_state_known", condition=Q(state__in=[s.value for s in PlanState])),
            models.CheckConstraint(name="activity_ends_after_it_begins", condition=Q(ends__gte=F("begins"))),
            models.CheckConstraint(
                name="activity_done_on_a_day",
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """It is still to be done."""
        return self.state not in PLAN_FLOW.resting

    def late_on(self, day: date) -> bool:
        """Say whether it should have been done before this day."""
        return self.is_open and self.ends < day


class ActivityStep(SealedRow):
    """What happened to an activity, with how it stood afterwards. `by` None: a linked thing was done."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=8, blank=True)
    target = models.CharField(max_length=8)
    title = models.CharField(max_length=TITLE)
    begins = models.DateField()
    ends = models.DateField()
    owner_post = models.CharField(max_length=20)
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    reason = SealedField()
    token = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="activity_step_known", condition=Q(kind__in=[*CHANGES, *sorted(PLAN_FLOW.names())])
            ),
            models.UniqueConstraint(fields=["activity", "token"], condition=~Q(token=""), name="activity_step_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The activity's key."""
        return self.activity.key


class Evidence(SealedRow):
    """What shows that an activity was done: words, how many took part, or files (in the vault of the reports)."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=5)
    participants = models.PositiveIntegerField(null=True, blank=True)
    words = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="evidence_kind_known", condition=KNOWN_EVIDENCE),
            models.UniqueConstraint(fields=["activity", "token"], name="evidence_once"),
        ]


class Reflection(SealedRow):
    """ふり返り on an activity, and what it should be next year. The newest is the one that counts."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reflections")
    words = SealedField()
    next = models.CharField(max_length=8)
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="reflection_next_known", condition=Q(next__in=sorted(NEXT))),
            models.UniqueConstraint(fields=["activity", "token"], name="reflection_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The activity's key."""
        return self.activity.key


class Link(models.Model):
    """What an activity is done by (`links`). kind: "app.model"; ref: its key; label: how it was called then."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=40)
    label = models.CharField(max_length=TITLE)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "kind", "ref"], condition=Q(ended_at__isnull=True), name="linked_once"
            )
        ]


class Feed(models.Model):
    """A person's calendar feed: a secret token, kept as its hash. Ended when revoked or made anew."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["staff"], condition=Q(ended_at__isnull=True), name="one_feed_of_a_person")
        ]


from yorisoi.prevention.models_review import (  # noqa: E402 - Django looks for models here
    Proposal,
    Publication,
    Result,
    Review,
)

__all__ = [
    "Activity", "ActivityStep", "Evidence", "Feed", "Link", "Plan", "Proposal", "Publication", "Reflection", "Result",
    "Review",
]  # fmt: skip
