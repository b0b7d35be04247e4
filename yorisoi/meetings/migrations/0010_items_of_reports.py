from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_silent_sharings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="agendaitem",
            index=models.Index(
                condition=models.Q(("report__isnull", False)), fields=["report"], name="item_of_report"
            ),
        ),
    ]
