"""What the pages of rounds show: each round with how far it is, for the classes of whoever looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from yorisoi.journal import clock
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.schools.models import SchoolClass, Staff
from yorisoi.surveys.models import OPEN, PLANNED, Card, ReadingItem, Round, RoundPart
from yorisoi.surveys.queries import classes_read_by, open_items_for, progress_by_class
from yorisoi.surveys.said import MODES, STATES


@dataclass(frozen=True)
class Line:
    """One round in the list. entitled, answered: of the classes of whoever looks; waiting: items they still may see."""

    round: Round
    state: Text
    tone: str
    mode: Text
    entitled: int
    answered: int
    waiting: int

    @property
    def now(self) -> bool:
        """Answers are taken this moment."""
        return self.round.state == OPEN and self.round.opens_at <= clock.now() < self.round.closes_at

    @property
    def over(self) -> bool:
        """Its window is over, and nobody has closed it."""
        return self.round.state == OPEN and self.round.closes_at <= clock.now()


@dataclass(frozen=True)
class ClassLine:
    """One class in a round. mine: whoever looks may open it."""

    school_class: SchoolClass
    part: RoundPart
    entitled: int
    answered: int
    mine: bool

    @property
    def left(self) -> int:
        """How many have not answered."""
        return self.entitled - self.answered


def lines(staff: Staff, rounds: Iterable[Round]) -> list[Line]:
    """Return the lines of these rounds in two queries, however many there are."""
    rows = list(rounds)
    where = classes_read_by(staff) or Q(pk__in=[])
    ids = [one.pk for one in rows]
    cards = Card.objects.filter(where, round__in=ids).order_by().values("round")
    counted = {
        row["round"]: (row["n"], row["done"])
        for row in cards.annotate(n=Count("pk"), done=Count("pk", filter=Q(answered=True)))
    }
    items = open_items_for(staff).filter(round__in=ids).order_by().values("round").annotate(n=Count("pk"))
    waiting = {row["round"]: row["n"] for row in items}
    return [
        Line(one, *STATES[one.state], MODES[one.mode][0], *counted.get(one.pk, (0, 0)), waiting.get(one.pk, 0))
        for one in rows
    ]


def classes(staff: Staff, one: Round) -> list[ClassLine]:
    """Return the classes of a round in the order of their names: all for whoever holds rounds, else one's own."""
    where = classes_read_by(staff)
    parts = one.parts.select_related("school_class", "questionnaire")
    mine = set(one.parts.filter(where).values_list("pk", flat=True)) if where is not None else set()
    if not staff.can(Can.SURVEY):
        parts = parts.filter(pk__in=mine)
    counted = progress_by_class(one) if one.state != PLANNED else {}
    return [
        ClassLine(part.school_class, part, *counted.get(part.school_class_id, (0, 0)), mine=part.pk in mine)
        for part in parts
    ]


def stops_closing(staff: Staff, one: Round) -> list[ReadingItem]:
    """Return what still stands against closing, as far as this person may know of it."""
    return list(open_items_for(staff).filter(round=one)) if one.state == OPEN else []


def sections(found: list[Line]) -> dict[str, list[Line]]:
    """Return the lines that are on, planned and past."""
    return {
        "now": [line for line in found if line.round.state == OPEN],
        "planned": sorted(
            (line for line in found if line.round.state == PLANNED), key=lambda line: line.round.opens_at
        ),
        "past": [line for line in found if line.round.state not in (OPEN, PLANNED)],
    }


def missing(needs: Iterable[Any], url: str = "") -> list[dict[str, Any]]:
    """Return what the policy still wants, as the pages list it."""
    return [{"name": need.name, "text": need.text, "cite": need.cite, "url": url} for need in needs]
