"""What was planned, done and said of it is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("prevention", "0001_years_plan")]
    operations = [
        Guard("prevention_plan"),
        Guard(
            "prevention_activity",
            columns=["id", "key_id", "school_id", "plan_id", "code", "stage", "pillar", "before_id", "made_at", "made_by_id"],
        ),
        Guard("prevention_activitystep"),
        Guard("prevention_evidence"),
        Guard("prevention_reflection"),
        Guard("prevention_link", columns=["id", "activity_id", "kind", "ref", "label", "at", "by_id"], once="ended_at"),
        Guard("prevention_feed", columns=["id", "staff_id", "token_hash", "made_at"], once="ended_at"),
        Guard("prevention_review"),
        Guard(
            "prevention_proposal",
            columns=["id", "plan_id", "activity_id", "words", "token", "at", "by_id"],
            once="decided_at",
        ),
        Guard("prevention_result"),
        Guard("prevention_publication"),
    ]
