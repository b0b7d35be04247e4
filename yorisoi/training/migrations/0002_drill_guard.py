"""What happened in a drill and what came out of it is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("training", "0001_drills")]
    operations = [
        Guard(
            "training_drillrun",
            columns=["id", "key_id", "school_id", "sandbox_id", "drill", "edition", "together", "code", "token", "begun_at", "begun_by_id", "starts_at"],
            once="ended_at",
        ),
        Guard("training_drillplayer", columns=["id", "run_id", "staff_id", "since"]),
        Guard("training_drillmark"),
        Guard("training_drillresult"),
        Guard("training_drillreflection"),
    ]
