"""Calling a meeting by one press: pressing twice makes one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import add_item, convene, may_record
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.proposals import classes_concerned
from yorisoi.meetings.queries import meetings_for, people_to_call, shut_out_of_item
from yorisoi.meetings.substitutes import seat_substitutes, sitting_for, take_seat, tell_called
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import School, Staff

MOMENT = timedelta(minutes=5)
SITTING = timedelta(minutes=30)  # what is taken up apart is called for so much later
About = dict[str, Any]  # {"report": …} or {"case": …}


class Call(Enum):
    """What the press did."""

    MADE = "made"
    APART = "apart"  # made, and another beside it
    ADDED = "added"
    SAME = "same"


@transaction.atomic
def convene_once(
    *,
    school: School,
    by: Staff,
    body: str,
    at: datetime,
    place: str,
    reports: Sequence[Report],
    cases: Sequence[Any],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
) -> tuple[Meeting, Call]:
    """Call the meeting, or return the one called a moment ago with one of these items; it gets those not yet called.

    A meeting that takes up what the convener is shut out of is none of theirs to add to: another one is called.
    Matters that not all who sit there may know are not put on one agenda: who is named in one would see the gap.
    """
    School.objects.select_for_update().get(pk=school.pk)
    recent = meetings_for(by).filter(body=body, finalised_at__isnull=True, convened_at__gte=clock.now() - MOMENT)
    found: Meeting | None = None
    missing: list[About] = []
    for about in [*({"report": r} for r in reports), *({"case": c} for c in cases)]:
        taken = recent.filter(items__in=AgendaItem.objects.filter(**about))
        same = next((m for m in taken if may_record(m, by)), None)
        found = found or same
        missing += [] if same else [about]
    if found is not None and missing:
        return found, Call.APART if _add(found, by, missing, class_ids, invited) else Call.ADDED
    if found is not None:
        return found, Call.SAME
    first, *others = _apart(school, body, day_of(at), missing, class_ids, invited).values()
    made = _call(school, by, body, at, place, first, class_ids, invited)
    for abouts in others:
        _call(school, by, body, right_after(made, by), "", abouts, class_ids, invited)
    return made, Call.APART if others else Call.MADE


def _call(
    school: School,
    by: Staff,
    body: str,
    at: datetime,
    place: str,
    abouts: Sequence[About],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
) -> Meeting:
    return convene(
        school=school,
        by=by,
        body=body,
        at=at,
        place=place,
        reports=[about["report"] for about in abouts if "report" in about],
        cases=[about["case"] for about in abouts if "case" in about],
        class_ids=class_ids,
        invited=invited,
    )


def right_after(meeting: Meeting, by: Staff) -> datetime:
    """Return when the same body can sit again after this meeting, or after now where it goes on late.

    What is apart has a time of its own, and no place yet: who may not know of it sits in the room until then. Only
    meetings that the convener may know of stand in the way: a gap must not tell of another.
    """
    now = clock.now()
    late = now.replace(second=0, microsecond=0) + timedelta(minutes=-now.minute % 5)
    at = max(meeting.scheduled_at, late) + SITTING
    rows = meetings_for(by).filter(body=meeting.body, finalised_at__isnull=True)
    while rows.filter(scheduled_at__gt=at - SITTING, scheduled_at__lt=at + SITTING).exclude(pk=meeting.pk).exists():
        at += SITTING
    return at


def _apart(
    school: School,
    body: str,
    day: date,
    abouts: Sequence[About],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
    seated: Iterable[int] = (),
) -> dict[frozenset[int], list[About]]:
    """Part what is to be taken up by who of those that would sit over it, for a member too, may not know it.

    seated: who sits there already.
    """
    called = [person.pk for person, _post in people_to_call(school, body, class_ids=list(class_ids), out=frozenset())]
    stand = {person.pk for person in sitting_for(school, day, called, out=frozenset()).values()}
    sit = {*called, *stand, *seated, *(person.pk for person in invited)}
    parts: dict[frozenset[int], list[About]] = {}
    for about in abouts:
        out = shut_out_of(about["report"]) if "report" in about else shut_out_of_case(about["case"].pk)
        parts.setdefault(out & sit, []).append(about)
    return parts


@transaction.atomic
def put_on(
    *,
    meeting: Meeting,
    by: Staff,
    reports: Sequence[Report],
    cases: Sequence[Any],
    class_ids: Iterable[int],
    invited: Iterable[Staff],
) -> bool:
    """Put reports and cases on the agenda of a meeting that is called already, and call those whom they concern.

    What not all who sit there may know is taken up right after in a meeting of its own; says whether there was
    such. Raises `Finalised` or `PermissionError`.
    """
    return _add(meeting, by, [*({"report": r} for r in reports), *({"case": c} for c in cases)], class_ids, invited)


def _add(
    meeting: Meeting, by: Staff, missing: Sequence[About], class_ids: Iterable[int], invited: Iterable[Staff]
) -> bool:
    """Put what is missing on the agenda, or beside it, and call those whom it concerns. Says whether some is beside."""
    items = meeting.items.select_related("report", "case")
    here: list[About] = [{"report": item.report} if item.report_id else {"case": item.case} for item in items]
    seated, day = meeting.attendances.values_list("staff_id", flat=True), day_of(meeting.scheduled_at)
    parts = _apart(meeting.school, meeting.body, day, [*here, *missing], class_ids, invited, seated)
    mine = [out for out, abouts in parts.items() if any(about in here for about in abouts)]
    beside = False
    for out, abouts in parts.items():
        new = [about for about in abouts if about not in here]
        if not new:
            continue
        if not here or out in mine:
            _put(meeting, by, new, class_ids, invited)
        else:
            _beside(meeting, by, new, class_ids, invited)
            beside = True
    return beside


def _beside(
    meeting: Meeting, by: Staff, abouts: Sequence[About], class_ids: Iterable[int], invited: Iterable[Staff]
) -> None:
    """Call the same body for right after over what does not go on this agenda; what is called already is left."""
    same = Meeting.objects.filter(
        school=meeting.school, body=meeting.body, scheduled_at__gte=meeting.scheduled_at, finalised_at__isnull=True
    )
    new = [about for about in abouts if not same.filter(items__in=AgendaItem.objects.filter(**about)).exists()]
    if new:
        _call(meeting.school, by, meeting.body, right_after(meeting, by), "", new, class_ids, invited)


@transaction.atomic
def fit_with(*, meeting: Meeting, by: Staff, item: AgendaItem, reports: Sequence[Report]) -> list[Report]:
    """Return those of the reports that may be taken up with this item of a meeting that goes on.

    What somebody who sits here may not know goes, right after, on an agenda of its own; by whoever may not call a
    meeting it is left where it is, with its clock.
    """
    sit = set(meeting.attendances.values_list("staff_id", flat=True))
    here = shut_out_of_item(item) & sit
    parts: dict[frozenset[int], list[Report]] = {}
    for report in reports:
        parts.setdefault(shut_out_of(report) & sit, []).append(report)
    fits = parts.pop(here, [])
    for apart in parts.values() if by.can(Can.CONVENE) else ():
        _beside(meeting, by, [{"report": report} for report in apart], classes_concerned(apart, []), [])
    return fits


def _put(
    meeting: Meeting, by: Staff, missing: Sequence[About], class_ids: Iterable[int], invited: Iterable[Staff]
) -> None:
    """Put this on the agenda and call those whom it concerns."""
    items = [add_item(meeting=meeting, by=by, **about) for about in missing]
    out = frozenset.intersection(*(shut_out_of_item(item) for item in items))
    have = set(meeting.attendances.values_list("staff_id", flat=True))
    left = set(Attendance.everyone.filter(meeting=meeting).values_list("staff_id", flat=True)) - have
    school, rows, back = meeting.school, [], []
    called = people_to_call(school, meeting.body, class_ids=list(class_ids), out=out)
    seats = [(person, post, "member") for person, post in called]
    seats += [(p, next(iter(sorted(p.posts)), ""), "invited") for p in invited if p.school_id == school.pk]
    for person, post, seat in seats:
        if person.pk not in have and person.pk not in out:
            have.add(person.pk)
            if person.pk in left:
                back.append(take_seat(meeting, person, post)[0])
            else:
                rows.append(Attendance(meeting=meeting, staff=person, post=post, seat=seat))
            journal(by=by, school_id=school.pk, event="meeting.invited", about=meeting, staff=person.pk)
    Attendance.objects.bulk_create(rows)
    now = clock.now()
    tell_called(meeting, [*(row.staff for row in [*rows, *back]), *seat_substitutes(meeting, by=by, at=now)], at=now)
