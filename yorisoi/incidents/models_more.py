"""Files that went to 市教委 with what was submitted; the lifting of holds, asked for by one, answered by another."""

from __future__ import annotations

from django.db import models

from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.reports.models import Attachment
from yorisoi.schools.models import Staff


class IncidentCopyFile(models.Model):
    """A file that was submitted with a copy: the board sees its copy, and no other file of the school."""

    copy = models.ForeignKey(IncidentCopy, on_delete=models.PROTECT, related_name="files")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="submitted")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["copy", "attachment"], name="incident_copy_file_once")]


class HoldRelease(SealedRow):
    """Somebody asks that the holds of a closed incident be lifted: why, and what the family was told of it and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="releases")
    reason = SealedField()
    told = SealedField()
    told_on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "token"], name="hold_release_asked_once")]

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.incident.key


class HoldReleaseAnswer(SealedRow):
    """What the second person answered: lifted, or not, and why. Written once."""

    release = models.OneToOneField(HoldRelease, on_delete=models.PROTECT, related_name="answer")
    agreed = models.BooleanField()
    reason = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.release.incident.key
