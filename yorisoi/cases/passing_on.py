"""What goes along when somebody hands a case over and is no duty: rooms in which they would listen, homes to visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.cases.hearings import current_rows
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import HearingRow, VisitSheet
from yorisoi.cases.statements import pass_asker
from yorisoi.journal.actions import journal
from yorisoi.schools.models import Staff


def rooms_ahead(person: Staff) -> QuerySet[HearingRow]:
    """Return the planned hearings in which this person listens and that have not begun."""
    rows = HearingRow.objects.filter(Q(main=person) | Q(second=person), replaced_by__isnull=True, cancelled=False)
    return rows.filter(marks__isnull=True)


def visits_ahead(person: Staff, at: datetime) -> QuerySet[VisitSheet]:
    """Return the prepared visits, still to come, on which this person goes. Of a home only the latest sheet counts."""
    rows = VisitSheet.objects.filter(Q(main=person) | Q(second=person), planned_at__gt=at)
    newer = VisitSheet.objects.order_by("involvement", "-at", "-pk").values_list("involvement", "pk")
    latest: dict[Any, Any] = {}
    for home, sheet in newer.filter(involvement__in=rows.values("involvement")):
        latest.setdefault(home, sheet)
    return rows.filter(pk__in=latest.values())


def pass_on(case: Case, person: Staff, to: Staff, *, by: Staff, at: datetime) -> None:
    """Put `to` in the place of `person` in what is planned, by rows that replace the old ones. The case is locked.

    Where `to` is the other of the two already, they stay one: the plan then says that a second is missing.
    """
    asked = pass_asker(case, person, to, by=by, at=at)
    for row in current_rows(case):
        if person.pk in {row.main_id, row.second_id} and not row.marks.all():
            main, second = _instead(row, person, to)
            new = HearingRow(
                case=case, by=by, at=at, side=row.side, pupil=row.pupil, room=row.room, starts_at=row.starts_at,
                minutes=row.minutes, main=main, second=second, replaces=row,
                because_id=asked[row.because_id].pk if row.because_id in asked else row.because_id,
            )  # fmt: skip
            new.put("note", row.text("note"))
            new.save(force_insert=True)
            _journal(case, "hearing.changed", by, at, row=str(new.pk))
    for sheet in visits_ahead(person, at).filter(case=case).select_related("main", "second", "involvement"):
        sheet.case = case
        main, second = _instead(sheet, person, to)
        fresh = VisitSheet(
            case=case,
            by=by,
            at=at,
            involvement=sheet.involvement,
            main=main,
            second=second,
            planned_at=sheet.planned_at,
        )
        fresh.put("prepared", sheet.data("prepared"))
        fresh.save(force_insert=True)
        _journal(case, "visit.prepared", by, at, sheet=str(fresh.pk))


def _instead(row: HearingRow | VisitSheet, person: Staff, to: Staff) -> tuple[Staff, Staff | None]:
    main = to if row.main_id == person.pk else row.main
    second = to if row.second_id == person.pk else row.second
    return main, None if second == main else second


def _journal(case: Case, event: str, by: Staff, at: datetime, **data: str) -> None:
    journal(by=by, school_id=case.school_id, event=event, about=case, cite="response.gather", at=at, **data)
