"""What is owed: duties with a clock and a clause, and the notices that tell people of them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from yorisoi.journal.ids import silent_id
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

OWN_COLUMNS = ("report", "case", "meeting")  # the rest is a subject
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
    # what else it is about: the model's label and the row's id (`duties.subjects`)
    subject_kind = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.UUIDField(null=True, blank=True)
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
        ordering = ["due_at", "owed_at", "pk"]
        indexes = [
            models.Index(
                fields=["school", "acting_post", "due_at", "owed_at", "id", "staff", "school_class", "grade"],
                name="duty_open_by_post",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["school_class", "acting_post", "due_at", "owed_at", "id"],
                name="duty_open_by_class",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True, school_class__isnull=False),
            ),
            models.Index(
                fields=["staff", "due_at", "owed_at", "id"],
                name="duty_open_by_staff",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True, staff__isnull=False),
            ),
            models.Index(fields=["done_by", "-done_at"], name="duty_done_by", condition=Q(done_at__isnull=False)),
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
            models.Index(fields=["subject_id"], name="duty_of_subject", condition=Q(subject_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="duty_about_one_thing",
                condition=Q(report__isnull=False, case__isnull=True, subject_id__isnull=True, subject_kind="")
                | Q(report__isnull=True, case__isnull=False, subject_id__isnull=True, subject_kind="")
                | (Q(report__isnull=True, case__isnull=True, subject_id__isnull=False) & ~Q(subject_kind="")),
            ),
            models.CheckConstraint(
                name="duty_ends_once", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The key of what it is about."""
        return self.about.sealing_key()

    @property
    def about(self) -> Any:
        """The report or case, or what else it is about."""
        if self.subject_id is None:
            return self.case if self.case_id else self.report
        if not hasattr(self, "_subject"):
            self._subject = apps.get_model(self.subject_kind)._default_manager.get(pk=self.subject_id)
        return self._subject

    def hold(self, about: Any) -> None:
        """Keep what it is about, where that has been read already, so that it need not be read again."""
        if about._meta.model_name in OWN_COLUMNS:
            setattr(self, about._meta.model_name, about)
        else:
            self._subject = about

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
    subject_kind = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["staff", "-at", "-id"], name="notice_unseen", condition=Q(seen_at__isnull=True)),
        ]


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


def about_fields(about: Any) -> dict[str, Any]:
    """Return the columns that point at this: {"report_id": …}, {"case_id": …}, or those of another subject."""
    if about._meta.model_name in OWN_COLUMNS:
        return {f"{about._meta.model_name}_id": about.pk}
    return {"subject_kind": about._meta.label_lower, "subject_id": about.pk}
