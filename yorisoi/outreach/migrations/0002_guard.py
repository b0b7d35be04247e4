"""What was approved, told and handed out is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_newsletter_and_talks")]
    operations = [
        Guard("outreach_figure"),
        Guard(
            "outreach_item", columns=["id", "key_id", "school_id", "year", "template", "token", "made_at", "made_by_id"]
        ),
        Guard("outreach_version"),
        Guard("outreach_itemstep"),
        Guard("outreach_approval"),
        Guard(
            "outreach_talk",
            columns=[
                "id", "key_id", "school_id", "year", "stage", "held_on", "kind", "school_class_id", "grade", "guardians",
                "questions", "token", "at", "by_id",
            ],
            once="taken_back_at",
        ),
        Guard("outreach_speaker"),
        Guard(
            "outreach_given",
            columns=[
                "id", "school_id", "year", "what", "ref", "item_id", "whom", "school_class_id", "grade", "copies", "on",
                "token", "at", "by_id",
            ],
            once="taken_back_at",
        ),
    ]
