"""Who is to know, who has read it, and the reminder: minutes for absent members, lines for all staff.

Whoever is shut out of the matter is never addressed, and whoever is shut out later finds nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from yorisoi.duties.actions import tell
from yorisoi.duties.asked import AskedBy, looking
from yorisoi.duties.kept_from import nothing_kept, open_cases, open_matters
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.meetings.models_room import StandIn
from yorisoi.meetings.models_shared import Addressee, Sharing
from yorisoi.meetings.queries import meetings_for, shut_out_of_item
from yorisoi.policy.deadlines import end_of_day, school_days
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import staff_of
from yorisoi.schools.sandboxes import here

DAYS = 3  # school days in which what is shared is read
AGAIN = timedelta(days=1)  # nobody is reminded of one thing twice a day
TO_READ, READ_PLEASE = "to_read", "to_read_again"


def due_after(at: datetime) -> datetime:
    """Return the end of the third school day after this moment."""
    open_on, day, left = school_days(), day_of(at), DAYS
    while left:
        day += timedelta(days=1)
        left -= open_on(day)
    return end_of_day(day)


def share_minutes(*, meeting: Meeting, by: Staff, at: datetime) -> Sharing | None:
    """Address fixed minutes to members, and who sat for one, that were absent and may know. Inside `finalise`."""
    outs = [shut_out_of_item(item) for item in meeting.items.all()]
    out = frozenset.intersection(*outs) if outs else frozenset()
    sat = Q(seat="member") | Q(Exists(StandIn.objects.filter(substitute=OuterRef("pk"), until__isnull=True)))
    rows = meeting.attendances.select_related("staff").filter(sat, staff__is_active=True)
    absent = [row for row in rows if not row.present and row.staff_id not in out]
    if not absent:
        return None
    sharing = Sharing.objects.create(school=meeting.school, meeting=meeting, at=at, by=by, due_at=due_after(at))
    _address(sharing, by, [(row.staff, row.informed) for row in absent])
    return sharing


@transaction.atomic
def share_entry(*, entry: Any, by: Staff) -> Sharing:
    """Address a line for all staff to everybody who works here and may know; once for one line (§(2)⑤).

    By whoever wrote it: `record_line` asked whether it was theirs to write.
    """
    case = entry.case
    if entry.by_id != by.pk or by.school_id != case.school_id or by.pk in shut_out_of_case(case.pk):
        raise PermissionError("not theirs to share")
    now = clock.now()
    sharing, made = Sharing.objects.get_or_create(
        entry=entry, defaults={"school": case.school, "at": now, "by": by, "due_at": due_after(now)}
    )
    if made:
        out = shut_out_of_case(case.pk)
        people = [p for p in staff_of(case.school) if p.can(Can.PASS_ON) and p.pk not in out and p.pk != by.pk]
        _address(sharing, by, [(person, "") for person in people])
    return sharing


def _address(sharing: Sharing, by: Staff, people: Iterable[tuple[Staff, str]]) -> None:
    rows = [Addressee(sharing=sharing, staff=person, how=how) for person, how in people]
    Addressee.objects.bulk_create(rows)
    journal(
        by=by, school_id=sharing.school_id, event="shared.addressed", about=_about(sharing), at=sharing.at,
        cite="response.staff" if sharing.entry_id else "response.record", people=[row.staff_id for row in rows],
    )  # fmt: skip
    _tell([row.staff for row in rows], TO_READ, sharing, sharing.at)


def _tell(people: Iterable[Staff], kind: str, sharing: Sharing, at: datetime) -> None:
    """Tell those who are to read it, and nobody in their stead: the reading is theirs, and the page is open to them."""
    tell(people, kind=kind, school=sharing.school, at=at, stand_in={}, **_place(sharing))


def _about(sharing: Sharing) -> Any:
    return sharing.meeting if sharing.meeting_id else sharing.entry.case  # type: ignore[union-attr]


def _place(sharing: Sharing) -> dict[str, Any]:
    return {"meeting" if sharing.meeting_id else "case": _about(sharing)}


def sharings_for(staff: Staff) -> QuerySet[Sharing]:
    """Return what is shared in this school and not about anything that this person is shut out of."""
    rows = Sharing.objects.filter(
        Q(meeting__in=meetings_for(staff).values("pk")) | Q(entry__isnull=False) & open_cases(staff, "entry__case_id"),
        school=staff.school,
    )
    rows = rows.exclude(entry__corrections__sharing__isnull=False)  # its correction is read instead
    return rows.select_related("meeting", "entry__case__key", "by", "school")


def addressed(staff: Staff) -> QuerySet[Addressee]:
    """Return what this person is to read or has read, what is unread first."""
    rows = Addressee.objects.filter(staff=staff, sharing__in=sharings_for(staff))
    return rows.select_related("sharing__meeting", "sharing__entry__case__key", "sharing__by").order_by(
        "read_at", "-sharing__at"
    )


def overseen(staff: Staff) -> QuerySet[Sharing]:
    """Return what this person shared or, as a manager, all that is shared, with its addressees.

    Who was absent and is told tells of every matter: not for whoever is shut out of one of them.
    """
    rows = sharings_for(staff)
    if not nothing_kept(staff):
        part = AgendaItem.objects.filter(~open_matters(staff), meeting__school=staff.school)
        rows = rows.exclude(meeting__in=part.values("meeting"))
    rows = rows if staff.can(Can.OVERSEE) else rows.filter(by=staff)
    return rows.prefetch_related(Prefetch("addressees", Addressee.objects.select_related("staff", "told_by")))


_TO_READ = AskedBy(
    lambda staff, sharing: addressed(staff).filter(sharing=sharing).select_related(None).order_by().values_list("pk")
)


@transaction.atomic
def confirm_read(*, sharing: Sharing, by: Staff) -> Addressee:
    """Say 「読みました」; a second time changes nothing. Raises Addressee.DoesNotExist for whoever is not addressed."""
    if (found := _TO_READ.first(looking(by), sharing=sharing.pk)) is None:
        raise Addressee.DoesNotExist
    row = Addressee.objects.select_for_update(of=("self",)).get(pk=found[0])
    if row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
        journal(by=by, school_id=sharing.school_id, event="shared.read", about=_about(sharing), at=row.read_at)
    return row


@transaction.atomic
def mark_told(*, sharing: Sharing, by: Staff, staff_id: int, how: str = "") -> Addressee:
    """Record that somebody has been told by word of mouth; the reading is still theirs to confirm."""
    sharing = _of(sharing, by)
    row = sharing.addressees.select_for_update(of=("self",)).get(staff_id=staff_id)
    if row.read_at is None and row.told_at is None:
        row.told_at, row.told_by, row.how = clock.now(), by, (how or row.how)[:60]
        row.save(update_fields=["told_at", "told_by", "how"])
        journal(by=by, school_id=sharing.school_id, event="shared.told", about=_about(sharing), staff=staff_id)
    return row


def _of(sharing: Sharing, by: Staff) -> Sharing:
    if (found := overseen(by).filter(pk=sharing.pk).first()) is None:
        raise PermissionError("not theirs")
    return found


@transaction.atomic
def remind(*, sharing: Sharing, by: Staff) -> int:
    """Tell those who have not read it once more, nobody twice a day; return how many."""
    return _remind(_of(sharing, by), by)


def _remind(sharing: Sharing, by: Actor) -> int:
    now = clock.now()
    rows = sharing.addressees.select_for_update(of=("self",)).filter(read_at__isnull=True, staff__is_active=True)
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=now - AGAIN)).select_related("staff")
    found = [row for row in rows if sharings_for(row.staff).filter(pk=sharing.pk).exists()]
    Addressee.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=now)
    if found:
        people = [row.staff_id for row in found]
        event = "shared.reminded"
        journal(by=by, school_id=sharing.school_id, event=event, about=_about(sharing), at=now, people=people)
        _tell([row.staff for row in found], READ_PLEASE, sharing, now)
    return len(found)


def remind_late() -> int:
    """By the clock: remind once of what should have been read by now. Returns how many people were told."""
    unread = Addressee.objects.filter(
        sharing=OuterRef("pk"), read_at__isnull=True, reminded_at__isnull=True, staff__is_active=True
    )
    told = 0
    for pk in list(Sharing.objects.filter(here(), Exists(unread), due_at__lt=clock.now()).values_list("pk", flat=True)):
        with transaction.atomic():
            sharing = Sharing.objects.select_related("school", "meeting", "entry__case").get(pk=pk)
            told += _remind(sharing, SYSTEM)
    return told
