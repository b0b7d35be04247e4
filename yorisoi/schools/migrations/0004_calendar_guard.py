"""A setting of the calendar is written once and only withdrawn."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_calendar_spans")]
    operations = [
        Guard(
            "schools_calendarspan",
            columns=["id", "school_id", "first", "last", "kind", "name", "by_id", "at"],
            once="withdrawn_at",
        ),
    ]
