"""What was submitted with which file, who asked that holds be lifted and who agreed: written once."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_files_and_releases")]
    operations = [
        Guard("incidents_incidentcopyfile"),
        Guard("incidents_holdrelease"),
        Guard("incidents_holdreleaseanswer"),
    ]
