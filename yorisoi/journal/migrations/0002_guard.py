"""The journal is append-only, by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [Guard("journal_event"), Guard("journal_datakey", updates=False)]
