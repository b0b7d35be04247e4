"""An invitation can be taken back before the minutes are fixed; the row stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_items_of_reports")]
    operations = [
        migrations.AddField(
            model_name="attendance",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
