"""Ids of agenda items stand in addresses: they tell nothing of how many there are."""

from django.db import migrations, models

from yorisoi.journal.guarding import Guard, Unguard
from yorisoi.journal.ids import silent_id


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_guard")]
    operations = [
        Unguard("meetings_agendaitem"),
        migrations.AlterField(
            "agendaitem",
            "id",
            models.BigIntegerField(default=silent_id, editable=False, primary_key=True, serialize=False),
        ),
        Guard("meetings_agendaitem", updates=False),
    ]
