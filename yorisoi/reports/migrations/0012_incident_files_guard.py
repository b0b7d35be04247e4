"""Files of serious incidents are written once as the others are."""

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_incident_files")]
    operations = [Reguard("reports_attachment")]
