"""What the turn of the year would do, as data: classes, posts, findings. Pure: no database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Post
from yorisoi.policy.year_duties import LAST_GRADE
from yorisoi.schools.models import PostHolding, Pupil, School, SchoolClass, Staff
from yorisoi.yearend.models import HOMEROOM, PlanLine, YearTurn

SETTLE, MIND = "danger", "warn"  # must be settled first; is good to know


def first_day(year: int) -> date:
    """Return the day on which a school year begins."""
    return date(year, 4, 1)


def last_day_before(year: int) -> date:
    """Return the last day of the year before."""
    return date(year, 3, 31)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the plan. tone: SETTLE stops the press. anchor: where on the page it is settled."""

    tone: str
    text: Text
    anchor: str = ""


@dataclass
class FromClass:
    """A class of the old year, and where its children go: (class or None for leaving, how many)."""

    school_class: SchoolClass
    size: int = 0
    to: dict[int, int] = field(default_factory=dict)
    leave: int = 0
    missing: list[Pupil] = field(default_factory=list)

    @property
    def last(self) -> bool:
        """Its children finish the school."""
        return self.school_class.grade >= LAST_GRADE


@dataclass
class IntoClass:
    """A class of the new year: how many children, how many of them new, who shall be its 担任."""

    school_class: SchoolClass
    size: int = 0
    new: int = 0
    line: PlanLine | None = None

    @property
    def key(self) -> str:
        """Its number, as the names of the page's fields want it."""
        return str(self.school_class.pk)


@dataclass
class Ahead:
    """All that the turn would do. before, after: class ids by child. ending: the posts that end."""

    school: School
    year: int
    turn: YearTurn | None
    old: list[FromClass] = field(default_factory=list)
    new: list[IntoClass] = field(default_factory=list)
    before: dict[int, SchoolClass] = field(default_factory=dict)
    after: dict[int, SchoolClass] = field(default_factory=dict)
    leavers: list[Pupil] = field(default_factory=list)
    lines: list[PlanLine] = field(default_factory=list)
    ending: list[PostHolding] = field(default_factory=list)
    beginning: list[PlanLine] = field(default_factory=list)
    departing: list[Staff] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    without_guardian: int = 0

    @property
    def blocked(self) -> bool:
        """Something must be settled first."""
        return any(one.tone == SETTLE for one in self.findings)

    @property
    def begins(self) -> date:
        """1 April."""
        return first_day(self.year)

    @property
    def staying(self) -> int:
        """How many children go up."""
        return sum(1 for pk in self.before if pk in self.after)

    @property
    def newcomers(self) -> int:
        """How many children come in."""
        return sum(1 for pk in self.after if pk not in self.before)

    @property
    def finishing(self) -> int:
        """How many children finish the school."""
        return sum(1 for one in self.leavers if one.pk in self.before and self.before[one.pk].grade >= LAST_GRADE)

    @property
    def moving(self) -> int:
        """How many leave otherwise."""
        return len(self.leavers) - self.finishing

    @property
    def numbers(self) -> dict[str, int]:
        """What may be told to anybody who manages the roster."""
        return {
            "up": self.staying, "in": self.newcomers, "finished": self.finishing, "moved": self.moving,
            "ended": len(self.ending), "begun": len(self.beginning), "departed": len(self.departing),
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """A fingerprint: two plans with the same one do the same."""
        told = (
            self.year,
            sorted((pk, one.pk) for pk, one in self.after.items()),
            sorted(one.pk for one in self.leavers),
            sorted(one.pk for one in self.lines),
            sorted(one.pk for one in self.ending),
            sorted(str(one.text) for one in self.findings if one.tone == SETTLE),
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def homeroom_after(self, pupil: int) -> Staff | None:
        """Return who is to be 担任 of this child."""
        seat = self.after.get(pupil)
        if seat is None:
            return None
        planned = {one.school_class_id: one.staff for one in self.lines if one.kind == HOMEROOM}
        return planned.get(seat.pk)

    def homerooms_before(self, pupil: int) -> list[Staff]:
        """Return who is 担任 of this child until then."""
        seat = self.before.get(pupil)
        if seat is None:
            return []
        return [one.staff for one in self.ending if one.post == Post.HOMEROOM and one.school_class_id == seat.pk]
