"""What the duties of one move hang on, as `actions.owe` takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yorisoi.journal.written import Rows
from yorisoi.schools.models import SchoolClass, Staff


@dataclass(frozen=True)
class Setting:
    """What the duties of one move hang on: dates a meeting set, children by role, who is shut out.

    assigned: duty name → [(staff, pupil id or None, date or None, words)] where a meeting named people.
    people: who works at the school with their posts, where it has been read. fresh: the matter begins in this
    transaction, so that nothing of it can have been owed before. home: the class, where no child says it.
    silent: no line in the journal, no time in the ids: what it is about must not tell when it came.
    seats, is_school_day: this year's seats of these children and the school's days, where they have been read.
    stand_in: who stands in for whom today (`away.substitutes_today`), where it has been read.
    rows: what is fresh is not written, but gathered here, to be written with other matters (`journal.written`).
    """

    dates: Mapping[str, date | None] = field(default_factory=dict)
    pupils: Mapping[str, Sequence[int]] = field(default_factory=dict)
    shut_out: Collection[int] = ()
    assigned: Mapping[str, Sequence[tuple[Staff | None, int | None, date | None, str]]] = field(default_factory=dict)
    people: Sequence[Staff] | None = None
    fresh: bool = False
    home: SchoolClass | None = None
    silent: bool = False
    seats: Mapping[int, Any] | None = None
    is_school_day: Callable[[date], bool] | None = None
    stand_in: Mapping[int, int] | None = None
    rows: Rows | None = None
