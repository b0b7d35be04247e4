"""What a school tells its homes stands behind the wall between schools while it is written."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_guard"), ("oversight", "0003_walls")]
    operations = [
        Wall("outreach_figure"),
        Wall("outreach_item"),
        Wall("outreach_talk"),
        Wall("outreach_given"),
    ]
