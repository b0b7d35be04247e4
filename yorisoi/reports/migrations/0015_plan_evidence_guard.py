"""Files of the year's plan are written once as the others are."""

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_plan_evidence")]
    operations = [Reguard("reports_attachment")]
