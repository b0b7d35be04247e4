"""たてわり班: who is in which group, who leads it, what it does together, and who must not be in one group.

Nothing is edited: a place in a group ends and another begins; a new grouping leaves the old one as it was.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yorisoi.cases.models import Case
from yorisoi.groups.reasons import PLACED, REASONS
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, School, Staff

TITLE = 120
WORDS = 2_000  # characters of what is written down of a session
NOTES = ("done", "reflection", "next")  # what can be written down of a session


class Arrangement(SealedRow):
    """班分け of one school year: a draft until it is put in force from a day; in force until a later one is.

    reason: a code, never a text, so that nobody can write there why two children are apart.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=8)
    seed = models.PositiveIntegerField()
    token = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    put_at = models.DateTimeField(null=True, blank=True)
    put_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="arrangement_once"),
            models.CheckConstraint(name="arrangement_reason_known", condition=Q(reason__in=sorted(REASONS))),
            models.CheckConstraint(
                name="arrangement_in_force_or_dropped", condition=Q(put_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
            models.CheckConstraint(
                name="arrangement_from_a_day",
                condition=Q(put_at__isnull=True, from_on__isnull=True) | Q(put_at__isnull=False, from_on__isnull=False),
            ),
        ]

    @property
    def is_draft(self) -> bool:
        """It is being looked at, and not yet in force."""
        return self.put_at is None and self.dropped_at is None


class Group(models.Model):
    """班: the n-th group of an arrangement."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="groups")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["arrangement", "number"]
        constraints = [models.UniqueConstraint(fields=["arrangement", "number"], name="one_group_of_a_number")]


class Place(models.Model):
    """A child's place in a group, from when to when; one at a time. why: dealt, moved, joined."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="places")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="places")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=6)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["pupil", "ended_at"], name="place_of_pupil")]
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "pupil"], condition=Q(ended_at__isnull=True), name="in_exactly_one_group"
            ),
            models.CheckConstraint(name="place_why_known", condition=Q(why__in=sorted(PLACED))),
        ]


class Leader(models.Model):
    """リーダー: a child who leads its group, from when to when."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="leaders")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="leaders")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "pupil"], condition=Q(ended_at__isnull=True), name="leads_one_group"
            )
        ]


class Apart(SealedRow):
    """離す組: two children who are not put into one group. Only `apart.apart_for` reads it.

    case: the case it was taken from; then it is kept from whoever may not know that case. note: why, if somebody wrote
    it. first is the child with the lower number.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="apart_once"),
            models.CheckConstraint(name="apart_are_two", condition=Q(first__lt=F("second"))),
        ]


class Session(SealedRow):
    """A time at which the groups meet: planned for a day, then held or called off."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField()
    title = models.CharField(max_length=TITLE)
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="session_once"),
            models.CheckConstraint(
                name="session_held_or_called_off", condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Note(SealedRow):
    """What was done, what a leader said of it (typed by a teacher), what comes next; of all groups or of one."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notes")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    words = SealedField()
    token = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "token", "kind"], name="session_note_once"),
            models.CheckConstraint(name="session_note_known", condition=Q(kind__in=NOTES)),
        ]

    def sealing_key(self) -> DataKey:
        """The session's key."""
        return self.session.key


class TookPart(models.Model):
    """Whether a child took part in a session. A correction is a new row; the last one stands."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="took_part")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["session", "pupil"], name="took_part_of_pupil")]


class Solving(models.Model):
    """That groups are being built for a school this minute: a second press does not start a second one."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, primary_key=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
