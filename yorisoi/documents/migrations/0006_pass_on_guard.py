"""What was decided about a child who leaves, and that it was handed over, stays as it was written."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_pass_on")]
    operations = [Guard("documents_passon"), Guard("documents_passonof"), Guard("documents_handedover")]
