"""Ids of what is shared stand in addresses: from now on they tell nothing of what somebody does not see."""

from __future__ import annotations

from django.db import migrations, models

from yorisoi.journal.guarding import Guard, Unguard
from yorisoi.journal.ids import silent_id


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_agenda_guard")]
    operations = [
        Unguard("meetings_sharing"),
        Unguard("meetings_addressee"),
        migrations.AlterField(
            "sharing",
            "id",
            models.BigIntegerField(default=silent_id, editable=False, primary_key=True, serialize=False),
        ),
        Guard("meetings_sharing"),
        Guard("meetings_addressee", columns=["sharing_id", "staff_id"], once="read_at"),
    ]
