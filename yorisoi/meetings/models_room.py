"""What a meeting in progress keeps: where it is, what is being written, who stands in, what was reported, additions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Staff


class RoomState(models.Model):
    """Where the meeting is. `version` counts every change in the room: whoever asks again knows whether to look."""

    meeting = models.OneToOneField(
        "meetings.Meeting", primary_key=True, on_delete=models.PROTECT, related_name="room_state"
    )
    version = models.PositiveIntegerField(default=0)
    item = models.ForeignKey("meetings.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item_since = models.DateTimeField(null=True, blank=True)


class ItemTime(models.Model):
    """A stretch of the meeting spent on one item."""

    item = models.ForeignKey("meetings.AgendaItem", on_delete=models.PROTECT, related_name="times")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()


class Draft(SealedRow):
    """One field of a decision that is being written, as it stands on the server; `taken_at`: the decision was taken."""

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="drafts")
    item = models.ForeignKey("meetings.AgendaItem", on_delete=models.PROTECT, related_name="drafts")
    move = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)
    value = SealedField()  # a JSON list of texts, as a form sends them
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "move", "field"], condition=Q(taken_at__isnull=True), name="one_draft_of_a_field"
            )
        ]

    def sealing_key(self) -> DataKey:
        """The meeting's key."""
        return self.meeting.key


class StandIn(models.Model):
    """Somebody sits for a member who is absent, by the row of acting posts. Rows end; they stay."""

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="stand_ins")
    absent = models.ForeignKey("meetings.Attendance", on_delete=models.PROTECT, related_name="stand_ins")
    substitute = models.ForeignKey("meetings.Attendance", on_delete=models.PROTECT, related_name="stands_in")
    post = models.CharField(max_length=20)  # as which post they act
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absent"], condition=Q(until__isnull=True), name="one_stand_in_each")
        ]


class Heard(SealedRow):
    """A body that has nothing to decide in a matter took it up: reported, or shared with everybody."""

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="heard")
    item = models.ForeignKey("meetings.AgendaItem", on_delete=models.PROTECT, related_name="heard")
    kind = models.CharField(max_length=10)  # reported, shared
    words = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="heard_kind_known", condition=Q(kind__in=["reported", "shared"])),
            models.UniqueConstraint(fields=["meeting", "token"], condition=~Q(token=""), name="heard_sent_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The meeting's key."""
        return self.meeting.key


class Addition(SealedRow):
    """訂正・追記: what somebody adds to minutes that are fixed. The minutes themselves stay as they are."""

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="additions")
    kind = models.CharField(max_length=10)  # correction, addition
    words = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="addition_kind_known", condition=Q(kind__in=["correction", "addition"])),
            models.UniqueConstraint(fields=["meeting", "token"], condition=~Q(token=""), name="addition_sent_once"),
        ]

    def sealing_key(self) -> DataKey:
        """The meeting's key."""
        return self.meeting.key
