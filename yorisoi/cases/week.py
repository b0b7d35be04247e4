"""The principal's week: what was decided not to be bullying, missed clocks, and cases in which nothing moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.board import Card, cards
from yorisoi.cases.models import CaseStep, Entry
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.duties.actions import all_duties
from yorisoi.duties.late import Late, Reasons
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import about_label, about_url
from yorisoi.duties.present import acting_label
from yorisoi.journal import clock
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import Edition
from yorisoi.policy.flow import Flow, Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import BODY_LABELS, Can
from yorisoi.reports.models import IdentityOpening, ReportStep
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Staff

STILL = timedelta(days=14)
MOST = 100
NOT_BULLYING = {"report": ("set_aside",), "case": ("watch", "watch_on", "end_watch")}


@dataclass(frozen=True)
class Week:
    """Monday to Sunday, Asia/Tokyo."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week in which a day lies."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.monday, time.min, TOKYO)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.start + timedelta(days=7)

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Judged:
    """A decision that something is not, or not yet, bullying: which body, how many were there, on what grounds."""

    label: str
    url: str
    move: Text
    at: datetime
    body: Text
    meeting: Meeting | None
    present: int
    reason: str


@dataclass(frozen=True)
class Missed:
    """A clock that ran out in this week. done: when it was done after all."""

    text: Text
    about: str
    url: str
    acting: str
    due: datetime
    done: datetime | None
    late: Late | None


@dataclass(frozen=True)
class Opened:
    """Somebody opened who told, and why."""

    text: Text
    label: str
    url: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Still:
    """An open case in which nothing has moved since."""

    card: Card
    since: datetime


def judged(staff: Staff, week: Week) -> list[Judged]:
    """Return the decisions of the week that leave something unrecognised, the newest first (O3)."""
    reports = ReportStep.objects.filter(
        move__in=NOT_BULLYING["report"], report__in=report_readable_by(staff).values("pk")
    ).select_related("report__key", "meeting")
    of_cases = CaseStep.objects.filter(
        move__in=NOT_BULLYING["case"], case__in=cases_for(staff).values("pk")
    ).select_related("case__key", "meeting")
    steps: list[ReportStep | CaseStep] = [*_within(reports, week), *_within(of_cases, week)]
    held = {step.meeting_id for step in steps if step.meeting_id is not None}
    present: dict[Any, int] = dict(
        Meeting.objects.filter(pk__in=held)
        .order_by()
        .values_list("pk")
        .annotate(there=Count("attendances", filter=Q(attendances__present=True)))
    )
    return [_judged(step, present.get(step.meeting_id, 0)) for step in sorted(steps, key=lambda s: s.at, reverse=True)]


def _within(rows: QuerySet[Any], week: Week) -> QuerySet[Any]:
    return rows.filter(at__gte=week.start, at__lt=week.end).order_by("-at", "-pk")[:MOST]


def _judged(step: ReportStep | CaseStep, present: int) -> Judged:
    flow: Flow
    if isinstance(step, ReportStep):
        flow, label = REPORT_FLOW, _("通報 %(number)s") % {"number": step.report.label}
        url = reverse("cases:report", args=[step.report_id])
    else:
        flow, label = CASE_FLOW, _("事案 %(number)s") % {"number": step.case.label}
        url = reverse("cases:show", args=[step.case_id])
    return Judged(
        label=label,
        url=url,
        move=flow.move(step.move).label,
        at=step.at,
        body=BODY_LABELS.get(step.actor, ""),
        meeting=step.meeting,
        present=present,
        reason=step.text("reason"),
    )


def missed(staff: Staff, week: Week) -> list[Missed]:
    """Return the clocks that ran out in the week and were not met in time, the longest overdue first."""
    known_to_them = Q(report__in=report_readable_by(staff).values("pk")) | Q(case__in=cases_for(staff).values("pk"))
    found = list(
        Duty.objects.filter(
            known_to_them,
            Q(done_at__isnull=True) | Q(done_at__gt=F("due_at")),
            school=staff.school,
            dropped_at__isnull=True,
            due_at__gte=week.start,
            due_at__lt=min(week.end, clock.now()),
        )
        .select_related("report__key", "case__key", "school_class", "staff")
        .order_by("due_at", "pk")[:MOST]
    )
    names, reasons = all_duties(), Reasons(found)
    return [
        Missed(
            text=names[row.name].text if row.name in names else row.name,
            about=about_label(row),
            url=about_url(row),
            acting=acting_label(row),
            due=row.due_at,
            done=row.done_at,
            late=reasons.of(row),
        )
        for row in found
    ]


def opened(staff: Staff, week: Week) -> list[Opened]:
    """Return who opened in the week who told, of reports that this person may know."""
    if not staff.can(Can.OPEN_IDENTITY):
        return []
    readable = report_readable_by(staff).values("pk")
    names = _within(IdentityOpening.objects.filter(report__in=readable), week).select_related("report__key", "by")
    return [
        Opened(
            text=_("伝えた人を開いた"),
            label=_("通報 %(number)s") % {"number": row.report.label},
            url=reverse("cases:report", args=[row.report_id]),
            who=row.by.name,
            at=row.at,
            reason=row.text("reason"),
        )
        for row in names
    ]


def still(staff: Staff, rules: Edition) -> list[Still]:
    """Return the open cases in which nothing was written, decided or met about for two weeks, the stillest first."""
    lines = Entry.objects.filter(case=OuterRef("pk")).order_by("-recorded_at").values("recorded_at")[:1]
    steps = CaseStep.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    met = (
        AgendaItem.objects.filter(case=OuterRef("pk"), meeting__opened_at__isnull=False)
        .order_by("-meeting__opened_at")
        .values("meeting__opened_at")[:1]
    )
    moved = Greatest(*(Coalesce(Subquery(each), "opened_at") for each in (lines, steps, met)))
    rows = (
        cases_for(staff)
        .exclude(state__in=CASE_FLOW.resting)
        .select_related(None)
        .defer("short_period_reason")
        .annotate(moved=moved)
        .filter(moved__lt=clock.now() - STILL)
        .order_by("moved")[:MOST]
    )
    found = list(rows)
    return [Still(card, case.moved) for card, case in zip(cards(found, rules), found, strict=True)]
