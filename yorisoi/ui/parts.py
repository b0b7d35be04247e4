"""What later chapters add to a page of an earlier one: they know the page and not the other way round.

add("case", fn)            # when the app is ready; fn(staff, case) -> Part or None
{% parts "case" case %}    # in the page's template
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One section: its template, and what the template is given as `part`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Any, Any], Part | None]
_makers: dict[str, list[Maker]] = defaultdict(list)


def add(place: str, maker: Maker) -> None:
    """Let this function add a section to the pages of this kind."""
    if maker not in _makers[place]:
        _makers[place].append(maker)


def parts(place: str, staff: Any, about: Any) -> list[Part]:
    """Return the sections that this person sees on the page of this row."""
    return [part for make in _makers[place] if (part := make(staff, about)) is not None]
