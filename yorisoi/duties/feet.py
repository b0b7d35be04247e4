"""What stands below one's duties on the first page: later chapters add what they have to say to this person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Foot:
    """One section: its template, and what the template is given as `foot`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Staff], Foot | None]
_makers: list[Maker] = []


def add_foot(maker: Maker) -> Maker:
    """Let this function add a section for whoever it concerns; called when the app is ready."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def feet_for(staff: Staff) -> list[Foot]:
    """Return the sections for this person."""
    return [foot for make in _makers if (foot := make(staff)) is not None]
