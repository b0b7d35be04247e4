"""History of joining is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard, Reguard


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_reach")]
    operations = [
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
