"""What the page of the year's turn shows, as far as the reader may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from yorisoi.cases.queries import cases_for
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import open_duties
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can, Post
from yorisoi.policy.year_duties import LAST_GRADE
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff, class_label
from yorisoi.schools.queries import class_labels
from yorisoi.surveys.models import OPEN as ROUND_OPEN
from yorisoi.surveys.models import PLANNED, Round
from yorisoi.yearend.hands import Hand, colleagues, hands_of
from yorisoi.yearend.models import DEPARTS, GRADE_HEAD, LEAVES, YearTurn
from yorisoi.yearend.planning import may_turn
from yorisoi.yearend.shape import MIND, SETTLE, Ahead, FromClass


@dataclass(frozen=True)
class Goes:
    """A class of the old year on the page. to: (class, how many). next: the name it would have."""

    row: FromClass
    to: list[tuple[str, int]]
    grade: int
    name: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Passes:
    """A case on the page: from whom to whom, and whether the handover is written."""

    hand: Hand
    state: Text
    classes: str


@dataclass
class Shown:
    """Everything on the page."""

    ahead: Ahead
    goes: list[Goes]
    red: list[Any]
    mind: list[Any]
    manager: bool
    today: bool
    hands: list[Passes] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    in_charge: int = 0
    people: list[Staff] = field(default_factory=list)
    heads: list[tuple[str, Staff | None]] = field(default_factory=list)
    departures: list[Any] = field(default_factory=list)
    leaving: list[Any] = field(default_factory=list)
    waiting: int = 0
    past: list[YearTurn] = field(default_factory=list)


def shown(found: Ahead, reader: Staff) -> Shown:
    """Return what this person may see: cases and what is owed only as far as they may read and oversee."""
    places = _choices(found)
    labels = {one.school_class.pk: str(one.school_class) for one in found.new}
    goes = [
        Goes(
            row,
            [(labels.get(pk, ""), n) for pk, n in sorted(row.to.items(), key=lambda one: labels.get(one[0], ""))],
            row.school_class.grade + 1,
            row.school_class.name,
            [(value, label) for grade, value, label in places if grade == row.school_class.grade + 1],
        )
        for row in found.old
    ]
    out = Shown(
        found,
        goes,
        [one for one in found.findings if one.tone == SETTLE],
        [one for one in found.findings if one.tone == MIND],
        may_turn(reader),
        today() >= found.begins,
    )
    out.departures = [one for one in found.lines if one.kind == DEPARTS]
    out.leaving = [one for one in found.lines if one.kind == LEAVES]
    out.waiting = sum(len(row.missing) for row in found.old)
    out.past = list(YearTurn.objects.filter(school=found.school, applied_at__isnull=False).order_by("-year")[:5])
    if out.manager:
        out.people = colleagues(found.school)
        planned = {one.grade: one.staff for one in found.lines if one.kind == GRADE_HEAD}
        out.heads = [(str(grade), planned.get(grade)) for grade in range(1, LAST_GRADE + 1)]
        _matters(out, reader)
    if reader.can(Can.SURVEY):
        out.rounds = list(Round.objects.filter(school=found.school, state__in=[ROUND_OPEN, PLANNED])[:20])
    return out


def _choices(found: Ahead) -> list[tuple[int, str, str]]:
    """Return the classes a child may be put into: those of the new year and those that the old ones would become."""
    known = {(one.school_class.grade, one.school_class.name) for one in found.new}
    known |= {(one.school_class.grade + 1, one.school_class.name) for one in found.old if not one.last}
    return [(grade, f"{grade}:{name}", class_label(grade, name)) for grade, name in sorted(known)]


def _matters(out: Shown, reader: Staff) -> None:
    mine = cases_for(reader).exclude(state__in=CASE_FLOW.resting)
    hands = hands_of(out.ahead, mine)
    classes = class_labels(pupil.pk for hand in hands for pupil in hand.pupils)
    out.hands = [
        Passes(
            hand,
            CASE_FLOW.labels[CaseState(hand.case.state)],
            "・".join(dict.fromkeys(filter(None, (classes.get(pupil.pk, "") for pupil in hand.pupils)))),
        )
        for hand in hands
    ]
    gone = [one.pk for one in out.ahead.departing]
    last = Q(acting_post=Post.HOMEROOM, school_class__grade=LAST_GRADE, school_class__year=out.ahead.year - 1)
    rows = open_duties(reader).filter(last | Q(staff__in=gone))
    out.in_charge = Duty.objects.filter(pk__in=rows.order_by().values("pk")).count()
