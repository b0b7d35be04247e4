"""The turn of a school year: one for each school and year, and what is planned for it, line by line.

Where the children go is no plan but next year's seats themselves (`schools.Enrolment` of the year to come); they count
from 1 April on. What takes effect only with the turn – who leaves, who holds which post – is planned here.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

HOMEROOM, GRADE_HEAD, DEPARTS, LEAVES = "homeroom", "grade_head", "departs", "leaves"
ABOUT = ("staff", "pupil", "school_class", "grade")


def _whole(kind: str, *columns: str) -> Q:
    """Return what a line of this kind fits: these columns have a value, the others of `ABOUT` none."""
    return Q(kind=kind, **{f"{name}__isnull": name not in columns for name in ABOUT})


class YearTurn(models.Model):
    """The turn into a school year. `set_at`: it is fixed and happens by itself on the day. `applied_at`: it is done."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="turns")
    year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    set_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told: Any = models.JSONField(default=dict)  # what it did, in numbers of the roster; nothing of cases

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="one_turn_of_a_year"),
            models.CheckConstraint(
                name="turn_set_by_somebody",
                condition=Q(set_at__isnull=True, set_by__isnull=True) | Q(set_at__isnull=False, set_by__isnull=False),
            ),
        ]


class PlanLine(models.Model):
    """One thing planned: a 担任 of a class, a 学年主任 of a grade, a colleague who goes, a child who leaves.

    Written once; `withdrawn_at` is set when another line takes its place or it falls away.
    """

    turn = models.ForeignKey(YearTurn, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="plan_line_is_whole",
                condition=_whole(HOMEROOM, "staff", "school_class")
                | _whole(GRADE_HEAD, "staff", "grade")
                | _whole(DEPARTS, "staff")
                | _whole(LEAVES, "pupil"),
            ),
            models.UniqueConstraint(
                fields=["turn", "school_class"],
                condition=Q(kind=HOMEROOM, withdrawn_at__isnull=True),
                name="one_homeroom_planned",
            ),
            models.UniqueConstraint(
                fields=["turn", "grade"],
                condition=Q(kind=GRADE_HEAD, withdrawn_at__isnull=True),
                name="one_grade_head_planned",
            ),
            models.UniqueConstraint(
                fields=["turn", "staff"], condition=Q(kind=DEPARTS, withdrawn_at__isnull=True), name="departs_once"
            ),
            models.UniqueConstraint(
                fields=["turn", "pupil"], condition=Q(kind=LEAVES, withdrawn_at__isnull=True), name="leaves_once"
            ),
        ]
