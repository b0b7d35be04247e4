"""A school's turn of the year stands behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("yearend", "0002_guard"), ("oversight", "0003_walls")]
    operations = [Wall("yearend_yearturn")]
