"""The next duty of each case, found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_silent_ids")]
    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=["case", "due_at"],
                name="duty_open_by_case",
            ),
        ),
    ]
