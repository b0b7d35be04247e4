"""What was noticed, said and decided is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("care", "0001_concerns_and_interviews")]
    operations = [
        Guard(
            "care_concern",
            columns=["id", "key_id", "school_id", "year", "source", "noticed_on", "at", "by_id", "words", "found", "token_hash"],
            once="report_id",
        ),
        Guard("care_concernpupil"),
        Guard("care_offeranswer"),
        Guard(
            "care_question",
            columns=["id", "key_id", "school_id", "pupil_id", "why", "opened_at", "after_id"],
            once="decided_at",
        ),
        Guard("care_asked"),
        Guard("care_named", columns=["id", "concern_id", "interview_id", "staff_id", "phrase", "since"], once="settled_at"),
        Guard(
            "care_interview",
            columns=["id", "key_id", "school_id", "year", "pupil_id", "origin_kind", "origin_id", "round", "why", "planned_at", "planned_by_id"],
            once="ended_at",
        ),
        Guard(
            "care_booking",
            columns=["id", "interview_id", "school_id", "day", "slot", "room", "adult_id", "pupil_id", "made_at", "made_by_id"],
            once="ended_at",
        ),
        Guard("care_sheet"),
        Guard("care_checklistversion"),
        Guard("care_checklistrun"),
        Guard("care_tick"),
        Guard("care_nursevisit"),
    ]
