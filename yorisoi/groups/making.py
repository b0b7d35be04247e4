"""Building groups: what is asked is read, the solver works outside every transaction, what it found is written.

Whoever deals holds `Can.APART`: many drafts tell which two never meet, so nobody else may make them.
All pairs that are kept apart go into the problem. What is said when it cannot be solved depends on who asks: whoever
may know of the pairs that make it impossible is shown them; everybody else is told what a lack of time is told with.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.groups.apart import apart_for, every_pair
from yorisoi.groups.models import Apart, Arrangement, Group, Leader, Place, Solving
from yorisoi.groups.queries import Member, member, seats
from yorisoi.groups.reasons import CITE, REASONS
from yorisoi.groups.solving import PATIENCE, Dealt, deal
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import data_key
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff

STALE = timedelta(seconds=3 * PATIENCE)  # a claim that outlives this was left by a process that died
MOST = 99  # groups
SHORT = 5.0  # seconds to find out which pairs stand in the way


class Busy(RuntimeError):
    """Groups are being built for this school this minute."""


class TooFew(ValueError):
    """There are not two groups' worth of children for what was asked."""


class NotBuilt(RuntimeError):
    """No grouping was found. pairs: those known to who asked that cannot all be kept; for everybody else none."""

    def __init__(self, pairs: list[Apart] | None = None) -> None:
        super().__init__("not built")
        self.pairs = pairs or []


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: so many groups, or groups of about so many children."""

    reason: str
    number: int | None = None
    size: int | None = None

    def groups(self, children: int) -> int:
        """Return the number of groups. Raises TooFew."""
        wanted = self.number or (round(children / self.size) if self.size else 0)
        if not 2 <= wanted <= min(MOST, children):
            raise TooFew
        return wanted


def require_build(by: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person deals this school's groups and puts them in force."""
    if by.school_id != school_id or not by.can(Can.APART):
        raise PermissionDenied


def require_change(by: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person moves children by hand and says who leads."""
    if by.school_id != school_id or not (by.can(Can.PLAN) or by.can(Can.APART)):
        raise PermissionDenied


def make_groups(*, school: School, by: Staff, wish: Wish, token: str) -> Arrangement:
    """Build groups of all children who have a seat this year, as a draft. The same token again is the same draft.

    Raises Busy while others are being built, TooFew, NotBuilt, PermissionDenied. Takes the solver's time; no row is
    locked meanwhile.
    """
    require_build(by, school.pk)
    if wish.reason not in REASONS:
        raise ValueError(wish.reason)
    token = token[:64]
    if (known := Arrangement.objects.filter(school=school, token=token).first()) is not None:
        return known
    year = school_year(today())
    children = [member(row.pupil, row) for row in seats(school, year).values()]
    number = wish.groups(len(children))
    _claim(school)
    try:
        seed = int.from_bytes(hashlib.sha256(token.encode()).digest()[:4]) % 2**31
        dealt = _solve(school, by, children, number, seed)
        return _write(school, by, year, wish.reason, seed, token, children, number, dealt)
    finally:
        Solving.objects.filter(school=school).update(since=None)


@transaction.atomic
def _claim(school: School) -> None:
    Solving.objects.get_or_create(school=school)
    row, now = Solving.objects.select_for_update().get(school=school), clock.now()
    if row.since is not None and now - STALE < row.since <= now:
        raise Busy
    row.since = now
    row.save(update_fields=["since"])


def _solve(school: School, by: Staff, children: list[Member], number: int, seed: int) -> Dealt:
    at = {one.pupil.pk: n for n, one in enumerate(children)}
    kids = [(one.grade, one.class_id, one.pupil.sex) for one in children]

    def numbered(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(at[first], at[second]) for first, second in pairs if first in at and second in at]

    pairs = numbered(every_pair(school))
    dealt = deal(kids, number, pairs, seed=seed)
    if dealt.outcome == "made":
        return dealt
    known = apart_for(by)
    mine = numbered(sorted({(row.first_id, row.second_id) for row in known}))
    if (
        dealt.outcome == "infeasible"
        and mine
        and deal(kids, number, mine, seed=seed, seconds=SHORT).outcome == "infeasible"
    ):
        # as many of them kept as can be: the others are what stands in the way
        best = deal(kids, number, mine, seed=seed, seconds=SHORT, wish=True)
        group = {one.pupil.pk: best.groups[n] for n, one in enumerate(children)} if best.groups else {}
        raise NotBuilt([row for row in known if group.get(row.first_id, -1) == group.get(row.second_id, -2)] or known)
    raise NotBuilt


@transaction.atomic
def _write(
    school: School, by: Staff, year: int, reason: str, seed: int, token: str, children: list[Member], number: int,
    dealt: Dealt,
) -> Arrangement:  # fmt: skip
    key, now = data_key(school.pk), clock.now()
    key.save(force_insert=True)
    row = Arrangement.objects.create(
        key=key, school=school, year=year, reason=reason, seed=seed, token=token, made_at=now, made_by=by
    )
    groups = Group.objects.bulk_create([Group(arrangement=row, number=n + 1) for n in range(number)])
    Place.objects.bulk_create(
        Place(arrangement=row, group=groups[group], pupil=one.pupil, why="dealt", at=now, by=by)
        for one, group in zip(children, dealt.groups, strict=True)
    )
    in_group: list[list[Member]] = [[] for _n in range(number)]
    for one, group in zip(children, dealt.groups, strict=True):
        in_group[group].append(one)
    Leader.objects.bulk_create(
        Leader(arrangement=row, group=groups[n], pupil=one.pupil, at=now, by=by)
        for n, found in enumerate(propose_leaders(in_group, children, seed))
        for one in found
    )
    journal(
        by=by, school_id=school.pk, event="groups.made", about=row, cite=CITE, at=now, reason=reason, groups=number,
        children=len(children),
    )  # fmt: skip
    return row


def propose_leaders(groups: list[list[Member]], children: list[Member], seed: int) -> list[list[Member]]:
    """Return one leader of each group from the highest grade, classes and sexes in turn. People change it."""
    top = highest_grade_of(children)
    chance = random.Random(seed)  # noqa: S311 (a seed, so that it can be done again)
    classes: Counter[int] = Counter()
    sexes: Counter[str] = Counter()
    found: list[list[Member]] = []
    for group in groups:
        turn = [one for one in group if one.grade == top]
        chance.shuffle(turn)
        best: Any = min(turn, key=lambda one: (sexes[one.pupil.sex], classes[one.class_id]), default=None)
        if best is None:
            found.append([])
            continue
        sexes[best.pupil.sex] += 1
        classes[best.class_id] += 1
        found.append([best])
    return found


def highest_grade_of(children: list[Member]) -> int:
    """Return the highest grade among these children."""
    return max((one.grade for one in children), default=6)
