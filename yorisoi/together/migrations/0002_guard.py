"""What came in, what was ruled and how a lesson went is kept by the database's own refusal."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("together", "0001_lessons_and_good_points")]
    operations = [
        Guard("together_lesson", columns=["id", "key_id", "school_id", "kind", "made_at", "made_by_id", "token"]),
        Guard("together_lessonclass"),
        Guard("together_lessonstep"),
        Guard(
            "together_round",
            columns=[
                "id", "key_id", "school_id", "school_class_id", "title", "by_children", "shows_writer", "opens_at",
                "made_at", "made_by_id", "token",
            ],
            once="closed_at",
        ),
        Guard("together_card"),
        Guard(
            "together_note",
            columns=[
                "id", "key_id", "school_id", "round_id", "about_id", "writer_id", "by_id", "words", "found", "at",
                "sending",
            ],
        ),
        Guard("together_ruling"),
        Guard("together_keptfrom"),
    ]  # fmt: skip
