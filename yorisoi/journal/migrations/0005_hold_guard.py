"""That something was held, and why, is history; a hold is lifted once."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_holds")]
    operations = [
        Guard(
            "journal_hold",
            columns=["id", "school_id", "about_kind", "about_id", "why_kind", "why_id", "at"],
            once="lifted_at",
        )
    ]
