"""Lessons, rounds, cards and notes stand behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("together", "0002_guard"), ("oversight", "0003_walls")]
    operations = [
        Wall("together_lesson"),
        Wall("together_round"),
        Wall("together_note"),
        Wall("together_card", by="pupil_id", through="schools_pupil"),
    ]
