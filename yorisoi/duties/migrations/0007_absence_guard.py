"""An absence is written once and only ends."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("duties", "0006_absence")]
    operations = [
        Guard(
            "duties_absence",
            columns=["id", "staff_id", "substitute_id", "since", "until", "by_id", "at"],
            once="ended_at",
        ),
    ]
