from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_joining_guard"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["school", "state", "may_be_serious", "urgent", "entered_at", "id"], name="case_board"
            ),
        ),
    ]
