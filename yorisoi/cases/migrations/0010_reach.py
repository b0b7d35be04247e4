"""What was there keeps its reach: every report reaches the case that it lives in."""

from django.db import migrations


def reach(apps, schema_editor):
    """Write the reach of the reports that are in a case already."""
    rows = apps.get_model("cases", "CaseReport").objects.values_list("case_id", "report_id", "at")
    made = apps.get_model("cases", "CaseReach")
    made.objects.bulk_create([made(case_id=case, report_id=report, at=at) for case, report, at in rows.iterator()], 500)


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_joining")]
    operations = [migrations.RunPython(reach, migrations.RunPython.noop)]
