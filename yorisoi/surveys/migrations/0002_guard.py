"""History is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [
        Guard("surveys_questionnaire", columns=["id", "school_id", "code", "version", "made_at"], once="frozen_at"),
        Guard(
            "surveys_round",
            columns=["id", "school_id", "key_id", "year", "audience", "mode", "made_at", "made_by_id"],
            once="closed_at",
        ),
        Guard("surveys_roundpart"),
        Guard("surveys_pupilkey", updates=False),
        Guard(
            "surveys_card",
            columns=[
                "id", "round_id", "part_id", "school_class_id", "pupil_id", "key_id", "token_hash", "words_hash",
            ],
        ),
        Guard("surveys_sheet"),
        Guard("surveys_pool", columns=["id", "round_id", "school_class_id", "key_id"], once="closed_at"),
        Guard(
            "surveys_readingitem",
            columns=[
                "id", "school_id", "round_id", "school_class_id", "key_id", "sheet_id", "pupil_id", "bundle", "kind",
                "item", "rules", "grave", "cite", "clock", "words", "owed_at", "due_at",
            ],
            once="closed_at",
        ),
        Guard("surveys_itemreading"),
        Guard("surveys_keptfrom", columns=["id", "school_id", "sheet_id", "item_id", "staff_id", "why"]),
        Guard(
            "surveys_hold",
            columns=["id", "school_id", "key_id", "pupil_id", "round_id", "at", "by_id", "reason"],
            once="lifted_at",
        ),
        Guard(
            "surveys_destruction",
            columns=[
                "id", "school_id", "key_id", "pupil_id", "round_id", "sheets", "asked_at", "asked_by_id", "reason",
            ],
            once="done_at",
        ),
    ]
