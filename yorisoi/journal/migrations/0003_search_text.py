"""What can be found by searching, sealed under the keys of the texts themselves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='search_text', serialize=False, to='journal.datakey')),
                ('school_id', models.BigIntegerField(db_index=True)),
                ('words', models.BinaryField()),
            ],
        ),
    ]
