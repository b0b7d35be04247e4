"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_initial")]
    operations = [
        Guard("meetings_meeting", once="finalised_at"),
        Guard("meetings_attendance", updates=False),
        Guard("meetings_agendaitem", updates=False),
    ]
