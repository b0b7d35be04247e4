"""Who was there, who caught up and who has read the policy is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("training", "0004_trainings")]
    operations = [
        Guard("training_training", columns=["id", "key_id", "school_id", "made_at", "made_by_id", "token"]),
        Guard("training_trainingstep"),
        Guard("training_presence"),
        Guard("training_catchup"),
        Guard("training_policyreading"),
        Guard("training_policyread"),
    ]
