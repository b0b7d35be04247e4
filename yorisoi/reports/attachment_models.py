"""Files that belong to a report or to a case: the original as sent, in sealed pieces, and the copy that is shown.

All of it is written once; the database refuses changes. What is learned later about a file is another note.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yorisoi.journal.ids import new_id
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.schools.models import School, Staff

# of a child's matter, not of prevention
_PLAIN = Q(evidence__isnull=True, lesson__isnull=True, training__isnull=True)
_NONE = Q(report__isnull=True, case__isnull=True, entry__isnull=True, line__isnull=True)


class Attachment(SealedRow):
    """添付: one file, of a report, a case (there perhaps of one line), a line of an incident, the plan, a lesson,
    a training.

    Sealed under the key of what it belongs to.

    sha256: of the original, in hex; the same stands in the journal. name: as the sender's machine called it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(
        "cases.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    line = models.ForeignKey(
        "incidents.IncidentLine", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    evidence = models.ForeignKey(
        "prevention.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    lesson = models.ForeignKey(
        "together.Lesson", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    training = models.ForeignKey(
        "training.Training", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = SealedField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_of_report_or_case",
                condition=Q(_PLAIN, report__isnull=False, case__isnull=True, entry__isnull=True, line__isnull=True)
                | Q(_PLAIN, report__isnull=True, case__isnull=False, line__isnull=True)
                | Q(_PLAIN, report__isnull=True, case__isnull=True, entry__isnull=True, line__isnull=False)
                | Q(_NONE, evidence__isnull=False, lesson__isnull=True, training__isnull=True)
                | Q(_NONE, evidence__isnull=True, lesson__isnull=False, training__isnull=True)
                | Q(_NONE, evidence__isnull=True, lesson__isnull=True, training__isnull=False),
            ),
            models.CheckConstraint(name="attachment_kind_known", condition=Q(kind__in=list(FILE_KINDS))),
            models.UniqueConstraint(
                fields=["report", "sha256"], condition=Q(report__isnull=False), name="report_file_once"
            ),
            models.UniqueConstraint(
                fields=["case", "sha256"], condition=Q(case__isnull=False, entry__isnull=True), name="case_file_once"
            ),
            models.UniqueConstraint(
                fields=["entry", "sha256"], condition=Q(entry__isnull=False), name="entry_file_once"
            ),
            models.UniqueConstraint(
                fields=["line", "sha256"], condition=Q(line__isnull=False), name="incident_file_once"
            ),
            models.UniqueConstraint(
                fields=["evidence", "sha256"], condition=Q(evidence__isnull=False), name="evidence_file_once"
            ),
            models.UniqueConstraint(
                fields=["lesson", "sha256"], condition=Q(lesson__isnull=False), name="lesson_file_once"
            ),
            models.UniqueConstraint(
                fields=["training", "sha256"], condition=Q(training__isnull=False), name="training_file_once"
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The key of what it belongs to."""
        return self.owner.key

    @property
    def owner(self) -> Any:
        """The report, case or incident that it belongs to; of the year's plan, the evidence; a lesson or training."""
        if self.training is not None:
            return self.training
        if self.lesson is not None:
            return self.lesson
        if self.evidence is not None:
            return self.evidence
        if self.line is not None:
            return self.line.incident
        return self.case if self.report is None else self.report


class AttachmentPart(models.Model):
    """A piece of an original (page 0) or of a page of its copy (from 1), sealed; bound to its place in the whole."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="parts")
    page = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "page", "number"], name="attachment_part_once")]


class AttachmentCopy(models.Model):
    """One try at making the copy that is shown: made (with the sizes of its pages), or why not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="copies")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    mime = models.CharField(max_length=40, blank=True)
    sizes = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(default=0)  # pages beyond those that are shown

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["attachment"], condition=Q(outcome="made"), name="attachment_copied_once"),
            models.CheckConstraint(
                name="attachment_outcome_known",
                condition=Q(outcome__in=["made", "unreadable", "too_much", "crashed", "late"]),
            ),
        ]


class AttachmentNote(SealedRow):
    """What is known about a screenshot: service, account, time, address, who took it. `by` None: whoever sent it."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = SealedField()

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The key of the attachment."""
        return self.attachment.sealing_key()


class OriginalOpened(SealedRow):
    """Somebody took an original out, and why: it carries what the copy does not (where a photo was taken, when)."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The key of the attachment."""
        return self.attachment.sealing_key()


__all__ = ["Attachment", "AttachmentCopy", "AttachmentNote", "AttachmentPart", "OriginalOpened"]
