"""What was opened, told, explained, heard, submitted and decided is history: no line of it changes."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [
        Guard(
            "incidents_incident",
            columns=["id", "key_id", "school_id", "year", "number", "opened_at", "opened_by_id", "origin", "token"],
            kept=["pupil_id", "told_at", "reported_at", "begun_at", "claimed_at"],
        ),
        Guard("incidents_incidentmatter"),
        Guard("incidents_incidentmember"),
        Guard("incidents_incidentstep"),
        Guard("incidents_incidentline"),
        Guard("incidents_incidentcopy"),
        Guard("incidents_incidentmeasure"),
        Guard("incidents_measuredone"),
    ]
