from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0007_absence_guard"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="duty",
            name="duty_open_by_case",
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=[
                    "school",
                    "due_at",
                    "owed_at",
                    "id",
                    "acting_post",
                    "staff",
                    "name",
                    "case",
                    "school_class",
                    "grade",
                    "report",
                    "done_at",
                    "dropped_at",
                ],
                name="duty_open_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=["case", "due_at", "done_at", "dropped_at"],
                name="duty_next_of_case",
            ),
        ),
    ]
