"""A school's plan stands behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("prevention", "0002_guard"), ("oversight", "0003_walls")]
    operations = [Wall("prevention_plan"), Wall("prevention_activity"), Wall("prevention_evidence")]
