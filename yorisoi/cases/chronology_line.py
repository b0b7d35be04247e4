"""A line of a case's time, and the colour of each nature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from yorisoi.cases.entry_types import CONTACT, FACT, JUDGEMENT, OBSERVATION
from yorisoi.cases.grounds import Ground
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Staff

TONES = {FACT: "accent", JUDGEMENT: "ok", CONTACT: "neutral", OBSERVATION: "warn"}


@dataclass
class Line:
    """One thing that happened."""

    at: datetime
    nature: str
    label: Text
    title: SafeString | str = ""
    anchor: str = ""
    url: str = ""
    tone: str = "neutral"
    chips: list[Text] = field(default_factory=list)
    child: SafeString | str = ""
    body: list[tuple[Text, SafeString]] = field(default_factory=list)
    who: str = ""
    recorded_at: datetime | None = None
    cite: str = ""
    pupil_ids: frozenset[int] = frozenset()
    staff: dict[int, str] = field(default_factory=dict)  # who wrote, listened, decided, sat there: names by id
    when: str = ""  # where the moment is not known exactly
    judged: list[tuple[Text, SafeString]] = field(default_factory=list)  # what the adult made of it
    source: tuple[str, str] | None = None
    fill: Callable[[Line], None] | None = None  # opens the sealed words, when the line is shown
    grounds: list[Ground] = field(default_factory=list)
    correct_url: str = ""
    effect_url: str = ""
    corrected_by: str = ""
    corrects: str = ""


def named(*people: Staff | None) -> dict[int, str]:
    """Return the names by id, of those who are somebody."""
    return {one.pk: one.name for one in people if one is not None}
