"""Who was in which group, who led it, what was done and said: kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard

ENDS = ["id", "arrangement_id", "group_id", "pupil_id"]


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_groups")]
    operations = [
        Guard(
            "groups_arrangement",
            columns=["id", "key_id", "school_id", "year", "reason", "seed", "token", "made_at", "made_by_id"],
            kept=["from_on", "put_at", "put_by_id", "dropped_at", "dropped_by_id"],
        ),
        Guard("groups_group"),
        Guard("groups_place", columns=[*ENDS, "why", "at", "by_id"], once="ended_at"),
        Guard("groups_leader", columns=[*ENDS, "at", "by_id"], once="ended_at"),
        Guard(
            "groups_apart",
            columns=["id", "key_id", "school_id", "first_id", "second_id", "case_id", "note", "token", "at", "by_id"],
            once="ended_at",
        ),
        Guard(
            "groups_session",
            columns=["id", "key_id", "school_id", "arrangement_id", "on", "title", "token", "at", "by_id"],
            kept=["held_at", "held_by_id", "cancelled_at", "cancelled_by_id"],
        ),
        Guard("groups_note"),
        Guard("groups_tookpart"),
    ]
