"""Acts as rows: what is counted of an act, who did it to whom, and later words on whether it has stopped."""

import django.db.models.deletion
from django.db import migrations, models

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0005_corrections_found"),
        ("reports", "0002_guard"),
        ("schools", "0002_links_and_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='act', serialize=False, to='cases.entry')),
                ('when', models.CharField(default='moment', max_length=10)),
                ('part', models.CharField(blank=True, max_length=20)),
                ('until', models.DateField(blank=True, null=True)),
                ('forms', models.JSONField(default=list)),
                ('known', models.CharField(blank=True, max_length=20)),
                ('source_entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tells_of', to='cases.entry')),
                ('source_report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tells_of', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='ActCheck',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='act_check', serialize=False, to='cases.entry')),
                ('last_on', models.DateField(blank=True, null=True)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='cases.entry')),
            ],
        ),
        migrations.CreateModel(
            name='ActPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(max_length=10)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='cases.act')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.pupil')),
            ],
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.CheckConstraint(condition=models.Q(('when__in', ('moment', 'day', 'about', 'period'))), name='act_when_known'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('when', 'period'), _connector='OR'), name='act_until_of_period'),
        ),
        migrations.AddConstraint(
            model_name='actperson',
            constraint=models.UniqueConstraint(fields=('act', 'pupil', 'side'), name='in_the_act_once'),
        ),
        migrations.AddConstraint(
            model_name='actperson',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ('did', 'suffered'))), name='act_side_known'),
        ),
        Guard("cases_act"),
        Guard("cases_actperson"),
        Guard("cases_actcheck"),
    ]
