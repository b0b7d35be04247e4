"""Editions that schools keep, their adoption, drafts of them; the school's own document; checks of the helplines.

Nothing here is about a person but who wrote it; all of it but drafts is, or may become, public. Hence nothing is
sealed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedRow
from yorisoi.schools.models import School, Staff


class StoredEdition(models.Model):
    """The whole text of an edition, named by its hash (`policy.stored`). Written once."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="stored_editions")
    name = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    text = models.TextField()
    title = models.CharField(max_length=120)
    version = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["name"], name="stored_edition_name")]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_text_of_a_name")]


class Adoption(models.Model):
    """An edition came into force: which, instead of which, by whom, for which school year. Written once.

    decided_on, body: when and where the school had decided so. note: what was said of it, without names.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="adoptions")
    name = models.CharField(max_length=40)
    before = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=20, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["school", "at"], name="adoptions_of_school")]
        constraints = [models.CheckConstraint(name="adoption_changes_something", condition=~Q(name=models.F("before")))]


class EditionDraft(models.Model):
    """An edition being written: the TOML text as it was last typed, whether or not it can be used.

    base: the edition that it began from. saves: how often it was kept. Ends by being adopted or given up; then it
    stays as it was.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="edition_drafts")
    base = models.CharField(max_length=40)
    token = models.CharField(max_length=64)
    text = models.TextField()
    saves = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    adoption = models.OneToOneField(Adoption, null=True, blank=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="draft_begun_once"),
            models.CheckConstraint(
                name="adopted_draft_is_closed", condition=Q(adoption__isnull=True) | Q(closed_at__isnull=False)
            ),
        ]


class DraftSave(models.Model):
    """What stood in a draft before it was saved otherwise: the way back. Written once.

    number: how often the draft had been saved until then; `at` and `by` are of that save, kept_at of the next.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(EditionDraft, on_delete=models.PROTECT, related_name="earlier")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-number", "-id"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_text_of_a_save")]


class PolicyFile(models.Model):
    """The school's own document, as a PDF that everybody may fetch. Written once."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="policy_files")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "sha256", "year"], name="policy_file_once")]


class PublicPage(models.Model):
    """What a school wants of its public pages, from this moment on. Written once; the last row stands.

    file: the document shown, or none. indexable: search engines may list the pages.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="public_pages")
    file = models.ForeignKey(PolicyFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    indexable = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["school", "at"], name="public_page_of_school")]


class HelplineYear(SealedRow):
    """The school year in which the helplines are to be checked: what the duty is about."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="helplines_once_a_year")]


class HelplineCheck(models.Model):
    """Somebody has made sure of a number, or found it wrong. Written once; the last one of a number stands."""

    of = models.ForeignKey(HelplineYear, on_delete=models.PROTECT, related_name="checks")
    phone = models.CharField(max_length=20)
    right = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["of", "phone", "at"], name="checks_of_phone")]
