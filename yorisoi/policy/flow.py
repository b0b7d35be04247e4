"""How a flowchart is written down: needs, duties, moves, and the flow that holds them.

A flow knows nothing of databases. A `Need` reads a frozen facts object, so every rule of the
policy can be asked, refused and explained in a test without a request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise
STAY = "="  # the target of a move that leaves the matter where it stands


class NoSuchMove(LookupError):
    """The flow has no such arrow from this state (the matter has moved on, or never could)."""


class NotYet(Exception):
    """The policy still wants something: `needs` lists each, with its clause."""

    def __init__(self, needs: Sequence[Need]) -> None:
        super().__init__(", ".join(need.name for need in needs))
        self.needs = tuple(needs)


class NotTheirs(Exception):
    """This post or body may not take this move."""


@dataclass(frozen=True, slots=True)
class Need:
    """A condition on a move. `text` says what is still to be done; `cite` names a clause."""

    name: str
    text: Text
    cite: str
    met: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Duty:
    """Who owes what by when.

    owner: the post that owes it. clock: a clock's name in the edition, or one of the dates set by
    a meeting (`next_date`, `follow_up_date`, `review_date`). per: one duty for each child who has
    this role in the case (a `Role` value), or one for the whole matter when empty. done_by: the
    kind of record that settles it, so that writing the record is doing the duty.
    """

    name: str
    text: Text
    cite: str
    owner: str
    clock: str
    done_by: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow. `by` holds the bodies and posts that may take it."""

    name: str
    label: Text
    cite: str
    source: frozenset[str]
    target: str
    by: frozenset[str]
    needs: tuple[Need, ...] = ()
    duties: tuple[Duty, ...] = ()
    settles: tuple[str, ...] = ()  # duty names that this move itself discharges

    def lands(self, state: str) -> str:
        """Return the state after this move, taken from `state`."""
        return state if self.target == STAY else self.target

    def allows(self, actor: str) -> bool:
        """Say whether this body or post may take the move."""
        return actor in self.by

    def require(self, actor: str) -> None:
        """Raise `NotTheirs` unless this body or post may take the move."""
        if not self.allows(actor):
            raise NotTheirs(f"{actor} may not take {self.name}")

    def unmet(self, facts: object) -> tuple[Need, ...]:
        """Return the needs that these facts do not meet, in the order of the table."""
        return tuple(need for need in self.needs if not need.met(facts))

    def ask(self, facts: object) -> None:
        """Raise `NotYet` with everything still missing."""
        if missing := self.unmet(facts):
            raise NotYet(missing)


def move(
    name: str,
    label: Text,
    *,
    cite: str,
    source: Sequence[str],
    target: str,
    by: Sequence[str],
    needs: Sequence[Need] = (),
    duties: Sequence[Duty] = (),
    settles: Sequence[str] = (),
) -> Move:
    """Write one arrow of a flowchart down."""
    return Move(
        name, label, cite, frozenset(source), target, frozenset(by), tuple(needs), tuple(duties), tuple(settles)
    )


@dataclass(frozen=True)
class Flow:
    """A flowchart: its states, its arrows, where it starts, and which states are at rest.

    `resting` are the states in which nothing need be owed (the matter is decided); in every other
    state the ledger demands an open duty.
    """

    name: str
    title: Text
    states: type[StrEnum]
    start: str
    moves: tuple[Move, ...]
    labels: dict[str, Text]
    resting: frozenset[str] = frozenset()
    at_start: tuple[Duty, ...] = ()
    besides: tuple[Duty, ...] = ()  # owed for what comes in or is recorded beside the arrows, in whatever state
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # state -> (column, row) in the drawing
    captions: dict[str, Text] = field(default_factory=dict)  # state -> who handles it, above its box
    winds: bool = False  # the second row of the drawing goes on where the first one ends
    aside: frozenset[str] = frozenset()  # states that no arrow of the chart leads to: entered by another table's move

    def find(self, state: str, name: str) -> Move:
        """Return the arrow of this name that leaves this state, or raise `NoSuchMove`."""
        for arrow in self.moves:
            if arrow.name == name and state in arrow.source:
                return arrow
        raise NoSuchMove(f"{self.name}: no {name!r} from {state!r}")

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """Return the arrows that leave this state."""
        return tuple(arrow for arrow in self.moves if state in arrow.source)

    def move(self, name: str) -> Move:
        """Return the arrow of this name, from wherever it leaves."""
        for arrow in self.moves:
            if arrow.name == name:
                return arrow
        raise NoSuchMove(f"{self.name}: no {name!r}")

    def names(self) -> frozenset[str]:
        """Return the names of the moves."""
        return frozenset(arrow.name for arrow in self.moves)

    def duties(self) -> dict[str, Duty]:
        """Return every duty of the flow by name."""
        found = {duty.name: duty for duty in (*self.at_start, *self.besides)}
        for arrow in self.moves:
            found.update({duty.name: duty for duty in arrow.duties})
        return found

    def cites(self) -> Iterator[str]:
        """Yield every clause that the flow cites."""
        for duty in (*self.at_start, *self.besides):
            yield duty.cite
        for arrow in self.moves:
            yield arrow.cite
            yield from (need.cite for need in arrow.needs)
            yield from (duty.cite for duty in arrow.duties)

    def ahead_of(self, state: str, without: Collection[str] = ()) -> frozenset[str]:
        """Return the states that can come after this one without entering one of those named."""
        seen: set[str] = set()
        todo = [str(state)]
        while todo:
            for arrow in self.moves_from(todo.pop()):
                if arrow.target != STAY and arrow.target not in seen | set(without):
                    seen.add(str(arrow.target))
                    todo.append(str(arrow.target))
        return frozenset(seen)

    def reachable(self) -> frozenset[str]:
        """Return the states that can be reached from the start."""
        seen, todo = {str(self.start)}, [str(self.start)]
        while todo:
            for arrow in self.moves_from(todo.pop()):
                if arrow.target != STAY and arrow.target not in seen:
                    seen.add(str(arrow.target))
                    todo.append(str(arrow.target))
        return frozenset(seen)
