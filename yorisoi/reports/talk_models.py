"""What is said behind the receipt after the report itself, and who has seen it. Written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Staff


class Message(SealedRow):
    """Words of the reporter (`by` is empty: nobody asks who they are) or an answer of the school to them."""

    REPORTER, SCHOOL = "reporter", "school"

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=10)  # who speaks: reporter, school
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = SealedField()
    token_hash = models.BinaryField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["report", "at"], name="message_of_report")]
        constraints = [
            models.CheckConstraint(
                name="message_speaker_known",
                condition=Q(direction="reporter", by__isnull=True) | Q(direction="school", by__isnull=False),
            )
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class MessageFile(models.Model):
    """A file that came with a message. The same file sent twice is one attachment, and stands with both."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    attachment = models.ForeignKey("reports.Attachment", on_delete=models.PROTECT, related_name="messages")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "attachment"], name="message_file_once")]


class MessageSeen(models.Model):
    """Who saw a message first when: a member of staff, or the reporter (`staff` is empty)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="seen")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "staff"], name="message_seen_once"),
            models.UniqueConstraint(
                fields=["message"], condition=Q(staff__isnull=True), name="message_seen_by_reporter_once"
            ),
        ]
