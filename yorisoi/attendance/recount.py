"""The warnings after a change: what is reached is raised, what a correction undid ends by a step. Nothing is deleted.

What is owed for a warning goes past whoever is shut out of the matter for which it comes: the text of a duty says
nothing of a case, and nobody learns from an early warning that there is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yorisoi.attendance.models import AbsenceWarning, WarningStep
from yorisoi.attendance.queries import Known, known_days, last_step, open_cases_of
from yorisoi.duties.actions import Setting, drop, owe, tell
from yorisoi.duties.models import about_fields
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.absence import (
    ABSENCE_DUTIES,
    ASK_WHY,
    CONSIDER_SERIOUS,
    CONSIDER_TOO,
    LOOK_AT_ABSENCE,
    Count,
    Reached,
    absent_days,
    reached,
    second_ground,
)
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post, Role, acting_posts
from yorisoi.reports.models import Exclusion
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now

ASKED: tuple[Duty, ...] = (ASK_WHY, LOOK_AT_ABSENCE)
SERIOUS: tuple[Duty, ...] = (CONSIDER_SERIOUS, CONSIDER_TOO)


@dataclass
class _InCase:
    """The open case whose scale counts for a child, and whether the child is the one who suffers in one."""

    case: UUID | None = None
    suffers: bool = False


def shut_out_around(pupil_id: int) -> frozenset[int]:
    """Return the staff ids that are shut out of any report or case of this child."""
    rows = Exclusion.objects.filter(lifted_at__isnull=True).filter(
        Q(report__named_pupils__pupil=pupil_id) | Q(report__reaches__case__involvements__pupil=pupil_id)
    )
    return frozenset(rows.values_list("staff_id", flat=True))


def recount(
    school: School, pupils: Collection[int], year: int, *, by: Actor, at: datetime, until: date | None = None
) -> int:
    """Hold the warnings of these children against their days; return how many were raised. Inside a transaction.

    The registers of their classes must be locked in it. The number of reads does not grow with the children.
    until: leave out what is known of later days.
    """
    if not pupils:
        return 0
    days = known_days(school, pupils, year)
    if until is not None:
        days = {pupil: [one for one in known if one[0] <= until] for pupil, known in days.items()}
    cases = _in_cases(pupils)
    warnings: dict[int, list[AbsenceWarning]] = defaultdict(list)
    rows = AbsenceWarning.objects.filter(pupil_id__in=list(pupils), year=year).annotate(last=last_step())
    for row in rows.select_related("key", "school").order_by("at", "id"):
        warnings[row.pupil_id].append(row)
    desk = _Desk(school, year, by, at)
    for pupil, known in days.items():
        desk.child(pupil, known, cases[pupil], warnings[pupil])
    return desk.raised


def _in_cases(pupils: Collection[int]) -> dict[int, _InCase]:
    found: dict[int, _InCase] = defaultdict(_InCase)
    for pupil, case, role in open_cases_of(pupils).values_list("pupil_id", "case_id", "role"):
        one = found[pupil]
        one.case = one.case or case
        one.suffers = one.suffers or role == Role.VICTIM
    return found


def _same(warning: AbsenceWarning, found: Reached) -> bool:
    """Say whether a warning is the one for this count: of a row, one that lies in the same row."""
    if (warning.count, warning.amount) != (found.count, found.amount):
        return False
    return found.count != Count.ROW or (warning.since <= found.until and warning.on >= found.since)


class _Desk:
    """One recount: the school's rule and people, read once."""

    def __init__(self, school: School, year: int, by: Actor, at: datetime) -> None:
        self.school, self.year, self.by, self.at = school, year, by, at
        self.rule = edition(school.edition).absence
        self.raised = 0
        self._people: list[Staff] | None = None

    @property
    def people(self) -> list[Staff]:
        """Who works at the school."""
        if self._people is None:
            self._people = people_now(self.school)
        return self._people

    def child(self, pupil: int, known: Known, case: _InCase, rows: list[AbsenceWarning]) -> None:
        """Bring the warnings of one child in line with its days."""
        count = len(absent_days(known))
        wanted = reached(known, self.rule, in_case=True)
        left = [row for row in rows if row.count != Count.SERIOUS]
        left.sort(key=lambda row: row.state in WarningStep.OVER)  # those that stand come first
        for found in wanted:
            match = next((row for row in left if _same(row, found)), None)
            if match is not None:
                left.remove(match)
                if match.state in WarningStep.OVER and (not found.sooner or match.case_id == case.case):
                    self._again(match, count)
            elif not found.sooner or case.case is not None:
                self._raise(pupil, found, count, case.case if found.sooner else None)
        for row in left:
            if row.state not in WarningStep.OVER:
                self._step(row, "ended", count)
                drop(ABSENCE_DUTIES, about=row, by=self.by, move="absence_corrected", at=self.at)
        self._second_ground(pupil, known, case, count, [row for row in rows if row.count == Count.SERIOUS])

    def _second_ground(self, pupil: int, known: Known, case: _InCase, count: int, rows: list[AbsenceWarning]) -> None:
        """The second ground is not taken back by a correction: that it is lower now stands beside it."""
        found = second_ground(known, self.rule, suspected=case.suffers)
        row = rows[0] if rows else None
        if row is None:
            if found is not None:
                self._raise(pupil, found, count, None)
        elif found is None:
            if row.state not in ("lowered", "ended"):
                self._step(row, "lowered", count)
        elif row.state == "ended":
            self._again(row, count)
        elif row.state == "lowered":
            self._step(row, "again", count)

    def _raise(self, pupil: int, found: Reached, count: int, case: UUID | None) -> None:
        key = make_data_key(self.school.pk)
        if found.count == Count.SERIOUS:
            early = found.amount < self.rule.serious_in_year
            cite = "absence.sooner" if early else "serious.absence"
        else:
            cite = "absence.sooner" if case else "absence.warning"
        row = AbsenceWarning.objects.create(
            school=self.school, pupil_id=pupil, year=self.year, count=found.count, amount=found.amount,
            since=found.since, on=found.on, case_id=case, cite=cite, key=key, at=self.at,
        )  # fmt: skip
        self._step(row, "raised", count)
        self._owed(row)
        self.raised += 1

    def _again(self, row: AbsenceWarning, count: int) -> None:
        self._step(row, "again", count)
        self._owed(row)

    def _step(self, row: AbsenceWarning, kind: str, count: int) -> None:
        WarningStep.objects.create(warning=row, kind=kind, days=count, at=self.at)
        journal(
            by=self.by, school_id=self.school.pk, event=f"absence.{kind}", about=row, cite=row.cite, at=self.at,
            count=row.count, amount=row.amount, pupil=row.pupil_id,
        )  # fmt: skip

    def _owed(self, row: AbsenceWarning) -> None:
        duties, out = ASKED, frozenset[int]()
        if row.count == Count.SERIOUS:
            duties, out = SERIOUS, shut_out_around(row.pupil_id)
        elif row.case_id is not None:
            out = shut_out_of_case(row.case_id)
        setting = Setting(pupils={"child": [row.pupil_id]}, shut_out=out, people=self.people, fresh=True)
        made = owe(duties, about=row, by=self.by, at=self.at, setting=setting)
        told = [person for duty in made for person in self._who(duty.acting_post, duty.school_class_id, duty.grade)]
        if row.count == Count.SERIOUS:
            told += self._who(next(iter(acting_posts(Post.GUIDANCE_HEAD))), None, None)
        kind = "absence_serious" if row.count == Count.SERIOUS else "absence_warning"
        people = [person for person in told if person.pk not in out]
        tell(people, kind=kind, school=self.school, at=self.at, **about_fields(row))

    def _who(self, post: str, class_id: int | None, grade: int | None) -> list[Staff]:
        return [
            person
            for person in self.people
            for one in person.holdings
            if one.post == post
            and (class_id is None or one.school_class_id in (None, class_id))
            and (grade is None or one.grade in (None, grade))
        ]
