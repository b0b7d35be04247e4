"""Other doors by cards that a child who signs in by the city's account finds beside 元気アンケート."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yorisoi.schools.models import Pupil, School


@dataclass(frozen=True)
class Offer:
    """One button after signing in: it posts the card to the address."""

    action: str
    card: str
    title: Any


@dataclass(frozen=True)
class Beside:
    """Another door. is_open: whether any child of the school is let in now; offers: what waits for one child."""

    is_open: Callable[[School], bool]
    offers: Callable[[Pupil], list[Offer]]


BESIDE: list[Beside] = []
