"""What later chapters hang into this one; they know attendance and not the other way round."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yorisoi.attendance.models import AbsenceWarning, WarningStep
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Staff


@dataclass(frozen=True, slots=True)
class Led:
    """What an answer has led to: how it is called, and its page."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a warning out of which something begins. day: the day that was set, if one was.

    shut_out: the staff ids that are kept from what the warning came of.
    """

    warning: AbsenceWarning
    step: WarningStep
    by: Staff
    words: str
    day: date | None
    shut_out: Collection[int]


# Begins what an answer ends in; inside the caller's transaction, and once for a step.
Follows = Callable[[Answered], Any]
LedTo = Callable[[Staff, Sequence[WarningStep]], dict[Any, Led]]

FOLLOWS: dict[str, Follows] = {}  # outcome → what it begins
LED_TO: list[LedTo] = []


def led_to(staff: Staff, steps: Sequence[WarningStep]) -> dict[Any, Led]:
    """Return step id → what it has led to, as far as this person may know it."""
    return {pk: led for find in LED_TO for pk, led in find(staff, steps).items()}
