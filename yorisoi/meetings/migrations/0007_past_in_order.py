from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_room_guard"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("finalised_at__isnull", False)),
                fields=["school", "-scheduled_at", "id"],
                name="meeting_past",
            ),
        ),
    ]
