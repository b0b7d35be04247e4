"""The question "could this be serious?": asked of a case or a report when the facts say so, answered, kept.

What was asked of a report before a body met on it stays asked when the report comes into a case.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yorisoi.cases.models import Case
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.serious_facts import ANSWERS, FACTS
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff

OF_ONE = Q(case__isnull=False, report__isnull=True) | Q(case__isnull=True, report__isnull=False)


class SeriousAnswer(SealedRow):
    """What somebody answered, and why. Written once; a later answer is another row."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="serious_answers")
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="serious_answers")
    answer = models.CharField(max_length=6)
    reason = SealedField()
    next_on = models.DateField(null=True, blank=True)
    token = models.CharField(max_length=64)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="serious_answer_known", condition=Q(answer__in=list(ANSWERS))),
            models.UniqueConstraint(fields=["case", "token"], name="serious_answer_once"),
            models.UniqueConstraint(fields=["report", "token"], name="serious_answer_once_of_report"),
            models.CheckConstraint(name="serious_answer_of_one", condition=OF_ONE),
        ]

    def sealing_key(self) -> DataKey:
        """The key of the case or report."""
        return self.about.key

    @property
    def about(self) -> Any:
        """The case or report."""
        return self.case if self.case is not None else self.report


class SeriousQuestion(SealedRow):
    """A fact for which the question is asked. source: "entry:…", "report:…", "warning:…". answer: what settled it."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="serious_questions")
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="serious_questions"
    )
    fact = models.CharField(max_length=10)
    amount = models.PositiveIntegerField(default=0)  # yen, or days of absence
    words = SealedField()  # the words that were found, as they stand
    source = models.CharField(max_length=60)
    at = models.DateTimeField()
    answer = models.ForeignKey(SeriousAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="serious_fact_known", condition=Q(fact__in=list(FACTS))),
            models.UniqueConstraint(fields=["case", "fact", "source"], name="serious_asked_once"),
            models.UniqueConstraint(fields=["report", "fact", "source"], name="serious_asked_once_of_report"),
            models.CheckConstraint(name="serious_question_of_one", condition=OF_ONE),
        ]
        indexes = [models.Index(fields=["case"], name="serious_open", condition=Q(answer__isnull=True))]

    def sealing_key(self) -> DataKey:
        """The key of the case or report."""
        return self.about.key

    @property
    def about(self) -> Any:
        """The case or report."""
        return self.case if self.case is not None else self.report
