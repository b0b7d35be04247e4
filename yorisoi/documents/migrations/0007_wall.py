"""What goes along to another school stands behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_pass_on_guard"), ("oversight", "0003_walls")]
    operations = [Wall("documents_passon")]
