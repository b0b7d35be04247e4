"""Who listens is told of it: both listeners, when a hearing is planned, changed or taken out of the plan."""

from __future__ import annotations

from datetime import datetime

from yorisoi.cases.models_hearings import HearingRow
from yorisoi.duties.actions import tell
from yorisoi.schools.models import Staff


def tell_planned(row: HearingRow, before: HearingRow | None, *, but: Staff, at: datetime) -> None:
    """Tell both listeners that they listen; of a change (before: what it was) those of before as well."""
    people = [*_listeners(row, but), *(_listeners(before, but) if before is not None else [])]
    _tell(row, people, "hearing_planned" if before is None else "hearing_changed", at)


def tell_off(row: HearingRow, *, but: Staff, at: datetime) -> None:
    """Tell both listeners that it is off."""
    _tell(row, _listeners(row, but), "hearing_off", at)


def _listeners(row: HearingRow, but: Staff) -> list[Staff]:
    return [person for person in (row.main, row.second) if person is not None and person.pk != but.pk]


def _tell(row: HearingRow, people: list[Staff], kind: str, at: datetime) -> None:
    tell(people, kind=kind, school=row.case.school, at=at, case=row.case)
