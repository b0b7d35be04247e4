"""Reads of the plan. Everything starts from the person: all staff see their own school's plan, and no other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.duties.asked import AskedBy
from yorisoi.duties.away import stood_in_for
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import span
from yorisoi.policy.plan_flow import PLAN_FLOW, STATE_LABELS, PlanState
from yorisoi.policy.plan_types import Planned
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.prevention.links import LinkShown, done_by_links, look_up
from yorisoi.prevention.models import Activity, Evidence, Link, Plan, Reflection
from yorisoi.prevention.rights import is_mine
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Staff

TONES = {PlanState.PLANNED: "neutral", PlanState.MOVED: "warn", PlanState.DONE: "ok", PlanState.DROPPED: "neutral"}
PLAN_OF = Fixed(lambda school, year: Plan.objects.filter(school_id=school, year=year).select_related("school", "key"))
YEARS = Fixed(lambda school: Plan.objects.filter(school_id=school).order_by("-year").values_list("year"))
OF_PLAN = Fixed(
    lambda plan: Activity.objects.filter(plan_id=plan).select_related("owner").order_by("stage", "position", "pk")
)
LINKS = Fixed(lambda plan: Link.objects.filter(activity__plan_id=plan, ended_at__isnull=True).order_by("at", "pk"))
EVIDENCE = Fixed(
    lambda plan: (
        Evidence.objects.filter(activity__plan_id=plan).order_by().values_list("activity_id", "kind", "participants")
    )
)
REFLECTED = Fixed(lambda plan: Reflection.objects.filter(activity__plan_id=plan).order_by().values_list("activity_id"))


def plans_for(staff: Staff) -> QuerySet[Plan]:
    """Return the plans that this person may see: of their school, every year."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Plan.objects.none()
    return Plan.objects.filter(school=staff.school_id).select_related("school", "key", "after")


def plan_for(staff: Staff, year: int) -> Plan | None:
    """Return the plan of a year of this person's school, or None."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return None
    found: Plan | None = PLAN_OF.first(school=staff.school_id, year=year)
    return found


def years_of(staff: Staff) -> list[int]:
    """Return the years of which this person's school has a plan."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return []
    return [year for (year,) in YEARS.rows(school=staff.school_id)]


def activities_for(staff: Staff) -> QuerySet[Activity]:
    """Return the activities that this person may see."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Activity.objects.none()
    return Activity.objects.filter(school=staff.school_id).select_related("plan", "school", "key", "owner", "before")


def mine(staff: Staff, year: int) -> QuerySet[Activity]:
    """Return this person's own activities of a year, and those of whom they stand in for today, first due first."""
    own = Q(pk__in=[])
    for person in (staff, *stood_in_for(staff)):
        posts = {holding.post for holding in person.holdings}
        own |= Q(owner=person) | Q(owner__isnull=True, owner_post__in=posts)
    rows = Activity.objects.filter(own, school=staff.school, plan__year=year)
    return rows.select_related("owner").order_by("ends", "begins", "pk")


def _coming(staff: Staff) -> QuerySet[Activity]:
    """Return one's own open activities that have begun: for the first page."""
    return mine(staff, school_year(today())).exclude(state__in=PLAN_FLOW.resting).filter(begins__lte=today())


COMING = AskedBy(_coming)


@dataclass(frozen=True)
class Shown:
    """An activity as the sheet shows it. state: as its links have it by now; late: it should have been done."""

    row: Activity
    state: str
    done_on: date | None
    late: bool
    mine: bool
    links: list[LinkShown] = field(default_factory=list)
    evidence: int = 0
    participants: int | None = None
    reflected: bool = False
    planned: Planned | None = None  # of the edition, as long as the school calls it the same

    @property
    def title(self) -> str:
        """What it is called: in the language of the page, where the words are the edition's own."""
        same = self.planned is not None and self.planned.label_ja == self.row.title
        return self.planned.label if same and self.planned else self.row.title

    @property
    def note(self) -> str:
        """What belongs to it, in the same way."""
        same = self.planned is not None and self.planned.note_ja == self.row.note
        return self.planned.note if same and self.planned else self.row.note

    @property
    def label(self) -> Text:
        """The state in a word."""
        return STATE_LABELS[self.state]

    @property
    def tone(self) -> str:
        """The chip's tone."""
        return "danger" if self.late else TONES[PlanState(self.state)]

    @property
    def days(self) -> str:
        """When: the day on which it was done, or from when to when, 「6/1〜7/20」."""
        if self.done_on is not None:
            return f"{self.done_on.month}/{self.done_on.day}"
        begins, ends = self.row.begins, self.row.ends
        return span(f"{begins.month}/{begins.day}", f"{ends.month}/{ends.day}")

    @property
    def owner(self) -> str:
        """Whose it is."""
        return owner_label(self.row)


def owner_label(row: Activity) -> str:
    """Return the person, or the post."""
    return row.owner.name if row.owner is not None else str(POST_LABELS[row.owner_post])


def shown(staff: Staff, rows: list[Activity], plan: Plan) -> list[Shown]:
    """Return activities of one plan as they stand now, in a number of queries that does not grow with them."""
    links = look_up(plan.school, LINKS.rows(plan=plan.pk))
    counted: dict[Any, int] = defaultdict(int)
    people: dict[Any, int] = {}
    for activity, _kind, participants in EVIDENCE.rows(plan=plan.pk):
        counted[activity] += 1
        if participants is not None:
            people[activity] = people.get(activity, 0) + participants
    reflected = {activity for (activity,) in REFLECTED.rows(plan=plan.pk)}
    for row in rows:
        row.school = plan.school
    return [
        one(staff, row, links.get(row.pk, []), counted[row.pk], people.get(row.pk), row.pk in reflected) for row in rows
    ]


def one(
    staff: Staff, row: Activity, links: list[LinkShown], evidence: int, people: int | None, reflected: bool
) -> Shown:
    """Return one activity as it stands: what its links have done counts at once, though the row turns by `tick`."""
    state, done_on = row.state, row.done_on
    if row.is_open and (day := done_by_links(links)) is not None:
        state, done_on = PlanState.DONE, day
    late = state not in PLAN_FLOW.resting and row.ends < today()
    planned = edition(row.school.edition).plan.planned(row.code) if row.code else None
    return Shown(row, state, done_on, late, is_mine(staff, row), links, evidence, people, reflected, planned)


def sheet(staff: Staff, plan: Plan) -> list[Shown]:
    """Return the whole plan, in the order of the sheet."""
    return shown(staff, OF_PLAN.rows(plan=plan.pk), plan)
