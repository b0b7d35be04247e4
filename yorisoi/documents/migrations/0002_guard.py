"""What was made, gathered, masked and taken off is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        Guard("documents_made"),
        Guard("documents_extract"),
        Guard("documents_extractof"),
        Guard("documents_mask"),
        Guard("documents_masklifted"),
    ]
