"""Files that came with a message: written once."""

import django.db.models.deletion
from django.db import migrations, models

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_attachments_guard")]
    operations = [
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.message"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="reports.attachment"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("message", "attachment"), name="message_file_once")],
            },
        ),
        Guard("reports_messagefile"),
    ]
