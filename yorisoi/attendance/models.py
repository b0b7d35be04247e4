"""Attendance: the days a class was taken, the children who were not simply there, and the warnings that follow.

Only what departs from 出席 is written. A day of a class counts as taken once it has its `ClassDay`; a child of it
without a `Mark` on that day was present. A correction is a new mark that points at the one before; the last one stands.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.absence import CONTACTS, KINDS, OUTCOMES, Count
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

SOURCES = ("hand", "file")
STANDING = Q(correction__isnull=True)  # marks that no later one corrects


class Register(models.Model):
    """The register (出席簿) of a class for its year. Its key seals what was noted beside the days."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_class = models.OneToOneField(SchoolClass, on_delete=models.PROTECT, related_name="register")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class ClassDay(models.Model):
    """A day on which the class was taken: first by whom, when. Who was not there is in the marks."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    source = models.CharField(max_length=4, default="hand")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["register", "day"], name="class_taken_once"),
            models.CheckConstraint(name="class_day_source_known", condition=Q(source__in=SOURCES)),
        ]


class Mark(SealedRow):
    """What a child's day was, other than present; or, as a correction, that it was present after all."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="marks")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="marks")
    day = models.DateField()
    kind = models.CharField(max_length=12)
    note = SealedField()
    source = models.CharField(max_length=4, default="hand")
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "at", "id"]
        indexes = [models.Index(fields=["pupil", "day"], name="mark_of_pupil")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "day"], condition=Q(corrects__isnull=True), name="one_first_mark_of_a_day"
            ),
            models.CheckConstraint(name="mark_kind_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="mark_source_known", condition=Q(source__in=SOURCES)),
        ]

    def sealing_key(self) -> DataKey:
        """The register's key."""
        return self.register.key


class AbsenceWarning(SealedRow):
    """A count of absences that was reached. Written once; what becomes of it are its steps.

    count, amount: which one (for the second ground: the absences on that day). since, on: the first absence counted
    and the day on which it was reached. case: set when only the scale of this case asks so early; then it is kept
    from whoever is shut out of the case.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="absence_warnings")
    year = models.PositiveSmallIntegerField()
    count = models.CharField(max_length=7)
    amount = models.PositiveSmallIntegerField()
    since = models.DateField()
    on = models.DateField()
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cite = models.CharField(max_length=60)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-at", "id"]
        indexes = [models.Index(fields=["school", "year", "pupil"], name="warning_of_pupil")]
        constraints = [
            models.CheckConstraint(name="warning_count_known", condition=Q(count__in=[c.value for c in Count])),
            models.UniqueConstraint(
                fields=["pupil", "year"], condition=Q(count="serious"), name="one_second_ground_of_a_year"
            ),
        ]

    @property
    def state(self) -> str:
        """The kind of the last step, where the query has added it (`queries.last_step` as `last`)."""
        return str(getattr(self, "last", ""))

    @property
    def is_over(self) -> bool:
        """A correction has ended it."""
        return self.state in WarningStep.OVER


class WarningStep(SealedRow):
    """What became of a warning, line by line: raised, answered, ended by a correction, raised again, taken up.

    words, learned: what was done, what was learned. days: the absences of the year at that moment.
    """

    KINDS = ("raised", "answered", "ended", "again", "lowered", "taken_up")
    OVER = ("ended",)

    warning = models.ForeignKey(AbsenceWarning, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8)
    outcome = models.CharField(max_length=10, blank=True)
    contact = models.CharField(max_length=12, blank=True)
    words = SealedField()
    learned = SealedField()
    home = SealedField()
    next_on = models.DateField(null=True, blank=True)
    days = models.PositiveSmallIntegerField()
    report = models.ForeignKey("reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="warning_step_known",
                condition=Q(kind__in=["raised", "answered", "ended", "again", "lowered", "taken_up"]),
            ),
            models.CheckConstraint(name="warning_outcome_known", condition=Q(outcome__in=["", *OUTCOMES])),
            models.CheckConstraint(name="warning_contact_known", condition=Q(contact__in=["", *CONTACTS])),
            models.UniqueConstraint(fields=["warning", "token"], condition=~Q(token=""), name="answer_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The warning's key."""
        return self.warning.key

    @property
    def shown(self) -> dict[str, str]:
        """What was written: done, learned, home."""
        return {"done": self.text("words"), "learned": self.text("learned"), "home": self.text("home")}


class AttendanceUpload(models.Model):
    """A list between preview and import, sealed under the school's key; emptied as soon as it is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(default=bytes, editable=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
