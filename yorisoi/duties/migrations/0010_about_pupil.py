"""A duty may be about a child alone, under a key of its own."""

import django.db.models.deletion
from django.db import migrations, models

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_board_in_order'),
        ('duties', '0009_done_guard'),
        ('journal', '0003_search_text'),
        ('meetings', '0007_past_in_order'),
        ('reports', '0009_message_files'),
        ('schools', '0002_links_and_uploads'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='duty',
            name='duty_about_one_thing',
        ),
        migrations.AddField(
            model_name='duty',
            name='key',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('report__isnull', False)), models.Q(('case__isnull', False), ('report__isnull', True)), models.Q(('case__isnull', True), ('key__isnull', False), ('pupil__isnull', False), ('report__isnull', True)), _connector='OR'), name='duty_about_one_thing'),
        ),
        Reguard(  # SQLite has rebuilt the table
            "duties_duty",
            columns=["id", "school_id", "name", "cite", "clock", "owner_post", "report_id", "case_id", "key_id", "owed_at", "due_at"],
            kept=["done_at", "done_by_id", "dropped_at"],
        ),
    ]
