"""What was done, by whom and when stays so: no clock that was missed is met afterwards."""

from __future__ import annotations

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("duties", "0008_open_in_order")]
    operations = [
        Reguard(
            "duties_duty",
            columns=[
                "id", "school_id", "name", "cite", "clock", "owner_post", "report_id", "case_id", "owed_at", "due_at",
            ],
            kept=["done_at", "done_by_id", "dropped_at"],
        ),
    ]  # fmt: skip
