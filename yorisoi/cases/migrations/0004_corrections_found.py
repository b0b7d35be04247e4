"""The lines that correct another, found by an index of them alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guard")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)), fields=["corrects"], name="entry_corrects"
            ),
        ),
    ]
