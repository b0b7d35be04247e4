"""Trainings and the reading of the policy stand behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall

TRAINING, READING = "training_training", "training_policyreading"


class Migration(migrations.Migration):
    dependencies = [("training", "0005_training_guard"), ("oversight", "0003_walls")]
    operations = [
        Wall(TRAINING),
        Wall("training_trainingstep", through=TRAINING, by="training_id"),
        Wall("training_presence", through=TRAINING, by="training_id"),
        Wall("training_catchup", through=TRAINING, by="training_id"),
        Wall(READING),
        Wall("training_policyread", through=READING, by="of_id"),
    ]
