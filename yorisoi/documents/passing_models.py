"""What goes to another school with a child who leaves: decided by a person, handed over by a person. Written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.documents.extract_models import Extract
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, Staff

PACKAGE, NOTHING = "package", "nothing"
GROUNDS = ("consent", "office", "benefit", "rules")
CONSENTS = ("agreed", "told", "refused", "not_asked")
WAYS = ("in_person", "post", "secure", "other")


class PassOn(SealedRow):
    """The decision about one child: what goes to which school, on what ground; or that nothing goes, and why.

    words: {"to", "watching", "safety", "more", "ground", "consent", "why"} in the decider's own words. extract: the
    text as gathered, with its masks; a person looks at each before it becomes a document.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="pass_ons")
    decision = models.CharField(max_length=7)
    ground = models.CharField(max_length=10, blank=True)
    consent = models.CharField(max_length=10, blank=True)
    words = SealedField()
    extract = models.OneToOneField(Extract, null=True, blank=True, on_delete=models.PROTECT, related_name="pass_on")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        verbose_name_plural = "pass-ons"
        constraints = [
            models.CheckConstraint(
                name="pass_on_decided",
                condition=Q(decision=PACKAGE, ground__in=GROUNDS, consent__in=CONSENTS, extract__isnull=False)
                | Q(decision=NOTHING, ground="", extract__isnull=True),
            ),
            models.CheckConstraint(
                name="pass_on_not_against_consent", condition=~Q(ground="consent") | Q(consent="agreed")
            ),
            models.UniqueConstraint(fields=["by", "token"], condition=~Q(token=""), name="pass_on_decided_once"),
        ]


class PassOnOf(models.Model):
    """A case that was decided upon: it goes along or not. Whoever may not read it does not see the decision."""

    pass_on = models.ForeignKey(PassOn, on_delete=models.PROTECT, related_name="matters")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    chosen = models.BooleanField()

    class Meta:
        verbose_name_plural = "pass-ons of"
        constraints = [models.UniqueConstraint(fields=["pass_on", "case"], name="pass_on_of_a_case_once")]


class HandedOver(SealedRow):
    """A package was handed over: when, how, to whom (words: {"to", "note"})."""

    pass_on = models.ForeignKey(PassOn, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField()
    way = models.CharField(max_length=10)
    words = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "handed over"
        constraints = [
            models.CheckConstraint(name="handed_over_in_a_way", condition=Q(way__in=WAYS)),
            models.UniqueConstraint(fields=["pass_on", "token"], condition=~Q(token=""), name="handed_over_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The decision's key."""
        return self.pass_on.key
