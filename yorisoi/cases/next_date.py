"""When to meet next: after what must be done before, within what the clocks allow, when the members are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yorisoi.duties.kept_from import nothing_kept
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.deadlines import school_days
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO, day_of, today
from yorisoi.schools.models import Staff
from yorisoi.ui.clocks import say_day

TIMES = (time(15, 45), time(16, 30))  # after lessons
HOUR = timedelta(minutes=60)
FARTHEST = 14  # days, where no clock sets an end
SHOWN = 3
BEFORE = ("hear", "hear_victim", "observe", "follow_up", "guide_perpetrator")  # what the next meeting waits for
UNTIL = ("hold_committee", "next_committee", "set_goals", "grade_heads_meeting", "decide_report")


@dataclass(frozen=True)
class Slot:
    """A proposed moment with its reasons; `busy`: how many of the body sit in another meeting then."""

    at: datetime
    why: tuple[str, ...]
    busy: int = 0

    @property
    def typed(self) -> str:
        """As a browser's field takes it."""
        return f"{self.at.astimezone(TOKYO):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class Frame:
    """From which day to which, and the words for it."""

    first: date
    last: date
    why: tuple[str, ...]


OWED = Fixed(lambda case: Duty.objects.filter(OPEN, case=case).order_by().values_list("name", "due_at"))
TAKEN = Fixed(
    lambda members, meeting, school, since, until: (
        Attendance.objects.filter(
            staff_id__in=members,
            meeting__school=school,
            meeting__finalised_at__isnull=True,
            meeting__scheduled_at__gte=since,
            meeting__scheduled_at__lte=until,
        )
        .exclude(meeting=meeting)
        .order_by()
        .values_list("meeting__scheduled_at", "staff_id")
    )
)


def frame(item: AgendaItem | None, now: date) -> Frame:
    """Return the days between what must be done before and the clock that runs out."""
    tomorrow, why = now + timedelta(days=1), []
    first, last = tomorrow, now + timedelta(days=FARTHEST)
    if item is not None and item.case_id:
        rows, at = OWED.rows(case=item.case_id), clock.now()
        done_by = max((due for name, due in rows if name in BEFORE and due >= at), default=None)
        hearings = max((due for name, due in rows if name in ("hear", "hear_victim")), default=None)
        until = min((due for name, due in rows if name in UNTIL and due >= at), default=None)
        if done_by is not None and day_of(done_by) <= last:
            first = max(first, day_of(done_by) + timedelta(days=1))
        if hearings is not None:
            why.append(_("%(day)sまでに聞き取りが終わる") % {"day": say_day(hearings, clock.now())})
        if until is not None and day_of(until) >= tomorrow:
            last = min(last, day_of(until))
            why.append(_("期限は%(day)s") % {"day": say_day(until, clock.now())})
    return Frame(first if first <= last else tomorrow, max(last, tomorrow), tuple(why))


def slots(meeting: Meeting, item: AgendaItem | None, members: frozenset[int], staff: Staff) -> list[Slot]:
    """Propose the first free moments for these people, and say what stands against the ones before them.

    members: the staff ids that count for the item. Only meetings that `staff` may know of are counted: whoever is
    shut out of one must not learn of it by a gap in other people's calendars.
    """
    around = frame(item, today())
    is_open = school_days()
    since, until = clock.now(), datetime.combine(around.last, time(23, 59), TOKYO)
    if staff.can(Can.CONVENE) and nothing_kept(staff):  # who may know of every meeting of the school
        taken = TAKEN.rows(
            members=tuple(sorted(members)), meeting=meeting.pk, school=staff.school_id, since=since, until=until
        )
    else:
        held = Attendance.objects.filter(
            staff_id__in=members,
            meeting__in=meetings_for(staff).values("pk"),
            meeting__finalised_at__isnull=True,
            meeting__scheduled_at__gte=since,
            meeting__scheduled_at__lte=until,
        ).exclude(meeting=meeting)
        taken = list(held.values_list("meeting__scheduled_at", "staff_id"))
    found: list[Slot] = []
    day = around.first
    while day <= around.last:
        for at in (datetime.combine(day, hour, TOKYO) for hour in TIMES) if is_open(day) else ():
            busy = len({who for when, who in taken if abs(when - at) < HOUR})
            found.append(Slot(at, (*around.why, _busy(busy)), busy))
        day += timedelta(days=1)
    free = [slot for slot in found if not slot.busy][:SHOWN]
    early = [slot for slot in found if slot.busy and (not free or slot.at < free[-1].at)][:1]
    return sorted([*free, *early], key=lambda slot: (slot.busy > 0, slot.at)) or found[:SHOWN]


def _busy(count: int) -> str:
    if not count:
        return _("委員にほかの会議はない")
    return ngettext("委員%(n)d人に別の会議", "委員%(n)d人に別の会議", count) % {"n": count}
