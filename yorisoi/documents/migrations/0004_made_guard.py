"""Documents of serious incidents are written once as the others are."""

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_of_incidents")]
    operations = [Reguard("documents_made")]
