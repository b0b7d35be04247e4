"""The lines that correct another, found by an index of them alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_roles_put_right")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)), fields=["corrects"], name="entry_corrects"
            ),
        ),
    ]
