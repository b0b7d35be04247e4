
import django.db.models.deletion
import yorisoi.journal.ids
import yorisoi.journal.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_serious_guard'),
        ('documents', '0004_made_guard'),
        ('journal', '0005_hold_guard'),
        ('schools', '0004_calendar_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='PassOn',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('decision', models.CharField(max_length=7)),
                ('ground', models.CharField(blank=True, max_length=10)),
                ('consent', models.CharField(blank=True, max_length=10)),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('at', models.DateTimeField()),
                ('token', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('extract', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pass_on', to='documents.extract')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pass_ons', to='schools.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'verbose_name_plural': 'pass-ons',
                'ordering': ['-at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HandedOver',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('way', models.CharField(max_length=10)),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('at', models.DateTimeField()),
                ('token', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('pass_on', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='documents.passon')),
            ],
            options={
                'verbose_name_plural': 'handed over',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PassOnOf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen', models.BooleanField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('pass_on', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='documents.passon')),
            ],
            options={
                'verbose_name_plural': 'pass-ons of',
            },
        ),
        migrations.AddConstraint(
            model_name='passon',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent__in', ('agreed', 'told', 'refused', 'not_asked')), ('decision', 'package'), ('extract__isnull', False), ('ground__in', ('consent', 'office', 'benefit', 'rules'))), models.Q(('decision', 'nothing'), ('extract__isnull', True), ('ground', '')), _connector='OR'), name='pass_on_decided'),
        ),
        migrations.AddConstraint(
            model_name='passon',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'consent'), _negated=True), ('consent', 'agreed'), _connector='OR'), name='pass_on_not_against_consent'),
        ),
        migrations.AddConstraint(
            model_name='passon',
            constraint=models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('by', 'token'), name='pass_on_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='handedover',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ('in_person', 'post', 'secure', 'other'))), name='handed_over_in_a_way'),
        ),
        migrations.AddConstraint(
            model_name='handedover',
            constraint=models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('pass_on', 'token'), name='handed_over_once'),
        ),
        migrations.AddConstraint(
            model_name='passonof',
            constraint=models.UniqueConstraint(fields=('pass_on', 'case'), name='pass_on_of_a_case_once'),
        ),
    ]
