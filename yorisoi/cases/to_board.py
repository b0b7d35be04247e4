"""Submitting to 市教委: the copy that it reads, kept as it was sent, and the notice that something came."""

from __future__ import annotations

from datetime import datetime

from yorisoi.cases.models import BoardCopy, Case
from yorisoi.duties.actions import tell
from yorisoi.duties.models import about_fields
from yorisoi.journal.keys import make_data_key
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import board_officers


def submit_copy(*, about: Case | Report, kind: str, words: str, by: Staff, at: datetime) -> BoardCopy:
    """Submit these words about a case or report. The officers of the school are told that something came.

    Inside the caller's transaction, with its journal line. No officer who is named in the matter is told.
    """
    place = {str(about._meta.model_name): about}
    copy = BoardCopy(key=make_data_key(about.school_id), school=about.school, kind=kind, at=at, by=by, **place)
    copy.put("text_sent", words)
    copy.save(force_insert=True)
    out = shut_out_of_case(about.pk) if isinstance(about, Case) else shut_out_of(about)
    people = [one for one in board_officers(about.school) if one.pk not in out]
    tell(people, kind="board_submitted", school=about.school, at=at, **about_fields(copy))
    return copy
