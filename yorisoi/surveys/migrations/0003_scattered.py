"""What may carry no name lies in no order: between which others a row came would tell, for some have name and time."""

from django.db import migrations

from yorisoi.journal.scattering import Scatter


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_guard"), ("duties", "0010_subjects")]
    operations = [Scatter("surveys_readingitem", once="closed_at"), Scatter("surveys_keptfrom"), Scatter("duties_duty")]
