"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_same_matter_and_words")]
    operations = [
        Guard("reports_samematter", columns=["id", "report_id", "other_id", "at", "by_id", "reason"], once="ended_at"),
        Guard(
            "reports_finding",
            columns=["id", "report_id", "rule", "cite", "grave", "place", "ref", "words", "at"],
            once="looked_at",
        ),
    ]
