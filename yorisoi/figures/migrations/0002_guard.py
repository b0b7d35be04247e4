"""What was answered and what was submitted is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [
        Guard("figures_nationalanswer"),
        Guard("figures_schoolanswer"),
        Guard("figures_incidentanswer"),
        Guard("figures_monthsubmitted"),
    ]
