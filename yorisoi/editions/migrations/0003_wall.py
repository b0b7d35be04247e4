"""A school's own editions stand behind the wall between schools."""

from django.db import migrations

from yorisoi.journal.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("editions", "0002_guard"), ("oversight", "0003_walls")]
    operations = [Wall("editions_storededition"), Wall("editions_adoption"), Wall("editions_editiondraft"), Wall("editions_policyfile"), Wall("editions_publicpage"), Wall("editions_helplineyear")]
