
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0004_calendar_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='YearTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('set_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.JSONField(default=dict)),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='schools.school')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
            ],
            options={
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('grade', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('pupil', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.pupil')),
                ('school_class', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.schoolclass')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.staff')),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='yearend.yearturn')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='yearturn',
            constraint=models.UniqueConstraint(fields=('school', 'year'), name='one_turn_of_a_year'),
        ),
        migrations.AddConstraint(
            model_name='yearturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('set_at__isnull', True), ('set_by__isnull', True)), models.Q(('set_at__isnull', False), ('set_by__isnull', False)), _connector='OR'), name='turn_set_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('grade__isnull', True), ('kind', 'homeroom'), ('pupil__isnull', True), ('school_class__isnull', False), ('staff__isnull', False)), models.Q(('grade__isnull', False), ('kind', 'grade_head'), ('pupil__isnull', True), ('school_class__isnull', True), ('staff__isnull', False)), models.Q(('grade__isnull', True), ('kind', 'departs'), ('pupil__isnull', True), ('school_class__isnull', True), ('staff__isnull', False)), models.Q(('grade__isnull', True), ('kind', 'leaves'), ('pupil__isnull', False), ('school_class__isnull', True), ('staff__isnull', True)), _connector='OR'), name='plan_line_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'homeroom'), ('withdrawn_at__isnull', True)), fields=('turn', 'school_class'), name='one_homeroom_planned'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'grade_head'), ('withdrawn_at__isnull', True)), fields=('turn', 'grade'), name='one_grade_head_planned'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'departs'), ('withdrawn_at__isnull', True)), fields=('turn', 'staff'), name='departs_once'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'leaves'), ('withdrawn_at__isnull', True)), fields=('turn', 'pupil'), name='leaves_once'),
        ),
    ]
