"""By the clock: what is owed for an incident by people who are shut out by now goes to whoever acts for them."""

from __future__ import annotations

from django.db import transaction

from yorisoi.attendance.answering import hand_over
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.cases.models import CaseReport
from yorisoi.duties.actions import reassign_shut_out
from yorisoi.duties.models import OPEN, Duty
from yorisoi.incidents.models import Incident, IncidentMatter
from yorisoi.incidents.opening import place_holds
from yorisoi.incidents.queries import shut_out_of_incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.policy.absence import Count
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.sandboxes import here


def follow_incidents() -> int:
    """Pass on what shut-out people owe, and hold what has come to an incident since; return how many duties moved."""
    moved = 0
    for row in Incident.objects.filter(here()).exclude(state__in=SERIOUS_FLOW.resting).select_related("school", "key"):
        owed = Duty.objects.filter(OPEN, subject_kind=row._meta.label_lower, subject_id=row.pk).order_by("pk")
        with transaction.atomic():
            _second_ground(row)
            _cases_since(row)
            place_holds(row, by=SYSTEM, at=clock.now())
            before = list(owed.values_list("acting_post", "staff"))
            if out := shut_out_of_incident(row):
                reassign_shut_out(about=row, shut_out=out, by=SYSTEM, at=clock.now())
            after = list(owed.values_list("acting_post", "staff"))
        moved += sum(one != other for one, other in zip(before, after, strict=True))
    return moved


def _cases_since(row: Incident) -> None:
    """A report that it touches has come into a case since: it touches the case too."""
    links = CaseReport.objects.filter(report__incidents__incident=row).exclude(case__incidents__incident=row)
    now = clock.now()
    IncidentMatter.objects.bulk_create(
        [IncidentMatter(incident=row, case_id=pk, at=now) for pk in sorted(set(links.values_list("case", flat=True)))],
        ignore_conflicts=True,
    )


def _second_ground(row: Incident) -> None:
    """A second ground that was reached after the incident had been opened joins it; nobody need consider it apart."""
    waiting = Duty.objects.filter(
        OPEN, subject_kind=AbsenceWarning._meta.label_lower, name__startswith="absence_serious"
    )
    warned = AbsenceWarning.objects.filter(pupil=row.pupil_id, count=Count.SERIOUS, pk__in=waiting.values("subject_id"))
    if row.pupil_id is None or not warned.exists():
        return
    now = clock.now()
    if not row.absence:
        Incident.objects.filter(pk=row.pk).update(absence=True)
        journal(by=SYSTEM, school_id=row.school_id, event="incident.absence", about=row, cite="serious.absence", at=now)
    hand_over(pupil_id=row.pupil_id, by=None, words="", at=now)
