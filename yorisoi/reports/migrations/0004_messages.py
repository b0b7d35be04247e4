"""What is said behind the receipt, and who has seen it: written once."""
import django.db.models.deletion
import yorisoi.journal.ids
import yorisoi.journal.sealed
from django.db import migrations, models

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0003_custody"),
        ("schools", "0002_links_and_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('direction', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('token_hash', models.BinaryField(unique=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MessageSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='reports.message')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
            ],
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['report', 'at'], name='message_of_report'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', True), ('direction', 'reporter')), models.Q(('by__isnull', False), ('direction', 'school')), _connector='OR'), name='message_speaker_known'),
        ),
        migrations.AddConstraint(
            model_name='messageseen',
            constraint=models.UniqueConstraint(fields=('message', 'staff'), name='message_seen_once'),
        ),
        migrations.AddConstraint(
            model_name='messageseen',
            constraint=models.UniqueConstraint(condition=models.Q(('staff__isnull', True)), fields=('message',), name='message_seen_by_reporter_once'),
        ),
        Guard('reports_message'),
        Guard('reports_messageseen'),
    ]
