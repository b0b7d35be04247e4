"""A turn that is done stays done; a line of the plan is withdrawn, never changed."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("yearend", "0001_initial")]
    operations = [
        Guard("yearend_yearturn", columns=["id", "school_id", "year", "by_id", "at"], once="applied_at"),
        Guard(
            "yearend_planline",
            columns=["id", "turn_id", "kind", "staff_id", "pupil_id", "school_class_id", "grade", "by_id", "at"],
            once="withdrawn_at",
        ),
    ]
