"""What was submitted to 市教委 about an incident, as the pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from yorisoi.cases.files import FileShown
from yorisoi.incidents.files import files_of_copies
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.policy.flow import Text


@dataclass(frozen=True)
class Sent:
    """What was submitted to 市教委."""

    copy: IncidentCopy
    label: Text
    words: str
    files: list[FileShown]


def copies_of(row: Incident) -> list[Sent]:
    """Return what was submitted, newest first, each with the files that went with it."""
    rows = list(row.copies.select_related("key", "by"))
    files = files_of_copies(rows)
    return [Sent(one, KINDS[one.kind].label, one.text("text_sent"), files.get(one.pk, [])) for one in rows]
