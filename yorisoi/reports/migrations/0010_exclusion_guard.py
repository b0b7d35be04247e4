"""Who is shut out of what is written once: the database lets it be confirmed and lifted, and nothing else."""

from __future__ import annotations

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_message_files")]
    operations = [
        Reguard(
            "reports_exclusion",
            columns=["id", "report_id", "staff_id", "why", "since", "by_id", "phrase"],
            once="lifted_at",
        ),
    ]
