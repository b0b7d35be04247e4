"""Rows of custody: who opened who told, what was put right, whose name came up later, what 市教委 directs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Staff


class NameWithdrawal(SealedRow):
    """A child was named by mistake: the name stays on record, and counts no longer. Naming the child again ends it."""

    named = models.ForeignKey("reports.NamedPupil", on_delete=models.PROTECT, related_name="withdrawals")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = SealedField()
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["named"], condition=Q(restored_at__isnull=True), name="withdrawn_once")
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.named.report.key


class IdentityOpening(SealedRow):
    """Somebody who holds the right opened who told, with a reason. Written once; the other holders see it."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="identity_openings")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = SealedField()

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class ReporterCorrection(SealedRow):
    """Who told was written down wrongly: what is right stands beside it, in custody like the first. Written once."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="reporter_corrections")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=20, blank=True)  # what the source is after all; empty: as first said
    said = SealedField()
    reason = SealedField()

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class StaffMention(SealedRow):
    """A name of the staff that came up in a memo, a line, a message or notes: somebody says whether they are meant.

    Shuts nobody out by itself: who helps is named there as often as who is meant.
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="staff_mentions")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    place = models.CharField(max_length=12)  # memo, entry, message, meeting
    phrase = SealedField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meant = models.BooleanField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "staff"], condition=Q(settled_at__isnull=True), name="pointed_out_once"
            )
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class Direction(SealedRow):
    """What 市教委 directs where 校長 and 教頭 are named: who acts in their stead, a word to the chair. Written once."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="directions")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    acting = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="directions")
    words = SealedField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "token"], condition=~Q(token=""), name="direction_sent_once")
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key
