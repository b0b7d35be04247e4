"""What an edition says of the year's plan: stages, pillars, terms, activities, the items of the school evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from yorisoi.policy.edition_types import Named, spoken


@dataclass(frozen=True, slots=True)
class Span(Named):
    """A part of the school year: a stage or a term. begins, ends: (month, day); a year runs from April to March."""

    number: int
    begins: tuple[int, int]
    ends: tuple[int, int]
    label_ja: str
    label_en: str = ""

    def span(self, year: int) -> tuple[date, date]:
        """Return its first and last day in the school year that began in `year`."""
        return day_in(year, self.begins), day_in(year, self.ends)

    def holds(self, day: date, year: int) -> bool:
        """Say whether the day is in it."""
        first, last = self.span(year)
        return first <= day <= last


@dataclass(frozen=True, slots=True)
class Pillar(Named):
    """柱: a column of the plan. cite: its clause."""

    code: str
    cite: str
    label_ja: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Planned(Named):
    """An activity as the edition plans it. owner: a post. begins, ends: where they differ from the stage's own.

    links: what it is done by, `kind:what` (the year comes before it), so that nobody types it twice.
    """

    code: str
    stage: int
    pillar: str
    owner: str
    label_ja: str
    label_en: str = ""
    note_ja: str = ""
    note_en: str = ""
    begins: tuple[int, int] | None = None
    ends: tuple[int, int] | None = None
    links: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return what belongs to it, in the language of the page."""
        return spoken(self.note_ja, self.note_en)


@dataclass(frozen=True, slots=True)
class Item(Named):
    """An item of 学校評価. Never a count of cases (法34条). help: what to look at."""

    code: str
    label_ja: str
    help_ja: str
    label_en: str = ""
    help_en: str = ""

    @property
    def help(self) -> str:
        """Return what to look at, in the language of the page."""
        return spoken(self.help_ja, self.help_en)


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The year's plan. review: when the year is looked back on (the third term's staff meeting), (month, day)."""

    stages: tuple[Span, ...]
    terms: tuple[Span, ...]
    pillars: tuple[Pillar, ...]
    activities: tuple[Planned, ...]
    evaluation: tuple[Item, ...]
    review: tuple[int, int]

    def stage(self, number: int) -> Span | None:
        """Return the stage of this number, or None."""
        return next((one for one in self.stages if one.number == number), None)

    def stage_on(self, day: date, year: int) -> Span | None:
        """Return the stage that this day lies in, or None between two."""
        return next((one for one in self.stages if one.holds(day, year)), None)

    def term_on(self, day: date, year: int) -> Span | None:
        """Return the term that this day lies in, or None."""
        return next((one for one in self.terms if one.holds(day, year)), None)

    def planned(self, code: str) -> Planned | None:
        """Return the edition's activity of this code, or None."""
        return next((one for one in self.activities if one.code == code), None)

    def item(self, code: str) -> Item | None:
        """Return the item of the evaluation, or None."""
        return next((one for one in self.evaluation if one.code == code), None)

    def dates(self, one: Planned, year: int) -> tuple[date, date]:
        """Return the days between which an activity is planned: its own, or its stage's."""
        stage = self.stage(one.stage)
        if stage is None:
            raise KeyError(one.stage)
        first, last = stage.span(year)
        return day_in(year, one.begins) if one.begins else first, day_in(year, one.ends) if one.ends else last


def day_in(year: int, place: tuple[int, int]) -> date:
    """Return the day of a school year that (month, day) names; 02-29 is the last of February."""
    month, day = place
    if (month, day) == (2, 29):
        return date(year + 1, 3, 1) - timedelta(days=1)
    return date(year if month >= 4 else year + 1, month, day)
