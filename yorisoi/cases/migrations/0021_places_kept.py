"""Where each case stands on the board is kept by the database, from the case and its open duties."""

from __future__ import annotations

from django.db import migrations

from yorisoi.journal.keeping import Keep
from yorisoi.journal.walls import Wall

SELECT = """
SELECT found.id, found.school_id, found.state,
    CASE WHEN found.may_be_serious IS NULL THEN 8 WHEN found.may_be_serious THEN 0 ELSE 4 END
    + CASE WHEN found.urgent THEN 0 ELSE 2 END + CASE WHEN found.due_at IS NULL THEN 1 ELSE 0 END,
    found.due_at, found.entered_at
FROM (
    SELECT cases_case.*, (
        SELECT min(duties_duty.due_at) FROM duties_duty
        WHERE duties_duty.case_id = cases_case.id
        AND duties_duty.done_at IS NULL AND duties_duty.dropped_at IS NULL
    ) AS due_at
    FROM cases_case WHERE {one}
) AS found WHERE 1 = 1"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_places"), ("duties", "0010_subjects"), ("oversight", "0003_walls")]
    operations = [
        Wall("cases_caseplace"),
        Keep(
            "cases_caseplace",
            columns=["case_id", "school_id", "state", "rank", "due_at", "entered_at"],
            select=SELECT,
            subject="cases_case.id",
            watched=[
                ("cases_case", "id", ["state", "may_be_serious", "urgent", "entered_at"]),
                ("duties_duty", "case_id", ["done_at", "dropped_at"]),
            ],
        ),
    ]
