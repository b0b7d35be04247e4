"""Drills stand behind the wall between schools; a run is seen from its sandbox too, where it is played."""

from django.db import migrations

from yorisoi.journal.walls import SCHOOL, Wall

RUN = "training_drillrun"


class Migration(migrations.Migration):
    dependencies = [("training", "0002_drill_guard"), ("oversight", "0003_walls")]
    operations = [
        Wall(RUN, shared=f'"sandbox_id" = {SCHOOL}'),
        Wall("training_drillplayer", through=RUN, by="run_id"),
        Wall("training_drillmark", through=RUN, by="run_id"),
        Wall("training_drillresult", through=RUN, by="run_id"),
        Wall("training_drillreflection", through=RUN, by="run_id"),
    ]
