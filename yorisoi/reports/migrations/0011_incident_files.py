"""Files of the lines of serious incidents."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_guard'),
        ('reports', '0010_exclusion_guard'),
        ('schools', '0004_calendar_guard'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_of_report_or_case',
        ),
        migrations.AddField(
            model_name='attachment',
            name='line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='incidents.incidentline'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('entry__isnull', True), ('line__isnull', True), ('report__isnull', False)), models.Q(('case__isnull', False), ('line__isnull', True), ('report__isnull', True)), models.Q(('case__isnull', True), ('entry__isnull', True), ('line__isnull', False), ('report__isnull', True)), _connector='OR'), name='attachment_of_report_or_case'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('line__isnull', False)), fields=('line', 'sha256'), name='incident_file_once'),
        ),
    ]
