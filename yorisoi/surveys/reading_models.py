"""What adults must read of the answers, who has, how it ended; and the end of originals."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

ALARM, TEXT, TALK = "alarm", "text", "talk"
REPORT, INTERVIEW, COMMITTEE, NOTHING = "report", "interview", "committee", "nothing"


class ReadingItem(SealedRow):
    """One thing to read: answers that alarm, words that were written, or a child who wants to talk now.

    Ends by an outcome and enough readers, then `closed_at`. words: {reasons, text, found, answers}. Of what carries
    no name there is neither pupil nor sheet, `owed_at` is the day, and `stir` changes with every answer of the class,
    so that no row tells which came when. bundle: items of one sheet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="reading_items")
    round = models.ForeignKey("surveys.Round", on_delete=models.PROTECT, related_name="reading_items")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        "surveys.Sheet", null=True, blank=True, on_delete=models.PROTECT, related_name="reading_items"
    )
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bundle = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=8)
    item = models.CharField(max_length=30, blank=True)  # the question of a text
    rules = models.JSONField(default=list)  # codes of the rules that fired
    grave = models.BooleanField(default=False)
    cite = models.CharField(max_length=60)
    clock = models.CharField(max_length=30)
    words = SealedField()
    owed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    report = models.ForeignKey("reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    interview = models.CharField(max_length=40, blank=True)  # the id of the interview that it ends in
    closed_at = models.DateTimeField(null=True, blank=True)
    stir = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["school", "school_class", "due_at"], name="items_open", condition=Q(closed_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(name="item_kind_known", condition=Q(kind__in=[ALARM, TEXT, TALK])),
            models.CheckConstraint(
                name="item_ends_as_the_policy_says",
                condition=Q(outcome="", report__isnull=True, interview="", meeting__isnull=True)
                | Q(outcome=REPORT, report__isnull=False)
                | (Q(outcome=INTERVIEW) & ~Q(interview=""))
                | Q(outcome=COMMITTEE, meeting__isnull=False)
                | Q(outcome=NOTHING, kind=TEXT),
            ),
            models.CheckConstraint(
                name="item_closes_with_an_outcome", condition=Q(closed_at__isnull=True) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="item_of_a_sheet_or_a_child_or_nobody",
                condition=Q(sheet__isnull=True) | Q(pupil__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """It still waits for readers or for an outcome."""
        return self.closed_at is None


class ItemReading(SealedRow):
    """Somebody has read an item; of words they also judge: alarming, or nothing alarming because. Written once."""

    item = models.ForeignKey(ReadingItem, on_delete=models.PROTECT, related_name="readings")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    homeroom = models.BooleanField()  # by the 担任 of the class
    judgement = models.CharField(max_length=10, blank=True)  # "", alarming, nothing
    reason = SealedField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "staff", "judgement"], name="read_and_judged_once"),
            models.CheckConstraint(name="judgement_known", condition=Q(judgement__in=["", "alarming", "nothing"])),
        ]

    def sealing_key(self) -> DataKey:
        """The item's key."""
        return self.item.key


class KeptFrom(models.Model):
    """A member of staff who is kept from a sheet or an item: named in it, or not to know by the child's wish."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        "surveys.Sheet", null=True, blank=True, on_delete=models.PROTECT, related_name="kept_from"
    )
    item = models.ForeignKey(ReadingItem, null=True, blank=True, on_delete=models.PROTECT, related_name="kept_from")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12)
    stir = models.PositiveSmallIntegerField(default=0)  # as of the item

    class Meta:
        indexes = [models.Index(fields=["staff"], name="kept_from_staff")]
        constraints = [
            models.CheckConstraint(
                name="kept_from_one_thing",
                condition=Q(sheet__isnull=False, item__isnull=True) | Q(sheet__isnull=True, item__isnull=False),
            ),
            models.CheckConstraint(name="kept_from_why", condition=Q(why__in=["named", "mentioned", "withheld"])),
        ]


class Hold(SealedRow):
    """Originals that must stay although their time is over: of one child, or of one round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("surveys.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_of_one_thing",
                condition=Q(pupil__isnull=False, round__isnull=True) | Q(pupil__isnull=True, round__isnull=False),
            )
        ]


class Destruction(models.Model):
    """The end of originals: asked by one, agreed by another; the row stays as their tombstone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("surveys.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sheets = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)  # a code: retention_over
    done_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="destruction_of_one_thing",
                condition=Q(pupil__isnull=False, round__isnull=True) | Q(pupil__isnull=True, round__isnull=False),
            ),
            models.CheckConstraint(
                name="destroyed_by_two",
                condition=Q(done_at__isnull=True, agreed_by__isnull=True)
                | (Q(done_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_by=F("asked_by"))),
            ),
        ]
