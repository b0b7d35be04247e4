"""What does not go together in a hearing day. Pure: planned rows in, what to look at again out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.schools.calendar import TOKYO

APART = timedelta(minutes=15)  # so long a door is still near: who comes out meets who waits


@dataclass(frozen=True, slots=True)
class Planned:
    """One hearing as planned. pupil: the child's id, None for some of those around. people: the listeners' ids."""

    key: Any
    side: str
    room: str
    starts_at: datetime
    minutes: int
    people: tuple[int, ...]
    pupil: int | None = None
    away: tuple[int, ...] = ()  # the listeners of whom it is on record that they are away that day

    @property
    def ends_at(self) -> datetime:
        """When it should be over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, other: Planned, near: timedelta = timedelta()) -> bool:
        """Say whether the two overlap, or lie closer to each other than `near`."""
        return self.starts_at < other.ends_at + near and other.starts_at < self.ends_at + near


@dataclass(frozen=True, slots=True)
class Clash:
    """Something to look at again. rows: the keys of the rows it is about. who: the person or child it is about."""

    kind: str
    rows: tuple[Any, ...]
    who: int | None = None

    @property
    def text(self) -> Text:
        """What is wrong, and what to do."""
        return TEXTS[self.kind]

    @property
    def grave(self) -> bool:
        """Whether it cannot be done so at all; the others are weighed by people."""
        return self.kind in {"listener", "room", "child"}


TEXTS: dict[str, Text] = {
    "listener": _("同じ教職員が、同じ時間に二つの部屋にいることになっています。"),
    "room": _("同じ部屋が、同じ時間に二度使われています。"),
    "child": _("同じ子どもが、同じ時間に二つの部屋に呼ばれています。"),
    "away": _("聞く人が、この日は不在と記録されています。別の人にするか、日を変えます。"),
    "one_listener": _("聞く人が一人です。二人で聞きます。"),
    "together": _("した側の子どもの始まりがそろっていません。話を合わせないよう、同じ時刻に別の部屋で始めます。"),
    "door": _("された子と、ほかの子の部屋・時間が近く、出入り口で顔を合わせます。部屋を離すか、時間をずらします。"),
}
ORDER = tuple(TEXTS)


def clashes(rows: Sequence[Planned]) -> list[Clash]:
    """Return everything that does not go together, the gravest first."""
    found = [Clash("one_listener", (row.key,)) for row in rows if len(set(row.people)) < 2]
    found += [Clash("away", (row.key,), person) for row in rows for person in row.away]
    for one, other in combinations(rows, 2):
        pair = (one.key, other.key)
        if one.meets(other):
            found += [Clash("listener", pair, person) for person in sorted({*one.people} & {*other.people})]
            if one.pupil is not None and one.pupil == other.pupil:
                found.append(Clash("child", pair, one.pupil))
        if one.room == other.room and one.meets(other):
            found.append(Clash("room", pair))
        elif one.room == other.room and _strangers(one, other) and one.meets(other, APART):
            found.append(Clash("door", pair))
    found += _apart(rows)
    return sorted(found, key=lambda clash: ORDER.index(clash.kind))


def _strangers(one: Planned, other: Planned) -> bool:
    """Say whether a victim and another child would meet."""
    return "victim" in {one.side, other.side} and (one.pupil is None or one.pupil != other.pupil)


def _apart(rows: Iterable[Planned]) -> list[Clash]:
    """Return the days on which several perpetrators are heard and do not start at the same time."""
    by_day: dict[Any, list[Planned]] = {}
    for row in rows:
        if row.side == "perpetrator":
            by_day.setdefault(row.starts_at.astimezone(TOKYO).date(), []).append(row)
    out = []
    for same_day in by_day.values():
        first: dict[Any, Planned] = {}
        for row in sorted(same_day, key=lambda row: row.starts_at):
            first.setdefault(row.pupil if row.pupil is not None else ("row", row.key), row)
        if len({row.starts_at for row in first.values()}) > 1:
            out.append(Clash("together", tuple(row.key for row in first.values())))
    return out
