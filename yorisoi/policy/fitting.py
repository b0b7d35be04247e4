"""Fitting interviews into the school day: nobody and no room twice at one time. Pure; a person adjusts it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A slot of the school day on a day."""

    day: date
    slot: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to talk with whom, and where: the first room that is free is taken."""

    key: str
    adult: int
    pupil: int
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A time and a room."""

    moment: Moment
    room: str


def fit(
    wanted: Iterable[Wanted], moments: Sequence[Moment], taken: Collection[tuple[Moment, str, str]]
) -> dict[str, Place]:
    """Return the earliest place for each, in the order given; what finds none is left out.

    taken: (moment, what, who) that are not free, `what` one of adult, pupil, room.
    """
    full = set(taken)
    found: dict[str, Place] = {}
    for one in wanted:
        for moment in moments:
            busy = [(moment, "adult", str(one.adult)), (moment, "pupil", str(one.pupil))]
            room = next((each for each in one.rooms if (moment, "room", each) not in full), None)
            if room is None or not full.isdisjoint(busy):
                continue
            found[one.key] = Place(moment, room)
            full.update([*busy, (moment, "room", room)])
            break
    return found
