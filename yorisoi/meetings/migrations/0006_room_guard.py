"""What is said, added, shared and called is kept by the database's own refusal; drafts change, but none is taken away."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_room")]
    operations = [
        Guard("meetings_roomstate", updates=False),
        Guard("meetings_itemtime"),
        Guard("meetings_draft", columns=["meeting_id", "item_id", "move", "field"], once="taken_at"),
        Guard("meetings_standin", columns=["meeting_id", "absent_id", "substitute_id", "post", "since"], once="until"),
        Guard("meetings_heard"),
        Guard("meetings_addition"),
        Guard("meetings_sharing"),
        Guard("meetings_addressee", columns=["sharing_id", "staff_id"], once="read_at"),
        Guard("meetings_series", columns=["body", "weekday", "nth", "at", "begins_on", "ends_on"], once="ended_at"),
        Guard("meetings_seriesmeeting"),
    ]
