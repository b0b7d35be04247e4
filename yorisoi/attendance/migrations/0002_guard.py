"""The register is history: a correction is a new mark, an answer a new step."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]
    operations = [
        Guard("attendance_register"),
        Guard("attendance_classday"),
        Guard("attendance_mark"),
        Guard("attendance_absencewarning"),
        Guard("attendance_warningstep"),
        Guard("attendance_attendanceupload", columns=["id", "school_id", "by_id", "made_at"], once="closed_at"),
    ]
