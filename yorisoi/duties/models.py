"""What is owed: duties with a clock and a clause, and the notices that tell people of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.ids import silent_id
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

if TYPE_CHECKING:
    from uuid import UUID

OPEN = Q(done_at__isnull=True, dropped_at__isnull=True)


class Duty(SealedRow):
    """One thing that somebody owes. It belongs to a post (`acting_post`) or, once assigned, to a person (`staff`).

    `owner_post` is the post that the policy names; `acting_post` who really owes it when that post is
    vacant or its holder is shut out. Ends by being done or by a decision that makes it needless.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="duties")
    name = models.CharField(max_length=40)
    cite = models.CharField(max_length=60)
    clock = models.CharField(max_length=30)
    owner_post = models.CharField(max_length=20)
    acting_post = models.CharField(max_length=20)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    meeting = models.ForeignKey(
        "meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="duties"
    )
    key = models.ForeignKey(DataKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = SealedField()  # what exactly, where a meeting put it in words
    owed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by_move = models.CharField(max_length=40, blank=True)
    late_reason = SealedField()
    late_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "owed_at"]
        indexes = [
            models.Index(
                fields=["school", "acting_post", "due_at"],
                name="duty_open_by_post",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["staff", "due_at"],
                name="duty_open_by_staff",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(  # the lists of what is owed are counted and put in order without a look at the rows
                fields=[
                    *("school", "due_at", "owed_at", "id", "acting_post", "staff", "name", "case"),
                    *("school_class", "grade", "report", "done_at", "dropped_at"),
                ],
                name="duty_open_in_order",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(  # the next one of each case, for the board
                fields=["case", "due_at", "done_at", "dropped_at"],
                name="duty_next_of_case",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="duty_about_one_thing",
                condition=Q(report__isnull=False, case__isnull=True)
                | Q(report__isnull=True, case__isnull=False)
                | Q(report__isnull=True, case__isnull=True, pupil__isnull=False, key__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_ends_once", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The key of the report or case it is about; its own where it is about a child alone."""
        if self.key is not None:
            return self.key
        found: DataKey = self.about.sealing_key()
        return found

    @property
    def about(self) -> Any:
        """The report or case, or the child where there is neither."""
        return self.case or self.report or self.pupil

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.done_at is None and self.dropped_at is None


class Notice(models.Model):
    """A word to one person that something waits. Carries no name and no narrative, nor does its mail."""

    id = models.BigIntegerField(primary_key=True, default=silent_id, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    report = models.ForeignKey("reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["staff", "seen_at", "-at"], name="notice_unseen")]


class Absence(models.Model):
    """Somebody is away and another stands in. Why they are away is nobody's business and is not asked.

    Written once; `ended_at` is set when they come back earlier, or when another row takes its place.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()  # the last day away
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        indexes = [
            models.Index(fields=["substitute", "until"], name="away_by_substitute", condition=Q(ended_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(name="away_with_somebody_else", condition=~Q(staff=F("substitute"))),
            models.CheckConstraint(name="away_ends_after_it_begins", condition=Q(until__gte=F("since"))),
        ]


def about_fields(about: Any) -> dict[str, UUID]:
    """Return the column that points at this report or case: {"report_id": …} or {"case_id": …}."""
    return {f"{about._meta.model_name}_id": about.pk}
