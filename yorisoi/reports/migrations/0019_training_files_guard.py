"""Material of trainings is written once as other files are."""

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_training_files")]
    operations = [Reguard("reports_attachment")]
