"""Files are written once, by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_attachments")]
    operations = [
        Guard("reports_attachment"),
        Guard("reports_attachmentpart"),
        Guard("reports_attachmentcopy"),
        Guard("reports_attachmentnote"),
        Guard("reports_originalopened"),
    ]
