"""離す組: who must not be put together, and who may know of it. Nothing else reads `Apart`.

Who builds groups keeps to all of them without being told of any. Who may know of one: holders of `Can.APART`, unless it
came from a case that is kept from them, or both children are in such a case and somebody else wrote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.queries import cases_for, roles_shown
from yorisoi.duties.kept_from import nothing_kept, open_cases
from yorisoi.groups.models import Apart, Place
from yorisoi.groups.reasons import CITE
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.journal.keys import data_key
from yorisoi.policy.roles import Can, Role
from yorisoi.schools.models import Pupil, School, Staff

STANDING = Fixed(
    lambda school: (
        Apart.objects.filter(
            school_id=school, ended_at__isnull=True, first__left_on__isnull=True, second__left_on__isnull=True
        )
        .select_related("first", "second", "case", "key", "by")
        .order_by("at", "pk")
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """Two children whom a case that this person may know sets against each other."""

    case: Case
    first: Pupil
    second: Pupil


class NotTwo(ValueError):
    """Two different children of this school are wanted."""


def every_pair(school: School) -> list[tuple[int, int]]:
    """Return all pairs as numbers of children, for building only: what comes of it may say nothing of them."""
    return sorted({(row.first_id, row.second_id) for row in STANDING.rows(school=school.pk)})


def apart_for(staff: Staff) -> list[Apart]:
    """Return the pairs that this person may know of."""
    if staff.school_id is None or not staff.can(Can.APART):
        return []
    rows: list[Apart] = STANDING.rows(school=staff.school_id)
    if not rows:
        return []
    of_case = [row.case_id for row in rows if row.case_id]
    known = set(cases_for(staff).filter(pk__in=of_case).values_list("pk", flat=True)) if of_case else set()
    hidden = _kept_together(staff)
    return [
        row
        for row in rows
        if (row.case_id in known if row.case_id else row.by_id == staff.pk or not _in_one(row, hidden))
    ]


def _kept_together(staff: Staff) -> list[set[int]]:
    """Return the children of each case that is kept from this person."""
    if nothing_kept(staff):
        return []
    rows = Involvement.objects.filter(~open_cases(staff, "case_id"), case__school=staff.school)
    found: dict[Any, set[int]] = defaultdict(set)
    for case, pupil in rows.values_list("case_id", "pupil_id"):
        found[case].add(pupil)
    return list(found.values())


def _in_one(row: Apart, cases: Iterable[set[int]]) -> bool:
    return any(row.first_id in children and row.second_id in children for children in cases)


def offers_for(staff: Staff, known: Collection[Apart]) -> list[Offer]:
    """Return the pairs that the cases which this person may know suggest: 被害 and 加害 of one case, not yet apart."""
    if not staff.can(Can.APART):
        return []
    there = {(row.first_id, row.second_id) for row in known}
    rows = roles_shown(staff).filter(
        case__in=cases_for(staff).values("pk"), until__isnull=True, pupil__left_on__isnull=True,
        role__in=[Role.VICTIM, Role.PERPETRATOR],
    )  # fmt: skip
    sides: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("case", "pupil").order_by("-case__opened_at", "case", "since", "pk"):
        sides[row.case][row.role].append(row.pupil)
    offers = []
    for case, roles in sides.items():
        for victim in roles[Role.VICTIM]:
            for other in roles[Role.PERPETRATOR]:
                pair = tuple(sorted((victim.pk, other.pk)))
                if victim.pk != other.pk and pair not in there:
                    there.add((pair[0], pair[1]))
                    offers.append(Offer(case, victim, other))
    return offers


@transaction.atomic
def keep_apart(
    *, by: Staff, first: Pupil, second: Pupil, token: str, note: str = "", case: Case | None = None
) -> Apart:
    """Keep two children out of one group. The same token again is the same row.

    Raises NotTwo, and PermissionDenied without the right or for a case that this person may not know. A pair that
    stands already, and that this person may not know of, makes no difference: theirs is a row of its own.
    """
    school = _require(by)
    if first.pk == second.pk or {first.school_id, second.school_id} != {school}:
        raise NotTwo
    if case is not None and not cases_for(by).filter(pk=case.pk).exists():
        raise PermissionDenied
    if (known := Apart.objects.filter(school=school, token=token).first()) is not None:
        return known
    low, high = sorted((first, second), key=lambda pupil: pupil.pk)
    key, now = data_key(school), clock.now()
    key.save(force_insert=True)
    row = Apart(key=key, school_id=school, first=low, second=high, case=case, token=token, at=now, by=by)
    row.put("note", note)
    row.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="groups.apart", about=row, cite=CITE, at=now)
    return row


@transaction.atomic
def end_apart(*, row: Apart, by: Staff) -> None:
    """Let two children be in one group again. Who may not know of the pair cannot end it."""
    _require(by)
    if row.pk not in {one.pk for one in apart_for(by)}:
        raise PermissionDenied
    now = clock.now()
    if Apart.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by):
        journal(by=by, school_id=row.school_id, event="groups.apart_ended", about=row, cite=CITE, at=now)


def _require(by: Staff) -> int:
    if by.school_id is None or not by.can(Can.APART):
        raise PermissionDenied
    return by.school_id


def together(staff: Staff, where: dict[int, int]) -> list[Apart]:
    """Return the pairs known to this person whose children are in one group. where: group by child."""
    return [row for row in apart_for(staff) if _same(row, where)]


def _same(row: Apart, where: dict[int, int]) -> bool:
    return row.first_id in where and where[row.first_id] == where.get(row.second_id)


def where_of(arrangement: Any) -> dict[int, int]:
    """Return the group of each child of an arrangement, by their numbers."""
    rows = Place.objects.filter(arrangement=arrangement, ended_at__isnull=True)
    return dict(rows.values_list("pupil_id", "group_id"))
