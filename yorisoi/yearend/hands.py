"""Open cases over the turn of the year: who hands over to whom, what is to be written, read and confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yorisoi.cases.models import Case, Entry, Involvement
from yorisoi.cases.moves import locked
from yorisoi.cases.noticing import notice_in_line
from yorisoi.duties.actions import Setting, owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.owners import owner_of
from yorisoi.duties.queries import duties_of
from yorisoi.duties.single import settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Can, Role
from yorisoi.policy.year_duties import WRITE_HANDOVER
from yorisoi.reports.models import Exclusion
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import staff_of
from yorisoi.yearend.shape import Ahead, last_day_before

SINCE = timedelta(days=120)  # a handover written this long before the turn is the year's


@dataclass
class Hand:
    """One case that changes hands. old: the 担任 until then (None: there is none). new: by child, None: in charge.

    charge: whoever is in charge when there is no new 担任 to take it. known: where a child goes is planned.
    written: the handover is on record.
    """

    case: Case
    old: Staff | None
    pupils: list[Pupil] = field(default_factory=list)
    new: dict[int, Staff] = field(default_factory=dict)
    leaves: bool = False
    known: bool = False
    charge: Staff | None = None
    written: bool = False
    out: frozenset[int] = frozenset()

    @property
    def takers(self) -> list[Staff]:
        """Who reads and confirms: each new 担任, or whoever is in charge."""
        return list({one.pk: one for one in self.new.values()}.values()) or ([self.charge] if self.charge else [])

    @property
    def writes(self) -> bool:
        """Say whether the old 担任 can write it."""
        return self.old is not None and self.old.is_active and self.old.pk not in self.out


def open_cases(school: School) -> Any:
    """Return the cases of the school that are not at rest."""
    return Case.objects.filter(school=school).exclude(state__in=CASE_FLOW.resting).select_related("school", "key")


def hands_of(found: Ahead, cases: Iterable[Case] | None = None) -> list[Hand]:
    """Return which open cases change hands by this turn: all of the school, or those of the cases given."""
    rows = {case.pk: case for case in (open_cases(found.school) if cases is None else cases)}
    people = people_now(found.school)
    leaving = {one.pk for one in found.leavers}
    out = _shut_out(rows)
    hands: dict[tuple[Any, int | None], Hand] = {}
    roles = Involvement.objects.filter(case__in=rows, until__isnull=True, put_right__isnull=True)
    roles = roles.exclude(role=Role.INFORMANT).select_related("pupil").order_by("since", "pk")
    victims_first = sorted(roles, key=lambda row: row.role != Role.VICTIM)
    for row in victims_first:
        if row.pupil_id not in found.before:
            continue
        case = rows[row.case_id]
        kept = out.get(case.pk, frozenset())
        after = found.homeroom_after(row.pupil_id)
        new = after if after is not None and after.pk not in kept and after.is_active else None
        before: list[Staff | None] = [*found.homerooms_before(row.pupil_id)]
        for old in before or [None]:
            if old is not None and new is not None and old.pk == new.pk:
                continue
            one = hands.setdefault((case.pk, old.pk if old else None), Hand(case, old, out=kept))
            if row.pupil not in one.pupils:
                one.pupils.append(row.pupil)
            if new is not None:
                one.new[row.pupil_id] = new
            one.leaves = one.leaves or row.pupil_id in leaving
            one.known = one.known or after is not None or row.pupil_id in leaving
    for one in hands.values():
        if not one.new and one.known:
            one.charge = _in_charge(found.school, one.out, people, without={one.old.pk} if one.old else set())
    _written(hands)
    return sorted(hands.values(), key=lambda hand: (hand.case.opened_at, str(hand.case.pk)))


def _shut_out(cases: Iterable[Any]) -> dict[Any, frozenset[int]]:
    """Return who is shut out of each of these cases (`shut_out_of_case`), in one query."""
    found: dict[Any, set[int]] = {}
    rows = Exclusion.objects.filter(lifted_at__isnull=True, report__reaches__case__in=list(cases))
    for case, staff in rows.values_list("report__reaches__case", "staff"):
        found.setdefault(case, set()).add(staff)
    return {case: frozenset(people) for case, people in found.items()}


def _in_charge(school: School, out: frozenset[int], people: list[Staff], without: set[int]) -> Staff | None:
    """Return whoever acts for a case without a 担任: the first holder of the post in the row who is not shut out."""
    owner = owner_of(school, str(WRITE_HANDOVER.owner), shut_out=out, people=people)
    for person in people:
        if owner.post in person.posts and person.pk not in out | without:
            return person
    return None


def _written(hands: dict[tuple[Any, int | None], Hand]) -> None:
    since = clock.now() - SINCE
    rows = Entry.objects.filter(case__in={key[0] for key in hands}, kind="handover", recorded_at__gte=since)
    known = set(rows.filter(code="").values_list("case_id", "by_id"))
    for (case, old), one in hands.items():
        one.written = (case, old) in known


def ask_for_handovers(found: Ahead, *, by: Staff, at: datetime) -> int:
    """Let each old 担任 owe the handover of each case by the last day of the year; return how many are new."""
    day = max(last_day_before(found.year), day_of(at))
    made = 0
    for hand in hands_of(found):
        if hand.old is None or hand.written or not hand.writes:
            continue
        mine = Duty.objects.filter(OPEN, case=hand.case, name=WRITE_HANDOVER.name, staff=hand.old)
        if mine.exists():
            continue
        assigned: dict[str, Any] = {WRITE_HANDOVER.name: [(hand.old, None, day, "")]}
        owe([WRITE_HANDOVER], about=hand.case, by=by, at=at, setting=Setting(shut_out=hand.out, assigned=assigned))
        made += 1
    return made


def drop_asked(school: School, *, by: Staff, at: datetime) -> None:
    """Take back what old 担任 were asked to write: the turn is planned anew."""
    rows = Duty.objects.filter(OPEN, school=school, name=WRITE_HANDOVER.name)
    for duty in rows.select_related("case"):
        journal(
            by=by, school_id=school.pk, event="duty.ended", about=duty.case, cite=duty.cite, at=at, duty=duty.name,
            move="planned_anew",
        )  # fmt: skip
    rows.update(dropped_at=at, dropped_by_move="planned_anew")


class AlreadyWritten(Exception):
    """The duty is done or has fallen away."""


@transaction.atomic
def write_handover(*, duty: Duty, by: Staff, words: str) -> Entry:
    """Write what the next 担任 must know into the record: whoever owes it, while they may read the case.

    Raises `AlreadyWritten`, PermissionError.
    """
    case = locked(Case(pk=duty.case_id))
    row = Duty.objects.select_for_update().get(pk=duty.pk)
    if not row.is_open or row.name != WRITE_HANDOVER.name:
        raise AlreadyWritten
    if by.pk in shut_out_of_case(case.pk) or not by.can(Can.WRITE_CASE) or not duties_of(by).filter(pk=row.pk).exists():
        raise PermissionError("not theirs to write")
    now = clock.now()
    entry = Entry(case=case, kind="handover", occurred_at=now, recorded_at=now, by=by)
    entry.put("body", {"words": words})
    entry.save(force_insert=True)
    findable(entry, "body", at=now)
    notice_in_line(case, entry, by=by, at=now)
    settle_one(row, by=by, at=now)
    journal(
        by=by, school_id=case.school_id, event="case.handover_written", about=case, cite=WRITE_HANDOVER.cite, at=now
    )
    return entry


def colleagues(school: School) -> list[Staff]:
    """Return who may become 担任 or 学年主任: the active people with their posts."""
    rows = staff_of(school).prefetch_related("post_holdings__school_class")
    return [one for one in rows if one.can(Can.PASS_ON)]
