"""What a school has set of its own calendar: long holidays, closures, days with lessons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yorisoi.policy.school_days import CLOSED, OPEN


class CalendarSpan(models.Model):
    """From the first to the last day: closed or open. Written once; withdrawn, never changed. The later one stands."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="calendar_spans")
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("schools.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("schools.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school", "last"], name="span_standing", condition=Q(withdrawn_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(name="span_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="span_kind_known", condition=Q(kind__in=[CLOSED, OPEN])),
        ]
