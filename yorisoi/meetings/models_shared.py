"""What goes to people who were not there, who has read it, and meetings that come again by a rule."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.ids import silent_id
from yorisoi.schools.models import School, Staff


class Sharing(models.Model):
    """Something that people are to read: the minutes of a meeting, or a line for all staff (`staff_informed`)."""

    id = models.BigIntegerField(primary_key=True, default=silent_id, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(
        "meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="sharing"
    )
    entry = models.OneToOneField("cases.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="sharing")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sharing_of_one_thing",
                condition=Q(meeting__isnull=False, entry__isnull=True) | Q(meeting__isnull=True, entry__isnull=False),
            )
        ]


class Addressee(models.Model):
    """One person who is to know it: how they are told, whether that is done, and when they said that they read it."""

    sharing = models.ForeignKey(Sharing, on_delete=models.PROTECT, related_name="addressees")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="addressed")
    how = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["staff__family_kana", "id"]
        constraints = [models.UniqueConstraint(fields=["sharing", "staff"], name="addressed_once")]
        indexes = [
            models.Index(fields=["staff", "sharing"], name="addressee_unread", condition=Q(read_at__isnull=True))
        ]


class Series(models.Model):
    """A routine meeting: every week or month, on a weekday, at a time, until a day. A change is a new series."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="meeting_series")
    body = models.CharField(max_length=20)
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    nth = models.PositiveSmallIntegerField(default=0)  # 0: every week; 1–4: of the month; 5: the last
    at = models.TimeField()
    place = models.CharField(max_length=60, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "weekday", "id"]
        constraints = [
            models.CheckConstraint(name="series_weekday", condition=Q(weekday__lte=6, nth__lte=5)),
            models.CheckConstraint(name="series_ends_after", condition=Q(ends_on__gte=models.F("begins_on"))),
        ]


class SeriesMeeting(models.Model):
    """A meeting that a series has called, for a day of its rule."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="called")
    day = models.DateField()
    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.PROTECT, related_name="of_series")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="series_calls_a_day_once")]
