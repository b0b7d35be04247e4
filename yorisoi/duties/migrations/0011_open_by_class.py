from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0010_subjects"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True), ("school_class__isnull", False)),
                fields=["school_class", "acting_post", "due_at", "owed_at", "id"],
                name="duty_open_by_class",
            ),
        ),
    ]
