"""Before a home is visited: what may be told to this home, what must not, what to ask, who goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.models_hearings import VisitSheet
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.names import both_kana
from yorisoi.cases.rights import require_writer
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import Pupil, Staff


@dataclass(frozen=True)
class Prepared:
    """A preparation as typed. names_agreed: a name of another child is told with the consent of its home."""

    tell: str
    ask: str
    not_tell: str
    planned_at: datetime
    main: Staff
    second: Staff | None = None
    names_agreed: bool = False


class NamesOthers(Exception):
    """What is to be told holds the name of another child."""

    def __init__(self, pupils: Sequence[Pupil]) -> None:
        super().__init__("names another child")
        self.pupils = tuple(pupils)


def named_in(text: str, pupils: Sequence[Pupil]) -> list[Pupil]:
    """Return the children whose name stands in a text, whole or by the family name, in any kana."""
    found = []
    for pupil in pupils:
        said = {pupil.name, pupil.name.replace(" ", ""), pupil.family_name}
        said |= {form for kana in (pupil.family_kana,) for form in both_kana(kana)}
        if any(len(word) > 1 and word in text for word in said) or (pupil.family_name and pupil.family_name in text):
            found.append(pupil)
    return found


def others_than(case: Case, pupil_id: int) -> list[Pupil]:
    """Return the other children of the case, whatever their role, once each."""
    rows = case.involvements.exclude(pupil_id=pupil_id).select_related("pupil")
    return list({row.pupil_id: row.pupil for row in rows}.values())


@transaction.atomic
def prepare_visit(*, involvement: Involvement, by: Staff, prepared: Prepared) -> VisitSheet:
    """Write the sheet for one home; who goes joins the team. Earlier sheets stay, the latest counts.

    Raises PermissionError, ValueError for one person twice, `NamesOthers` for another child's name without consent.
    """
    case = locked(involvement.case)
    require_writer(case, by)
    if not by.can(Can.RESPOND):
        raise PermissionError("not theirs to visit")
    goes = [p for p in (prepared.main, prepared.second) if p is not None]
    out = shut_out_of_case(case.pk)
    if any(p.pk in out or p.school_id != case.school_id for p in goes):
        raise PermissionError("cannot go in this matter")
    if prepared.main == prepared.second:
        raise ValueError("two different people go")
    named = named_in(f"{prepared.tell}\n{prepared.ask}", others_than(case, involvement.pupil_id))
    if named and not prepared.names_agreed:
        raise NamesOthers(named)
    now = clock.now()
    row = VisitSheet(
        case=case,
        by=by,
        at=now,
        involvement=involvement,
        main=prepared.main,
        second=prepared.second,
        planned_at=prepared.planned_at,
    )
    texts: dict[str, Any] = {"tell": prepared.tell, "ask": prepared.ask, "not_tell": prepared.not_tell}
    row.put("prepared", {**{k: v.strip() for k, v in texts.items()}, "names_agreed": bool(named)})
    row.save(force_insert=True)
    join_team(case, goes, "visit", now, by)
    journal(
        by=by,
        school_id=case.school_id,
        event="visit.prepared",
        about=case,
        cite="response.guardians",
        at=now,
        pupil=involvement.pupil_id,
        sheet=str(row.pk),
    )
    return row


def sheet_of(involvement: Involvement) -> VisitSheet | None:
    """Return the latest sheet for this home."""
    row = involvement.visit_sheets.select_related("main", "second", "by").first()
    if row is not None:
        row.case = involvement.case
    return row
