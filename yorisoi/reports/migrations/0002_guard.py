"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        Guard(
            "reports_report",
            columns=[
                "id", "key_id", "school_id", "year", "number", "source", "channel", "received_at", "recorded_at",
                "received_by_id", "anonymous", "forms", "narrative", "answers", "reporter", "received_from",
                "token_hash", "code_hash",
            ],
        ),
        Guard("reports_memo"),
        Guard("reports_reading"),
        Guard("reports_reportstep"),
        Guard("reports_namedpupil"),
        Guard("reports_exclusion", once="lifted_at"),
    ]
