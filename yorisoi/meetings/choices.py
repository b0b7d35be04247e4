"""What may be put on the agenda: classes, forms, what is owed and by when; nobody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import OPEN, Duty
from yorisoi.meetings.proposals import wanted_of
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.reports.inbox import classes_of_reports, short_forms
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import Enrolment, School, class_label


@dataclass(frozen=True)
class Choice:
    """One report or case to tick."""

    name: str
    pk: Any
    label: str
    classes: str
    forms: str
    text: Text
    due_at: datetime | None
    chosen: bool


def choices(
    school: School,
    body: str,
    chosen: tuple[Sequence[Report], Sequence[Any]],
    waiting: tuple[Sequence[Report], Sequence[Any]],
) -> tuple[list[Choice], list[Choice]]:
    """Return (what is chosen or owed this week, what has more time), the first due first; queries do not grow."""
    reports = list({r.pk: r for r in [*chosen[0], *waiting[0]]}.values())
    cases = list({c.pk: c for c in [*chosen[1], *waiting[1]]}.values())
    ticked = {row.pk for row in [*chosen[0], *chosen[1]]}
    owed = _owed(body, reports, cases)
    classes = {**classes_of_reports(reports), **_classes_of_cases(cases)}
    known, rules = all_duties(), edition(school.edition)
    made = []
    for row in [*reports, *cases]:
        in_case = row not in reports
        duty = owed.get(row.pk)
        number = {"number": row.label}
        made.append(
            Choice(
                name="case" if in_case else "report",
                pk=row.pk,
                label=_("事案 %(number)s") % number if in_case else _("通報 %(number)s") % number,
                classes=classes.get(row.pk, ""),
                forms=short_forms(row.forms, rules),
                text=known[duty.name].text if duty else "",
                due_at=duty.due_at if duty else None,
                chosen=row.pk in ticked,
            )
        )
    sunday = today() + timedelta(days=6 - today().weekday())
    end = datetime.combine(sunday, time.max, TOKYO)
    made.sort(key=lambda c: (not c.chosen, c.due_at is None, c.due_at or end))
    now = [c for c in made if c.chosen or (c.due_at is not None and c.due_at <= end)]
    return now, [c for c in made if c not in now]


def _owed(body: str, reports: Sequence[Report], cases: Sequence[Any]) -> dict[Any, Duty]:
    """Return what this body owes about each, or, where it owes nothing, what is due next."""
    found: dict[Any, Duty] = {}
    names = wanted_of(body)
    rows = [
        *Duty.objects.filter(OPEN, report__in=[r.pk for r in reports]).order_by("due_at", "owed_at", "pk"),
        *Duty.objects.filter(OPEN, case__in=[c.pk for c in cases]).order_by("due_at", "owed_at", "pk"),
    ]
    for duty in sorted(rows, key=lambda d: d.name not in names):
        for pk in (duty.report_id, duty.case_id):
            if pk is not None:
                found.setdefault(pk, duty)
    return found


def _classes_of_cases(cases: Sequence[Any]) -> dict[Any, str]:
    seats = Enrolment.objects.filter(
        pupil__involvements__case__in=[c.pk for c in cases],
        pupil__involvements__until__isnull=True,
        school_class__year=school_year(today()),
    )
    found: dict[Any, set[str]] = defaultdict(set)
    rows = seats.order_by().values_list("pupil__involvements__case_id", "school_class__grade", "school_class__name")
    for about, grade, name in rows.distinct():
        found[about].add(class_label(grade, name))
    return {about: "・".join(sorted(names)) for about, names in found.items()}
