"""What is known of an act (行為) beside its line in the record, and the later words on whether it has stopped.

The words lie sealed in the line (`Entry.body`). Here is what can be counted: when, in which forms, who did it to whom,
from where it is known. Written once with its line; a correction is a new line with a new row here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

WHENS = ("moment", "day", "about", "period")
SIDES = ("did", "suffered")


class Act(models.Model):
    """One act. `when` says how exactly the line's `occurred_at` is known; `until` is the last day of a period."""

    entry = models.OneToOneField("cases.Entry", primary_key=True, on_delete=models.PROTECT, related_name="act")
    when = models.CharField(max_length=10, default="moment")
    part = models.CharField(max_length=20, blank=True)  # of the day
    until = models.DateField(null=True, blank=True)
    forms = models.JSONField(default=list)
    known = models.CharField(max_length=20, blank=True)  # a key of `acts.KNOWN`
    source_entry = models.ForeignKey(
        "cases.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="tells_of"
    )
    source_report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="tells_of"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="act_when_known", condition=Q(when__in=WHENS)),
            models.CheckConstraint(name="act_until_of_period", condition=Q(until__isnull=True) | Q(when="period")),
        ]


class ActPerson(models.Model):
    """Who did the act, and to whom. The same child may stand on both sides of different acts."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="people")
    pupil = models.ForeignKey("schools.Pupil", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "pupil", "side"], name="in_the_act_once"),
            models.CheckConstraint(name="act_side_known", condition=Q(side__in=SIDES)),
        ]


class ActCheck(models.Model):
    """A later word on an act: it has stopped, it goes on, it is not known. The words are in its own line."""

    entry = models.OneToOneField("cases.Entry", primary_key=True, on_delete=models.PROTECT, related_name="act_check")
    act = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="checks")
    last_on = models.DateField(null=True, blank=True)  # the last day on which it happened, where somebody knows
