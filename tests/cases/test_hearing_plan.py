"""The rules of a hearing day, without a database: nobody in two rooms, same start, no meeting at the door."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.cases.hearing_plan import Planned, clashes
from yorisoi.schools.calendar import TOKYO

NINE = datetime(2026, 6, 3, 9, 0, tzinfo=TOKYO)


def row(key: int, side: str = "around", room: str = "", at: int = 0, people: tuple[int, ...] = (), pupil: int = 0):
    """A hearing that starts so many minutes after nine."""
    return Planned(
        key,
        side,
        room or f"room{key}",
        NINE + timedelta(minutes=at),
        30,
        people or (2 * key, 2 * key + 1),
        pupil or key,
    )


def kinds(*rows: Planned) -> list[str]:
    """What is wrong, by name."""
    return [clash.kind for clash in clashes(rows)]


def test_a_day_in_order_has_nothing_to_say() -> None:
    assert kinds(row(1, "victim"), row(2, "perpetrator"), row(3, "perpetrator"), row(4)) == []


def test_nobody_is_in_two_rooms() -> None:
    assert kinds(row(1, people=(7, 8)), row(2, people=(8, 9), at=15)) == ["listener"]
    assert kinds(row(1, people=(7, 8)), row(2, people=(8, 9), at=30)) == []
    assert kinds(row(1, pupil=5), row(2, pupil=5)) == ["child"]


def test_one_room_holds_one_hearing() -> None:
    assert kinds(row(1, room="A"), row(2, room="A", at=10)) == ["room"]


def test_two_listen() -> None:
    assert kinds(row(1, people=(7,))) == ["one_listener"]


def test_perpetrators_start_together() -> None:
    assert kinds(row(1, "perpetrator"), row(2, "perpetrator", at=30)) == ["together"]
    again = row(3, "perpetrator", at=120, pupil=1, people=(2, 3))
    assert kinds(row(1, "perpetrator"), row(2, "perpetrator"), again) == []  # heard a second time, later


def test_the_victim_meets_nobody_at_the_door() -> None:
    assert kinds(row(1, "victim", "A"), row(2, "perpetrator", "A", at=35)) == ["door"]
    assert kinds(row(1, "victim", "A"), row(2, "perpetrator", "A", at=60)) == []


ROWS = st.lists(
    st.builds(
        lambda side, room, at, people, pupil: (side, room, at, tuple(people), pupil),
        st.sampled_from(["victim", "perpetrator", "around"]),
        st.sampled_from("AB"),
        st.integers(0, 8).map(lambda n: n * 15),
        st.sets(st.integers(1, 4), min_size=1, max_size=2),
        st.integers(1, 4),
    ),
    max_size=6,
)


@given(ROWS)
@pytest.mark.requirement("R4")
def test_two_rooms_at_once_are_always_found(given_rows: list[tuple]) -> None:
    """Against a plain model: minute by minute, who is where."""
    rows = [
        Planned(n, s, room, NINE + timedelta(minutes=at), 30, p, c) for n, (s, room, at, p, c) in enumerate(given_rows)
    ]
    doubled = False
    for minute in range(0, 200):
        now = NINE + timedelta(minutes=minute)
        there = [r for r in rows if r.starts_at <= now < r.ends_at]
        people = [person for r in there for person in r.people]
        doubled = doubled or len(people) != len(set(people))
    assert doubled == any(clash.kind == "listener" for clash in clashes(rows))
