"""An earlier save of a draft is history, and stands behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.guarding import Guard
from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("editions", "0004_draft_save"), ("oversight", "0003_walls")]
    operations = [Guard("editions_draftsave"), Wall("editions_draftsave")]
