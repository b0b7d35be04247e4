"""Ids of notices stand in forms: they tell nothing of how many there are."""

from django.db import migrations, models

from yorisoi.journal.guarding import Guard, Unguard
from yorisoi.journal.ids import silent_id


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_guard")]
    operations = [
        Unguard("duties_notice"),
        migrations.AlterField(
            "notice",
            "id",
            models.BigIntegerField(default=silent_id, editable=False, primary_key=True, serialize=False),
        ),
        Guard("duties_notice", updates=False),
    ]
