"""A duty or a notice can be about other things than a report or a case."""

from django.db import migrations, models

from yorisoi.journal.guarding import Guard, Unguard


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_team_guard'),
        ('duties', '0009_done_guard'),
        ('meetings', '0009_silent_sharings'),
        ('reports', '0009_message_files'),
        ('schools', '0003_calendar_spans'),
    ]

    operations = [
        Unguard("duties_duty"),
        Unguard("duties_notice"),
        migrations.RemoveConstraint(
            model_name='duty',
            name='duty_about_one_thing',
        ),
        migrations.AddField(
            model_name='duty',
            name='subject_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='duty',
            name='subject_kind',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='notice',
            name='subject_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='subject_kind',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['subject_id'], name='duty_of_subject'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('report__isnull', False), ('subject_id__isnull', True), ('subject_kind', '')), models.Q(('case__isnull', False), ('report__isnull', True), ('subject_id__isnull', True), ('subject_kind', '')), models.Q(('case__isnull', True), ('report__isnull', True), ('subject_id__isnull', False), models.Q(('subject_kind', ''), _negated=True)), _connector='OR'), name='duty_about_one_thing'),
        ),
        Guard(
            "duties_duty",
            columns=[
                "id", "school_id", "name", "cite", "clock", "owner_post", "report_id", "case_id", "subject_kind",
                "subject_id", "owed_at", "due_at",
            ],
            kept=["done_at", "done_by_id", "dropped_at"],
        ),
        Guard("duties_notice", updates=False),
    ]
