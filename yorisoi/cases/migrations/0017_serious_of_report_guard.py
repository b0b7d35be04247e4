"""That the question was asked of a report too is history; a question gets its answer once."""

from django.db import migrations

from yorisoi.journal.guarding import Reguard


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_serious_of_report")]
    operations = [
        Reguard("cases_boardcopy"),
        Reguard("cases_seriousanswer"),
        Reguard(
            "cases_seriousquestion",
            columns=["id", "case_id", "report_id", "fact", "amount", "words", "source", "at"],
            once="answer_id",
        ),
    ]
