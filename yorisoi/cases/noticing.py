"""What is looked for in whatever is written in a case: names of the staff, and words that may be urgent.

Both land with those who take reports in, on the report that stands for the case: a name to be settled, words to be
looked at. What a line merely repeats is not found again.
"""

from __future__ import annotations

from datetime import datetime

from yorisoi.cases.entries import JUDGEMENT, KINDS
from yorisoi.cases.models import Case, Entry
from yorisoi.policy.urgency import look
from yorisoi.reports.pointing_out import first_report, named_in, point_out
from yorisoi.reports.words_found import ENTRY, find_words
from yorisoi.schools.models import Staff

PASSED_ON = frozenset({"board_report", "record_sheet", "staff_informed", "handover"})  # they repeat what is on record


def notice_in_line(case: Case, row: Entry, *, by: Staff, at: datetime, more: str = "") -> None:
    """Look at a line that was just written, inside its transaction. more: words that belong to it (statements)."""
    text = "\n".join([*(words for words in row.data("body").values() if isinstance(words, str)), more]).strip()
    looked_at = KINDS[row.kind].nature != JUDGEMENT and row.kind not in PASSED_ON
    if not (looked_at and look(text)) and not named_in(case.school, by=by, text=text, place=row.kind):
        return  # nearly always: nobody need look for the report
    report = first_report(case)
    if report is None:
        return
    point_out(report=report, by=by, text=text, place=row.kind, at=at)
    if looked_at:
        before = str(row.corrects_id) if row.corrects_id else ""
        find_words(report=report, by=by, text=text, place=ENTRY, ref=str(row.pk), before=before, at=at)


def notice_decision(case: Case, text: str, *, by: Staff, at: datetime) -> None:
    """Look for names in what a body decided on a case."""
    named = named_in(case.school, by=by, text=text, place="meeting")
    if named and (report := first_report(case)) is not None:
        point_out(report=report, by=by, text=text, place="meeting", at=at)
