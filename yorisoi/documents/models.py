"""Documents that were made, and extracts for one family. Written once; the database refuses the rest."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.cases.models import Case
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.meetings.models import Meeting
from yorisoi.schools.models import School, Staff
from yorisoi.schools.numbers import label_of

FORMATS = ("pdf", "xlsx", "docx")


class Made(SealedRow):
    """One making of a document: what, about what, by whom, when, and its content, from which it can be made again.

    `content` lies under the key of what it is about: when that is destroyed, so is every copy kept here.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=5)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    extract = models.ForeignKey(
        "documents.Extract", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    incident = models.ForeignKey(
        "incidents.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    posts = models.CharField(max_length=120, blank=True)  # held when it was made: who has lost one makes it anew
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the content
    content = SealedField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        verbose_name_plural = "made"
        indexes = [models.Index(fields=["case", "-at"], name="made_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_document_of_a_number"),
            models.UniqueConstraint(fields=["by", "token"], condition=~Q(token=""), name="document_made_once"),
            models.UniqueConstraint(fields=["extract"], name="extract_released_once"),
            models.CheckConstraint(name="document_format_known", condition=Q(format__in=FORMATS)),
            models.CheckConstraint(
                name="document_about_one_thing",
                condition=Q(case__isnull=False, meeting__isnull=True, extract__isnull=True, incident__isnull=True)
                | Q(case__isnull=True, meeting__isnull=False, extract__isnull=True, incident__isnull=True)
                | Q(case__isnull=True, meeting__isnull=True, extract__isnull=False, incident__isnull=True)
                | Q(case__isnull=True, meeting__isnull=True, extract__isnull=True, incident__isnull=False),
            ),
        ]

    @property
    def label(self) -> str:
        """The number: 「2026-0417」."""
        return label_of(self.year, self.number)


from yorisoi.documents.extract_models import Extract, ExtractOf, Mask, MaskLifted  # noqa: E402
from yorisoi.documents.passing_models import HandedOver, PassOn, PassOnOf  # noqa: E402

__all__ = ["Extract", "ExtractOf", "HandedOver", "Made", "Mask", "MaskLifted", "PassOn", "PassOnOf"]
