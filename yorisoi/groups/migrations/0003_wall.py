"""A school's groups stand behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_guard"), ("oversight", "0003_walls")]
    operations = [
        Wall("groups_arrangement"),
        Wall("groups_apart"),
        Wall("groups_session"),
        Wall("groups_solving"),
        Wall("groups_place", through="groups_arrangement", by="arrangement_id"),
        Wall("groups_leader", through="groups_arrangement", by="arrangement_id"),
        Wall("groups_tookpart", through="groups_session", by="session_id"),
    ]
