"""The three-month clock as it follows from the acts: which day counts as the last, and whether any act goes on.

Pure: rows in, a day out. The clock is always read from all rows that stand, so that acts told late, corrected, or
confirmed in any order come to the same day. `tests/properties/test_three_months.py` holds it against a plain model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from yorisoi.schools.calendar import day_of

NO_ACT = "none"  # a correction: it turned out that there was no such act
COLUMNS = (
    *("id", "kind", "corrects_id", "occurred_at", "recorded_at", "flag"),
    *("act__until", "act__forms", "act_check__act_id", "act_check__last_on"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One line about an act: the act itself, or a later word on it."""

    id: Any
    kind: str
    corrects: Any
    at: datetime
    recorded_at: datetime
    flag: str
    until: date | None = None
    forms: tuple[str, ...] = ()
    about: Any = None
    last_on: date | None = None

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Say in which order words on one act were true."""
        return (self.at, self.recorded_at, str(self.id))


@dataclass
class Thread:
    """One act: the line that stands, the lines it corrects (oldest first), the later words that stand."""

    now: Said
    first: Said
    older: list[Said] = field(default_factory=list)
    checks: list[Said] = field(default_factory=list)

    def words(self) -> list[Said]:
        """Return what was said of whether it goes on, in the order in which it was true.

        The act's own answer is of the moment at which it was first written: a correction says what should have been
        written then. Moments are typed by the minute, so within its minute what was written later is the later word.
        """
        written = self.first.recorded_at
        at = written.replace(second=0, microsecond=0)
        own = Said(self.now.id, "act", None, at, written, self.now.flag)
        return sorted([own, *self.checks], key=lambda said: said.order)

    @property
    def state(self) -> str:
        """going_on, stopped or unknown – the latest word that says something; "none" where there was no act."""
        if self.now.flag == NO_ACT:
            return NO_ACT
        said = [word.flag for word in self.words() if word.flag in {"going_on", "stopped"}]
        return said[-1] if said else "unknown"

    @property
    def last_day(self) -> date | None:
        """Return the last day that counts: of the act, or of the last word that it went on."""
        if self.now.flag == NO_ACT:
            return None
        days = [self.now.until or day_of(self.now.at)]
        going_on = False
        for word in self.words():
            if word.flag == "going_on":
                days.append(day_of(word.at))
                going_on = True
            elif word.flag == "stopped":
                if word.last_on:
                    days.append(word.last_on)
                elif going_on and word.kind == "act_check":
                    days.append(day_of(word.at))  # nobody knows since when: it counts up to the check
                going_on = False
        return max(days)


def threads(rows: Iterable[Said]) -> list[Thread]:
    """Put the lines about acts together, one thread for each act, in the order in which they happened."""
    rows = list(rows)
    by_id = {row.id: row for row in rows}
    corrected = {row.corrects for row in rows if row.corrects}
    found: dict[Any, Thread] = {}
    for row in rows:
        if row.kind == "act" and row.id not in corrected:
            older = _older(row, by_id)
            thread = Thread(row, older[0] if older else row, older)
            for one in (*older, row):
                found[one.id] = thread
    for row in rows:
        if row.kind == "act_check" and row.id not in corrected and row.about in found:
            found[row.about].checks.append(row)
    once = {id(thread): thread for thread in found.values()}
    return sorted(once.values(), key=lambda thread: thread.now.order)


def _older(row: Said, by_id: dict[Any, Said]) -> list[Said]:
    chain: list[Said] = []
    while row.corrects in by_id:
        row = by_id[row.corrects]
        chain.insert(0, row)
    return chain


def last_day(acts: Iterable[Thread]) -> date | None:
    """Return the day from which the period runs."""
    return max((day for act in acts if (day := act.last_day)), default=None)


def going_on(acts: Iterable[Thread]) -> bool:
    """Say whether any act goes on, by the latest word on it."""
    return any(act.state == "going_on" for act in acts)


def read(lines: QuerySet[Any]) -> list[Thread]:
    """Return the acts among the lines of a case (`queries.lines_in`), in one query."""
    return threads_of(acts(lines))


def acts(lines: QuerySet[Any]) -> QuerySet[Any]:
    """Return what the clock wants to know of those lines of a case that are about acts."""
    return lines.filter(kind__in=("act", "act_check")).values_list(*COLUMNS)


def threads_of(rows: Iterable[tuple[Any, ...]]) -> list[Thread]:
    """Return the acts from these rows (`acts`)."""
    return threads(_said(row) for row in rows)


def _said(row: tuple[Any, ...]) -> Said:
    pk, kind, corrects, at, recorded_at, flag, until, forms, about, last_on = row
    return Said(pk, kind, corrects, at, recorded_at, flag, until, tuple(forms or ()), about, last_on)
