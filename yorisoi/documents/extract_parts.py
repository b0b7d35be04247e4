"""What later chapters put into a family's extract, besides cases, reports, answers and attendance.

    PARTS.append(of_incidents)

They know the extract and not the other way round; called when the app is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yorisoi.schools.models import Pupil, Staff

Row = tuple[tuple[str, str, str, str], str]  # when, what, the words, who; why the words are hidden whole ("" = not)


@dataclass(frozen=True)
class Section:
    """One heading of the extract: labels with texts, then records."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


PARTS: list[Callable[[Pupil, Staff], list[Section]]] = []
