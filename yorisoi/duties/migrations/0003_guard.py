"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_initial")]
    operations = [
        Guard(
            "duties_duty",
            columns=["id", "school_id", "name", "cite", "clock", "owner_post", "report_id", "case_id", "owed_at", "due_at"],
        ),
        Guard("duties_notice", updates=False),
    ]
