"""Plans of hearings, statements, marks, visits and measures are history: the database refuses to change them."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_hearing_day")]
    operations = [
        Guard("cases_hearingrow"),
        Guard("cases_hearingmark"),
        Guard("cases_statement"),
        Guard("cases_statementmark"),
        Guard("cases_marked"),
        Guard("cases_promise"),
        Guard("cases_visitsheet"),
        Guard("cases_measure"),
        Guard("cases_measureduty"),
        Guard("cases_effect"),
        Guard("cases_agency", columns=["id", "school_id", "kind", "name", "phone", "at", "by_id"], once="retired_at"),
    ]
