"""Meetings of the policy's bodies: convened, attended, decided, finalised."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.ids import silent_id
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.roles import BODY_LABELS, Body
from yorisoi.schools.models import School, Staff
from yorisoi.schools.numbers import label_of


class Meeting(SealedRow):
    """One meeting. Once finalised it never changes; a correction is an addition (a later meeting or entry)."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="meetings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    body = models.CharField(max_length=20)
    scheduled_at = models.DateTimeField()
    place = models.CharField(max_length=60, blank=True)
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    notes = SealedField()  # what is known, as taken down in the room
    next_at = models.DateTimeField(null=True, blank=True)
    next_work = SealedField()
    version = models.PositiveIntegerField(default=0)
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes = SealedField()
    minutes_hash = models.BinaryField(null=True)

    class Meta:
        ordering = ["-scheduled_at", "-pk"]
        indexes = [
            models.Index(fields=["school", "finalised_at", "-scheduled_at"], name="meeting_open"),
            models.Index(
                fields=["school", "-scheduled_at", "id"],
                name="meeting_past",
                condition=Q(finalised_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_meeting_of_a_number"),
            models.CheckConstraint(name="meeting_body_known", condition=Q(body__in=[b.value for b in Body])),
            models.CheckConstraint(
                name="meeting_finalised_by_somebody",
                condition=Q(finalised_at__isnull=True) | Q(finalised_by__isnull=False, opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{BODY_LABELS[self.body]} {self.label}"

    @property
    def label(self) -> str:
        """The number: 「2026-0417」."""
        return label_of(self.year, self.number)


class Seats(models.Manager["Attendance"]):
    """The seats that stand: whose invitation was taken back has none any more, on no page and in no count."""

    def get_queryset(self) -> models.QuerySet[Attendance]:
        """Return the seats without those taken back."""
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Attendance(models.Model):
    """Who was called, by which seat, and whether they came. `everyone`: the invitations taken back as well."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="attendances")
    post = models.CharField(max_length=20)
    seat = models.CharField(max_length=10, default="member")  # member, invited
    present = models.BooleanField(null=True)
    informed = models.CharField(max_length=60, blank=True)  # how an absent member is told
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # a guest's invitation, before the minutes were fixed

    objects = Seats()
    everyone: models.Manager[Attendance] = models.Manager()

    class Meta:
        ordering = ["seat", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "staff"], name="one_seat_each"),
            models.CheckConstraint(name="seat_known", condition=Q(seat__in=["member", "invited"])),
        ]


class AgendaItem(models.Model):
    """A report or a case that a meeting takes up."""

    id = models.BigIntegerField(primary_key=True, default=silent_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        # few items are about a report: an index of all would be taken for useless, every item be read
        indexes = [models.Index(fields=["report"], name="item_of_report", condition=Q(report__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "report"], name="report_on_agenda_once"),
            models.UniqueConstraint(fields=["meeting", "case"], name="case_on_agenda_once"),
            models.CheckConstraint(
                name="item_about_one_thing",
                condition=Q(report__isnull=False, case__isnull=True) | Q(report__isnull=True, case__isnull=False),
            ),
        ]


import yorisoi.meetings.models_room  # noqa: E402  Django finds an app's models by its `models`
import yorisoi.meetings.models_shared  # noqa: E402, F401
