"""Where each case stands on the board, kept by the database."""

from __future__ import annotations

from django.db import models

from yorisoi.cases.models import Case
from yorisoi.schools.models import School


class CasePlace(models.Model):
    """Where a case stands on the board: what the order there goes by, in one index. No word of the case itself.

    The database keeps it (`journal.keeping`, migration 0021); nothing here writes it. It says in which order to read,
    never what to show: that is read from the case and its duties.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="place")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField()  # grave, not grave, not asked; urgent first; those that owe nothing last
    due_at = models.DateTimeField(null=True, blank=True)  # of the duty that is due next
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "due_at", "entered_at", "case"]
        indexes = [
            models.Index(
                fields=["school", "state", "rank", "due_at", "entered_at", "case"], name="case_places_in_order"
            ),
        ]
