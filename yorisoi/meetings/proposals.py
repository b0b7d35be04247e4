"""What a meeting is proposed with: when, over what, who is called and who may be asked to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from yorisoi.duties.actions import all_duties
from yorisoi.duties.kept_from import open_matters
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.meetings.actions import may_record
from yorisoi.meetings.inviting import guest_posts
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.queries import meetings_for, people_to_call
from yorisoi.meetings.substitutes import away_on
from yorisoi.policy.roles import POST_LABELS, Body
from yorisoi.reports.models import Report
from yorisoi.reports.queries import reports_for, shut_out_of, shut_out_of_case
from yorisoi.schools.calendar import TOKYO, day_of, school_year, today
from yorisoi.schools.models import Enrolment, Staff
from yorisoi.schools.queries import staff_of


@dataclass(frozen=True)
class Seat:
    """Somebody who is called, or may be asked to come."""

    staff: Staff
    label: str
    away: str = ""  # "" or that they are on record as away that day, and who stands in


@dataclass(frozen=True)
class Proposal:
    """Who would come: seats by post, and guests to tick."""

    seats: tuple[Seat, ...]
    guests: tuple[Seat, ...]
    class_ids: tuple[int, ...]


def next_half_hour() -> datetime:
    """Return today's next full or half hour; just before midnight, now."""
    now = clock.now().astimezone(TOKYO).replace(second=0, microsecond=0)
    ahead = now + timedelta(minutes=30 - now.minute % 30)
    return ahead if ahead.date() == now.date() else now


def start_at(body: str, cases: Sequence[Any]) -> datetime:
    """Return when to meet: the date the committee fixed for one of these cases, or else the next half hour."""
    fixed = [c.next_at for c in cases if c.next_at and day_of(c.next_at) >= today()]
    return min(fixed) if fixed and body == Body.COMMITTEE else next_half_hour()


def at_the_same_time(
    staff: Staff, body: str, at: datetime, reports: Sequence[Report], cases: Sequence[Any]
) -> Meeting | None:
    """Return a meeting of this body already called for this time without these items, to which they can be added."""
    rows = meetings_for(staff).filter(body=body, scheduled_at=at, finalised_at__isnull=True)
    here = AgendaItem.objects.filter(Q(report__in=list(reports)) | Q(case__in=list(cases)))
    return next((m for m in rows.exclude(items__in=here) if may_record(m, staff)), None)


def case_of(staff: Staff, pk: UUID) -> Any:
    """Return a case of the school that this convener is not shut out of, or None."""
    model: Any = AgendaItem._meta.get_field("case").related_model
    case = model.objects.filter(school=staff.school, pk=pk).select_related("school", "key").first()
    return None if case is None or staff.pk in shut_out_of_case(case.pk) else case


def waiting_for(staff: Staff, body: str) -> tuple[list[Report], list[Any]]:
    """Return the reports and cases for which this body is owed and that are not yet on an open agenda."""
    rows = Duty.objects.filter(OPEN, open_matters(staff), school=staff.school, name__in=wanted_of(body))
    rows = rows.select_related("report", "case")
    on_agenda = AgendaItem.objects.filter(meeting__school=staff.school, meeting__finalised_at__isnull=True)
    taken = {item for pair in on_agenda.values_list("report_id", "case_id") for item in pair}
    readable = set(reports_for(staff).filter(duties__in=rows).values_list("pk", flat=True))
    reports = {r.report_id: r.report for r in rows if r.report and r.report_id in readable and r.report_id not in taken}
    cases = {r.case_id: r.case for r in rows if r.case_id and r.case_id not in taken}
    return list(reports.values()), list(cases.values())


def wanted_of(body: str) -> list[str]:
    """Return the names of the duties that a meeting of this body settles."""
    return [name for name, duty in all_duties().items() if _wants(duty.done_by, body)]


def _wants(done_by: str, body: str) -> bool:
    if done_by in {f"held:{body}", f"convened:{body}"}:
        return True
    return body == Body.COMMITTEE and done_by == "decided:set_plan"


def classes_concerned(reports: Sequence[Report], cases: Sequence[Any]) -> list[int]:
    """Return the ids of this year's classes of the children in what is taken up."""
    year = school_year(today())
    seats = Enrolment.objects.filter(school_class__year=year)
    found = set(
        seats.filter(pupil__involvements__case__in=list(cases), pupil__involvements__until__isnull=True).values_list(
            "school_class_id", flat=True
        )
    )
    for report in reports:
        pupils = report.named_pupils(manager="now").values("pupil_id")
        found |= set(seats.filter(pupil_id__in=pupils).values_list("school_class_id", flat=True))
    return sorted(found)


def propose(
    staff: Staff, body: str, reports: Sequence[Report], cases: Sequence[Any], day: date | None = None
) -> Proposal:
    """Propose who comes, and say who is away that day (the day of `start_at`).

    Whoever is shut out of every item is not there, and nothing says why.
    """
    school = staff.school
    if school is None:
        return Proposal((), (), ())
    outs = [shut_out_of(r) for r in reports] + [shut_out_of_case(c.pk) for c in cases]
    out = frozenset.intersection(*outs) if outs else frozenset()
    class_ids = classes_concerned(reports, cases)
    called = people_to_call(school, body, class_ids=class_ids, out=out)
    have = {person.pk for person, _post in called}
    posts = guest_posts(school, body)
    rows = away_on(school, day or day_of(start_at(body, cases)), [person.pk for person, _post in called], out)
    gone = {pk: str(away) for pk, away in rows.items()}
    guests, said = [], {}
    for person in staff_of(school).prefetch_related("post_holdings__school_class"):
        held = [h for h in person.post_holdings.all() if h.until is None]
        said.update({(person.pk, h.post): str(h) for h in held})
        asked = [str(h) for h in held if h.post in posts]
        if asked and person.pk not in have and person.pk not in out:
            guests.append(Seat(person, "・".join(asked), gone.get(person.pk, "")))
    seats = tuple(Seat(p, said.get((p.pk, post), str(POST_LABELS[post])), gone.get(p.pk, "")) for p, post in called)
    return Proposal(seats, tuple(guests), tuple(class_ids))


def open_with(staff: Staff, body: str, reports: Sequence[Report], cases: Sequence[Any]) -> Meeting | None:
    """Return an unfinalised meeting of this body that already has the first of these items."""
    rows = Meeting.objects.filter(school=staff.school, body=body, finalised_at__isnull=True)
    if reports:
        return rows.filter(items__report=reports[0]).first()
    return rows.filter(items__case=cases[0]).first() if cases else None
