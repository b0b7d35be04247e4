"""What other chapters add to a child's page. They know the schools and not the other way round: they put it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yorisoi.schools.models import Pupil, Staff


@dataclass(frozen=True)
class Part:
    """One section of the page: its template, and what the template is given."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Staff, Pupil], Part | None]
_makers: list[Maker] = []


def add_part(maker: Maker) -> Maker:
    """Let this function add a section for whoever may see one; called when the app is ready."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def parts_for(staff: Staff, pupil: Pupil) -> list[Part]:
    """Return the sections that this person may see of this child."""
    return [part for make in _makers if (part := make(staff, pupil)) is not None]
