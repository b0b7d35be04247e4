"""Holds: what touches a serious incident is kept, whatever its time. Every action that destroys asks here first.

hold([case, report, pupil], school_id=…, why=incident, by=by, at=now)
is_held(pupil)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.fixed import Fixed
from yorisoi.journal.models import Hold


def hold(rows: Iterable[Any], *, school_id: int, why: Any, by: Actor, at: datetime) -> int:
    """Keep these rows because of that one, inside the caller's transaction. Returns how many are new."""
    wanted = {(row._meta.label_lower, str(row.pk)) for row in rows}
    mine = Hold.objects.filter(why_kind=why._meta.label_lower, why_id=str(why.pk), lifted_at__isnull=True)
    new = sorted(wanted - set(mine.values_list("about_kind", "about_id")))
    Hold.objects.bulk_create(
        Hold(
            school_id=school_id, about_kind=kind, about_id=pk, why_kind=why._meta.label_lower, why_id=str(why.pk), at=at
        )
        for kind, pk in new
    )
    if new:
        journal(by=by, school_id=school_id, event="hold.placed", about=why, cite="serious.preserve", at=at, n=len(new))
    return len(new)


HELD = Fixed(
    lambda kind, ids: (
        Hold.objects.filter(about_kind=kind, about_id__in=ids, lifted_at__isnull=True).order_by().values_list("pk")[:1]
    )
)


def is_held(*rows: Any) -> bool:
    """Say whether any of these rows is held today."""
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row._meta.label_lower, []).append(str(row.pk))
    return any(HELD.rows(kind=kind, ids=tuple(ids)) for kind, ids in by_kind.items())


def holds_of(why: Any) -> dict[str, int]:
    """Return how many rows of each kind are held because of this one."""
    found: dict[str, int] = {}
    rows = Hold.objects.filter(why_kind=why._meta.label_lower, why_id=str(why.pk), lifted_at__isnull=True)
    for kind in rows.values_list("about_kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def lift_holds(why: Any, *, school_id: int, by: Actor, at: datetime) -> int:
    """Lift what is held because of this one, inside the caller's transaction; what others hold stays held.

    Whoever calls has made sure that it may be lifted. The rows stay, with the time. Returns how many there were.
    """
    rows = Hold.objects.filter(why_kind=why._meta.label_lower, why_id=str(why.pk), lifted_at__isnull=True)
    n = rows.update(lifted_at=at)
    journal(by=by, school_id=school_id, event="hold.lifted", about=why, cite="serious.preserve", at=at, n=n)
    return n
