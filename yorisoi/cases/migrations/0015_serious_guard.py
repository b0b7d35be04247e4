"""That the question was asked and what was answered is history; a question gets its answer once."""

from django.db import migrations

from yorisoi.journal.guarding import Guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_serious_question")]
    operations = [
        Guard("cases_seriousanswer"),
        Guard(
            "cases_seriousquestion",
            columns=["id", "case_id", "fact", "amount", "words", "source", "at"],
            once="answer_id",
        ),
    ]
