"""Custody of who told, names put right, names pointed out, and what 市教委 directs."""

import django.db.models.deletion
import yorisoi.journal.ids
import yorisoi.journal.sealed
from django.db import migrations, models

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0002_guard"),
        ("schools", "0002_links_and_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityOpening',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_openings', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReporterCorrection',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('source', models.CharField(blank=True, max_length=20)),
                ('said', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reporter_corrections', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Direction',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('token', models.CharField(blank=True, max_length=64)),
                ('acting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='schools.staff')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directions', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('report', 'token'), name='direction_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='NameWithdrawal',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('restored_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('named', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='reports.namedpupil')),
                ('restored_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('restored_at__isnull', True)), fields=('named',), name='withdrawn_once')],
            },
        ),
        migrations.CreateModel(
            name='StaffMention',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('place', models.CharField(max_length=12)),
                ('phrase', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('meant', models.BooleanField(null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_mentions', to='reports.report')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('report', 'staff'), name='pointed_out_once')],
            },
        ),
        Guard("reports_identityopening"),
        Guard("reports_reportercorrection"),
        Guard("reports_direction"),
        Guard("reports_namewithdrawal", columns=["id", "named_id", "by_id", "at", "reason"], once="restored_at"),
        Guard("reports_staffmention", columns=["id", "report_id", "staff_id", "at", "place", "phrase"], once="settled_at"),
    ]
