"""The journal's rows, and the keys under which narratives lie."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class DataKey(models.Model):
    """The key of one report, one case, or one meeting, wrapped by its school's key.

    Destroying it (at retention's end) destroys the texts in every backup too; the row stays as a tombstone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_id = models.BigIntegerField(db_index=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="data_key_destroyed_or_there",
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False),
            )
        ]


class SchoolKey(models.Model):
    """A school's key, wrapped by the master key (which is never in the database)."""

    school_id = models.BigIntegerField(primary_key=True)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)


class Event(models.Model):
    """One line of the journal: who did or looked at what, when, by which clause. Written once.

    `data` holds codes and ids only, never a narrative or a name. `leaf` is the RFC 9162 leaf hash
    (SHA-256 of 0x00 and the canonical line), so that a later change of any column shows.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)  # staff, public, system
    actor_id = models.BigIntegerField(null=True)
    actor_post = models.CharField(max_length=120, blank=True)
    event = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=30, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    cite = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    leaf = models.BinaryField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school_id", "id"], name="event_school"),
            models.Index(fields=["about_kind", "about_id", "id"], name="event_about"),
        ]
        constraints = [
            models.CheckConstraint(name="event_actor_kind", condition=Q(actor_kind__in=["staff", "public", "system"]))
        ]


class SearchText(models.Model):
    """What is found by searching under one key: its texts, folded for comparison and sealed with that key.

    Nothing of it can be read, counted or compared without the key; when the key is destroyed it is noise, in every
    backup too. Derived: `yorisoi search rebuild` makes it anew (docs/decisions/0012-search.md).
    """

    key = models.OneToOneField(DataKey, primary_key=True, on_delete=models.PROTECT, related_name="search_text")
    school_id = models.BigIntegerField(db_index=True)
    words = models.BinaryField()


class Hold(models.Model):
    """Something is kept, whatever its time, because of something else (`journal.holds`). Ends, and the row stays."""

    school_id = models.BigIntegerField(db_index=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=40)
    why_kind = models.CharField(max_length=40)
    why_id = models.CharField(max_length=40)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="hold_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "why_kind", "why_id"],
                condition=Q(lifted_at__isnull=True),
                name="held_once",
            )
        ]
