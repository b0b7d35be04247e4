"""Which words of a report are found by the record search: those that its page shows to everybody who may read it.

What the form asked for beside the narrative, and what was said of a screen. Who told stays in custody and is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yorisoi.journal.findable import Text
from yorisoi.reports.answers import said_in_words
from yorisoi.reports.models import AttachmentNote, Report
from yorisoi.schools.findable import joined, text_of

SAID = (
    *("child_name", "where", "wish", "staff_concerned", "people_text"),
    *("shot_service", "shot_account", "shot_address", "shot_taken_by"),
)


def words_of_report(report: Report) -> list[str]:
    """Return the words that are found as the report's own: the narrative, then what was answered."""
    answers = report.data("answers")
    said = (said_in_words(name, answers[name]) for name in SAID if answers.get(name))
    return [report.text("narrative"), *map(str, said)]


def text_of_report(report: Report) -> Text:
    """Return them as the search keeps them."""
    return joined(report, words_of_report(report), at=report.received_at)


def texts_of_notes(notes: Iterable[AttachmentNote]) -> Iterator[Text]:
    """Return what was said of screens."""
    for note in notes:
        yield text_of(note, "about", at=note.at)
