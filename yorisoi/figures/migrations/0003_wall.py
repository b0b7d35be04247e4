"""A school's figures stand behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_guard"), ("oversight", "0003_walls")]
    operations = [Wall("figures_schoolanswer"), Wall("figures_monthsubmitted")]
