"""A role that was given by mistake is put right by a row beside it."""

import django.db.models.deletion
import yorisoi.journal.ids
import yorisoi.journal.sealed
from django.db import migrations, models

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0003_guard"),
        ("schools", "0002_links_and_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name='RolePutRight',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('involvement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='put_right', to='cases.involvement')),
            ],
            options={
                'abstract': False,
            },
        ),
        Guard("cases_roleputright"),
    ]
