"""What was there keeps its reach; history of joining is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard, Reguard


def reach(apps, schema_editor):
    """Every report reaches the case that it lives in."""
    rows = apps.get_model("cases", "CaseReport").objects.values_list("case_id", "report_id", "at")
    made = apps.get_model("cases", "CaseReach")
    made.objects.bulk_create([made(case_id=case, report_id=report, at=at) for case, report, at in rows.iterator()], 500)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_joining")]
    operations = [
        migrations.RunPython(reach, migrations.RunPython.noop),
        Guard("cases_casereach"),
        Guard("cases_sharedentry"),
        Guard("cases_reportmove"),
        Reguard("cases_casereport", columns=["id", "report_id", "at", "by_id"]),
        Reguard(
            "cases_case",
            columns=["id", "key_id", "school_id", "year", "number", "opened_at", "split_from_id"],
            once="merged_into_id",
        ),
    ]
