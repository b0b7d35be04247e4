"""What an edition says about finding out early: when concerns ask for a decision, when and where one can talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from yorisoi.policy.edition_types import Named
from yorisoi.policy.plan_types import day_in


@dataclass(frozen=True, slots=True)
class Slot(Named):
    """A piece of the school day in which a child can be talked with."""

    code: str
    begins: time
    ends: time
    label_ja: str
    label_en: str = ""

    @property
    def hours(self) -> str:
        """Return 「10:25〜10:45」."""
        return f"{self.begins:%H:%M}〜{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Room(Named):
    """A place to talk, besides the class's own room."""

    code: str
    label_ja: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Round(Named):
    """A time of the plan in which every child is talked with. begins, ends: (month, day), within one school year."""

    code: str
    begins: tuple[int, int]
    ends: tuple[int, int]
    label_ja: str
    label_en: str = ""

    def span(self, year: int) -> tuple[date, date]:
        """Return its first and last day in the school year that began in `year`."""
        return day_in(year, self.begins), day_in(year, self.ends)


@dataclass(frozen=True, slots=True)
class CareRules:
    """concerns: so many, of different days or people, within `within_days`, ask for a decision. cite: why.

    repeats: so many signals of at least two kinds within `repeat_days` are marked on a child's line of time.
    """

    concerns: int
    within_days: int
    cite: str
    repeats: int
    repeat_days: int
    repeat_cite: str
    slots: tuple[Slot, ...]
    rooms: tuple[Room, ...]
    rounds: tuple[Round, ...]

    def slot(self, code: str) -> Slot:
        """Return the slot, or raise KeyError."""
        return next((one for one in self.slots if one.code == code), None) or _missing(code)

    def round(self, code: str) -> Round | None:
        """Return the round of the plan, or None."""
        return next((one for one in self.rounds if one.code == code), None)


def _missing(code: str) -> Slot:
    raise KeyError(code)
