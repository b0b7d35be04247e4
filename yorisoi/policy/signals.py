"""When what was noticed of one child asks for a decision, and which signals repeat. Pure: no score, only counting.

Three small things are each easy to explain away. Counted together, by days and people, they are a question that
somebody must answer (§第2-3(2)①; nothing is dropped).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yorisoi.policy.care_types import CareRules

SEVERAL, AFTER_CASE, GRAVE, WATCHED = "several", "after_case", "grave", "watched"
ASKS = (SEVERAL, AFTER_CASE, GRAVE, WATCHED)


@dataclass(frozen=True, slots=True)
class Noticed:
    """One concern of a child: on which day, by whom."""

    day: date
    by: int


def asks_decision(concerns: Iterable[Noticed], rules: CareRules, *, resolved_on: date | None = None) -> str:
    """Say why these concerns (those not decided on yet) ask for a decision, "" when they do not.

    resolved_on: when the last case of the child was resolved. One concern on or after that day asks at once. Otherwise
    `rules.concerns` of them, no two by the same person on the same day, within `rules.within_days`.
    """
    rows = sorted(concerns, key=lambda one: (one.day, one.by))
    if resolved_on is not None and any(one.day >= resolved_on for one in rows):
        return AFTER_CASE
    for last in rows:
        first = last.day - timedelta(days=rules.within_days)
        if len({(one.day, one.by) for one in rows if first <= one.day <= last.day}) >= rules.concerns:
            return SEVERAL
    return ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign on a child's line of time: which kind (concern, visit, absence …), when."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Repeat:
    """Signals that stand close together: their places in what was given, and how many there are of each kind."""

    places: tuple[int, ...]
    kinds: tuple[tuple[str, int], ...]
    first: date
    last: date


def repeats(signals: Sequence[Signal], rules: CareRules) -> list[Repeat]:
    """Return the runs of at least `repeats` signals, of two kinds, within `repeat_days`; runs that meet are one."""
    order = sorted(range(len(signals)), key=lambda n: signals[n].day)
    runs: list[list[int]] = []
    for at, start in enumerate(order):
        end = signals[start].day + timedelta(days=rules.repeat_days)
        window = [n for n in order[at:] if signals[n].day <= end]
        if len(window) < rules.repeats or len({signals[n].kind for n in window}) < 2:
            continue
        if runs and set(runs[-1]) & set(window):
            runs[-1] += [n for n in window if n not in runs[-1]]
        else:
            runs.append(window)
    found = []
    for run in runs:
        days = [signals[n].day for n in run]
        kinds = tuple(Counter(signals[n].kind for n in run).most_common())
        found.append(Repeat(tuple(run), kinds, min(days), max(days)))
    return found
