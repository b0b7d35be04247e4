"""What was adopted, shown and checked is history: a later row stands, none is changed. A closed draft stays."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_initial")]
    operations = [
        Guard("editions_storededition"),
        Guard("editions_adoption"),
        Guard("editions_policyfile"),
        Guard("editions_publicpage"),
        Guard("editions_helplineyear"),
        Guard("editions_helplinecheck"),
        Guard(
            "editions_editiondraft",
            columns=["id", "school_id", "base", "token", "made_at", "made_by_id"],
            once="closed_at",
        ),
    ]
