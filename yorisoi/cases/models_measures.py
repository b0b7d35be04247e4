"""Measures as a plan that is looked at again, and the agencies outside that a school works with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.cases.models_hearings import OfCase
from yorisoi.journal.sealed import SealedField
from yorisoi.schools.models import Pupil, School, Staff

EFFECTS = ("worked", "partly", "none", "too_early")
NEXTS = ("go_on", "change", "end")
AGENCIES = ("police", "child_centre", "medical", "legal", "other")


class Measure(OfCase):
    """One row of the plan: which problem, what is done, by whom, by when, when its effect is looked at.

    A change is a new row that `replaces` the old one. planned: {"problem", "measure"}.
    """

    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    do_by = models.DateField()
    look_on = models.DateField()
    planned = SealedField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "token"], condition=~Q(token=""), name="measure_sent_once"),
            models.CheckConstraint(name="looked_at_after_it_was_done", condition=Q(look_on__gte=models.F("do_by"))),
        ]


class MeasureDuty(models.Model):
    """Which duty a row of the plan made: to do it, to look at it."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="duties")
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, related_name="measure_link")


class Effect(OfCase):
    """What came of a measure, or of a line of care or guidance; and whether it goes on. words: {"seen", "answer"}."""

    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="effects")
    entry = models.ForeignKey("cases.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="effects")
    effect = models.CharField(max_length=12)
    onward = models.CharField(max_length=8)
    words = SealedField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(name="effect_known", condition=Q(effect__in=EFFECTS)),
            models.CheckConstraint(name="onward_known", condition=Q(onward__in=NEXTS)),
            models.CheckConstraint(
                name="effect_of_one_thing",
                condition=Q(measure__isnull=False, entry__isnull=True) | Q(measure__isnull=True, entry__isnull=False),
            ),
        ]


class Agency(models.Model):
    """Whom outside the school can call: the school's own list. A row that no longer holds is retired, not deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    person = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name", "id"]
        verbose_name_plural = "agencies"
        constraints = [models.CheckConstraint(name="agency_known", condition=Q(kind__in=AGENCIES))]
