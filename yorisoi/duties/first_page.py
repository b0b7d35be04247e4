"""What stands on the first page besides one's duties: later chapters add what they have to say to this person.

HEADS stand above the duties: something with a clock of its own that is no duty of one person. FEET stand below them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Section:
    """One section: its template, and what the template is given as `head` or `foot`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Staff], Section | None]


class Sections:
    """The sections of one place on the page."""

    def __init__(self) -> None:
        self._makers: list[Maker] = []

    def add(self, maker: Maker) -> None:
        """Let this function add a section for whoever it concerns; called when the app is ready."""
        if maker not in self._makers:
            self._makers.append(maker)

    def of(self, staff: Staff) -> list[Section]:
        """Return the sections for this person."""
        return [section for make in self._makers if (section := make(staff)) is not None]


HEADS, FEET = Sections(), Sections()
