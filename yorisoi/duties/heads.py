"""What stands above one's duties on the first page: later chapters add what they have to say to this person.

A head is something with a clock of its own that is no duty of one person: answers that two adults must read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Head:
    """One section: its template, and what the template is given as `head`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Staff], Head | None]
_makers: list[Maker] = []


def add_head(maker: Maker) -> Maker:
    """Let this function add a section for whoever it concerns; called when the app is ready."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def heads_for(staff: Staff) -> list[Head]:
    """Return the sections for this person."""
    return [head for make in _makers if (head := make(staff)) is not None]
