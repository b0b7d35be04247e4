"""Answers to the national survey that do not follow from the record, and the monthly tables that were submitted.

Answers are codes in small columns, so that a city's tables are a few GROUP BY. Written once; a correction is a row that
`replaces` the one before, and each row can be replaced once: there is always one that stands. An empty column is a
question not answered yet; 0 where several may be chosen is 「特にない」.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.cases.models import Involvement
from yorisoi.incidents.models import Incident
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import School, Staff


class Answered(models.Model):
    """What all answers have: who, when, which press of the button."""

    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class NationalAnswer(Answered):
    """What is answered for one child who suffers in one case (1件). `found` and `police` are codes, the others bits."""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="national_answers")
    found = models.PositiveSmallIntegerField(null=True, blank=True)
    consulted = models.PositiveIntegerField(null=True, blank=True)
    to_victim = models.PositiveIntegerField(null=True, blank=True)
    to_perpetrator = models.PositiveIntegerField(null=True, blank=True)
    police = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Answered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["involvement", "token"], name="national_answer_sent_once"),
            models.UniqueConstraint(
                fields=["involvement"], condition=Q(replaces__isnull=True), name="national_answer_one_first"
            ),
            models.CheckConstraint(name="national_found", condition=Q(found__isnull=True) | Q(found__range=(1, 12))),
            models.CheckConstraint(
                name="national_consulted", condition=Q(consulted__isnull=True) | Q(consulted__range=(1, 2**9 - 1))
            ),
            models.CheckConstraint(
                name="national_to_victim", condition=Q(to_victim__isnull=True) | Q(to_victim__lt=2**8)
            ),
            models.CheckConstraint(
                name="national_to_perpetrator", condition=Q(to_perpetrator__isnull=True) | Q(to_perpetrator__lt=2**16)
            ),
            models.CheckConstraint(name="national_police", condition=Q(police__isnull=True) | Q(police__lte=1)),
        ]


class SchoolAnswer(Answered):
    """What the school answers once a year: its daily measures, and how it asks the children. Bits."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="national_answers")
    year = models.PositiveSmallIntegerField()
    measures = models.PositiveIntegerField(null=True, blank=True)
    surveyed = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Answered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="school_answer_sent_once"),
            models.UniqueConstraint(
                fields=["school", "year"], condition=Q(replaces__isnull=True), name="school_answer_one_first"
            ),
            models.CheckConstraint(
                name="school_answer_bits",
                condition=(Q(measures__isnull=True) | Q(measures__lt=2**12))
                & (Q(surveyed__isnull=True) | Q(surveyed__lt=2**10)),
            ),
        ]


class IncidentAnswer(Answered):
    """What is answered for one serious incident: which harm (bits), and what was known before (1–3)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="national_answers")
    harms = models.PositiveSmallIntegerField(null=True, blank=True)
    before = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Answered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["incident", "token"], name="incident_answer_sent_once"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(replaces__isnull=True), name="incident_answer_one_first"
            ),
            models.CheckConstraint(
                name="incident_answer_codes",
                condition=(Q(harms__isnull=True) | Q(harms__lt=2**4))
                & (Q(before__isnull=True) | Q(before__range=(1, 3))),
            ),
        ]


class MonthSubmitted(SealedRow):
    """The monthly table (月例報告) as the school submitted it. The board reads this and nothing else."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="months_submitted")
    year = models.PositiveSmallIntegerField()  # of the calendar, as `month`
    month = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    table = SealedField()  # [{"code", "title", "rows": [[label, number …]]}]
    note = SealedField()

    @property
    def part_way(self) -> bool:
        """Whether it was submitted before the month was over, so that another is to come."""
        day = day_of(self.at)
        return (day.year, day.month) == (self.year, self.month)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "year", "month"], name="month_of_school")]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="month_sent_once"),
            models.CheckConstraint(name="month_known", condition=Q(month__range=(1, 12))),
        ]
