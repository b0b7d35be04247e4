"""What a meeting was called for, who had which seat, and its number are written once."""

from __future__ import annotations

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_past_in_order")]
    operations = [
        Reguard("meetings_agendaitem", columns=["id", "meeting_id", "report_id", "case_id"]),
        Reguard("meetings_attendance", columns=["id", "meeting_id", "staff_id", "post", "seat"]),
        Reguard(
            "meetings_meeting",
            columns=["id", "key_id", "school_id", "year", "number", "body", "convened_at", "convened_by_id"],
            once="finalised_at",
        ),
    ]
