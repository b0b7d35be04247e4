"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]
    operations = [
        Guard("cases_case", columns=["id", "key_id", "school_id", "year", "number", "opened_at"]),
        Guard("cases_casereport"),
        Guard("cases_involvement", columns=["id", "case_id", "pupil_id", "role", "since", "by_id"], once="until"),
        Guard("cases_casestep"),
        Guard("cases_entry"),
        Guard("cases_boardcopy"),
        Guard("cases_casemember", updates=False),
    ]
