"""An extract for one family: everything recorded about their child, and what of it is masked, with its reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, Staff

# why something is masked: other child, another family, who told, content by which another is known, the office's
# work, danger for the child itself (法78条1項)
REASONS = ("other_child", "other_family", "told", "recognisable", "office", "danger")


class Extract(SealedRow):
    """The unmasked text as gathered at one moment, under a key of its own. `content` is a document's content."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = SealedField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["by", "token"], condition=~Q(token=""), name="extract_made_once"),
        ]


class ExtractOf(models.Model):
    """Which case or report an extract was gathered from: whoever may not read one of them does not see the extract."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="sources")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extract_of_one_thing",
                condition=Q(case__isnull=False, report__isnull=True) | Q(case__isnull=True, report__isnull=False),
            )
        ]


class Mask(SealedRow):
    """One place that is masked: which text, from which sign to which, why. by: empty where the rules found it.

    `words`: {"word", "note"}: what is hidden, and why in the person's own words.
    """

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="masks")
    text_number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=16)
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = SealedField()

    class Meta:
        ordering = ["text_number", "start", "id"]
        constraints = [
            models.CheckConstraint(name="mask_reason_known", condition=Q(reason__in=REASONS)),
            models.CheckConstraint(name="mask_hides_something", condition=Q(end__gt=models.F("start"))),
        ]

    def sealing_key(self) -> DataKey:
        """The extract's key."""
        return self.extract.key


class MaskLifted(SealedRow):
    """A mask was taken off by a person, with the reason. The mask stays on record."""

    mask = models.OneToOneField(Mask, on_delete=models.PROTECT, related_name="lifted")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = SealedField()

    class Meta:
        verbose_name_plural = "masks lifted"

    def sealing_key(self) -> DataKey:
        """The extract's key."""
        return self.mask.extract.key
