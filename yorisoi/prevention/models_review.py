"""How a year is looked back on: the review, proposals and what was decided of them, the school evaluation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.plan_flow import DECISIONS, GRADES
from yorisoi.prevention.models import Activity, Plan
from yorisoi.schools.models import Staff


class _OfPlan(SealedRow):
    """A row of the plan's year, under the plan's key. Sent twice with one token, it is one."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="%(class)ss")
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "token"], name="%(class)s_once")]

    def sealing_key(self) -> DataKey:
        """The plan's key."""
        return self.plan.key


class Review(_OfPlan):
    """評価のまとめ at a staff meeting: when, in which meeting, in words."""

    held_on = models.DateField()
    meeting = models.ForeignKey("meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = SealedField()


class Proposal(_OfPlan):
    """改善案: what should change next year, of the whole plan or of one activity; decided once, with a reason."""

    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    words = SealedField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, blank=True)
    reason = SealedField()

    class Meta(_OfPlan.Meta):
        constraints = [
            *_OfPlan.Meta.constraints,
            models.CheckConstraint(
                name="proposal_decided_whole",
                condition=Q(decided_at__isnull=True, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, decision__in=sorted(DECISIONS)),
            ),
        ]


class Result(_OfPlan):
    """What the school evaluation found of one item. The newest of an item counts."""

    item = models.CharField(max_length=20)
    grade = models.PositiveSmallIntegerField()
    words = SealedField()

    class Meta(_OfPlan.Meta):
        constraints = [
            *_OfPlan.Meta.constraints,
            models.CheckConstraint(
                name="result_grade_known", condition=Q(grade__gte=min(GRADES), grade__lte=max(GRADES))
            ),
        ]


class Publication(_OfPlan):
    """The evaluation as it was published, word for word: JSON, open to everybody."""

    content = models.TextField()
