
import django.db.models.deletion
import yorisoi.journal.ids
import yorisoi.journal.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journal', '0003_search_text'),
        ('reports', '0010_exclusion_guard'),
        ('schools', '0004_calendar_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChecklistVersion',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('content', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ChecklistRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('token_hash', models.BinaryField(max_length=32)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='schools.staff')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='schools.schoolclass')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.checklistversion')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('source', models.CharField(default='staff', max_length=12)),
                ('noticed_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('found', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('token_hash', models.BinaryField(max_length=32)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='schools.staff')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='from_concerns', to='reports.report')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='schools.school')),
            ],
            options={
                'ordering': ['-noticed_on', '-at'],
            },
        ),
        migrations.CreateModel(
            name='ConcernPupil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='about', to='care.concern')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerned', to='schools.pupil')),
            ],
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('origin_kind', models.CharField(max_length=30)),
                ('origin_id', models.CharField(blank=True, max_length=40)),
                ('round', models.CharField(blank=True, max_length=20)),
                ('why', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('planned_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('dropped', models.BooleanField(default=False)),
                ('dropped_because', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('adult', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='schools.staff')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='schools.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='schools.school')),
            ],
            options={
                'ordering': ['-planned_at'],
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('slot', models.CharField(max_length=20)),
                ('room', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('adult', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='care.interview')),
            ],
            options={
                'ordering': ['day', 'slot'],
            },
        ),
        migrations.CreateModel(
            name='Named',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('phrase', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('since', models.DateTimeField()),
                ('meant', models.BooleanField(null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('concern', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='named', to='care.concern')),
                ('interview', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='named', to='care.interview')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
            ],
            options={
                'ordering': ['since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='NurseVisit',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('came_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=12)),
                ('words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('at', models.DateTimeField()),
                ('token_hash', models.BinaryField(max_length=32)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nurse_visits', to='schools.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ['-came_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='OfferAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passed_on', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('concern', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='care.concern')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, max_length=12)),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('until', models.DateField(blank=True, null=True)),
                ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='care.question')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.datakey')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='schools.pupil')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='from_questions', to='reports.report')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='care.concern')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='care.question')),
            ],
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=yorisoi.journal.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('held_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('bullying', models.CharField(max_length=10)),
                ('school_going', models.CharField(max_length=10)),
                ('child_words', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('adult_view', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('reason', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('found', yorisoi.journal.sealed.SealedField(default=bytes)),
                ('signs', models.JSONField(default=list)),
                ('outcome', models.CharField(max_length=10)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('concern', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='from_interviews', to='care.concern')),
                ('following', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follows', to='care.interview')),
                ('interview', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to='care.interview')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='from_interviews', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=60)),
                ('concern', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tick', to='care.concern')),
                ('pupil', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.pupil')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='care.checklistrun')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='checklistrun',
            constraint=models.UniqueConstraint(fields=('token_hash',), name='checklist_sent_once'),
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['school', '-noticed_on', '-at'], name='concern_latest'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(fields=('token_hash',), name='concern_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ('staff', 'checklist', 'interview', 'absence'))), name='concern_source_known'),
        ),
        migrations.AddConstraint(
            model_name='concernpupil',
            constraint=models.UniqueConstraint(fields=('concern', 'pupil'), name='concern_about_once'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['adult'], name='interview_open'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(fields=['school', '-planned_at'], name='interview_latest'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('round', ''), _negated=True), ('dropped', False)), fields=('pupil', 'year', 'round'), name='one_interview_of_a_round'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.UniqueConstraint(condition=models.Q(('origin_id', ''), _negated=True), fields=('pupil', 'origin_kind', 'origin_id'), name='one_interview_of_an_origin'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('interview',), name='one_booking_of_an_interview'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('adult', 'day', 'slot'), name='adult_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('pupil', 'day', 'slot'), name='pupil_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('school', 'room', 'day', 'slot'), name='room_booked_once'),
        ),
        migrations.AddIndex(
            model_name='named',
            index=models.Index(fields=['staff'], name='named_of_staff'),
        ),
        migrations.AddConstraint(
            model_name='named',
            constraint=models.UniqueConstraint(fields=('concern', 'staff'), name='named_in_concern_once'),
        ),
        migrations.AddConstraint(
            model_name='named',
            constraint=models.UniqueConstraint(fields=('interview', 'staff'), name='named_in_interview_once'),
        ),
        migrations.AddConstraint(
            model_name='named',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concern__isnull', False), ('interview__isnull', True)), models.Q(('concern__isnull', True), ('interview__isnull', False)), _connector='OR'), name='named_in_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='named',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('meant__isnull', True), ('settled_at__isnull', True)), models.Q(('meant__isnull', False), ('settled_at__isnull', False)), _connector='OR'), name='named_settled_whole'),
        ),
        migrations.AddIndex(
            model_name='nursevisit',
            index=models.Index(fields=['school', '-came_at'], name='visit_latest'),
        ),
        migrations.AddConstraint(
            model_name='nursevisit',
            constraint=models.UniqueConstraint(fields=('token_hash',), name='visit_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='nursevisit',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ('injury', 'illness', 'rest', 'talk', 'belongings', 'other'))), name='visit_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('pupil',), name='one_open_question_of_a_child'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ('several', 'after_case', 'grave', 'watched'))), name='question_why_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('decision__in', ('report', 'interview', 'watch', 'nothing'))), _connector='OR'), name='question_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='asked',
            constraint=models.UniqueConstraint(fields=('question', 'concern'), name='asked_once'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('bullying__in', ['no', 'yes', 'unsure', 'not_told']), ('school_going__in', ['no', 'yes', 'unsure', 'not_told'])), name='two_questions_answered'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'report'), ('report__isnull', False)), models.Q(('concern__isnull', False), ('outcome', 'concern')), models.Q(('following__isnull', False), ('outcome', 'again')), ('outcome', 'nothing'), _connector='OR'), name='interview_ends_in_something'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['report', 'concern', 'again', 'nothing'])), name='interview_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.UniqueConstraint(fields=('run', 'line', 'pupil'), name='ticked_once_for_a_child'),
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.UniqueConstraint(condition=models.Q(('pupil__isnull', True)), fields=('run', 'line'), name='ticked_once'),
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concern__isnull', True), ('pupil__isnull', True)), models.Q(('concern__isnull', False), ('pupil__isnull', False)), _connector='OR'), name='a_child_makes_a_concern'),
        ),
    ]
