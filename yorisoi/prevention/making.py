"""Writes of a plan: beginning a year, from the edition or from last year's plan; an activity of the school's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal, journal_all, line
from yorisoi.journal.keys import data_key
from yorisoi.policy.edition import edition
from yorisoi.policy.plan_flow import CITE
from yorisoi.policy.plan_types import Planned, PlanRules, day_in
from yorisoi.prevention.actions import owe_if_due, write_step
from yorisoi.prevention.links import kinds, label_of
from yorisoi.prevention.models import TITLE, Activity, ActivityStep, Link, Plan
from yorisoi.prevention.naming import require_nameless
from yorisoi.prevention.rights import require_plan
from yorisoi.schools.models import School, Staff


@dataclass(frozen=True, slots=True)
class New:
    """An activity of the school's own."""

    stage: int
    pillar: str
    title: str
    note: str
    begins: date
    ends: date
    owner_post: str
    owner: Staff | None = None


def begin_plan(
    *, school: School, year: int, by: Staff, after: Plan | None = None, take: Collection[Any] | None = None
) -> Plan:
    """Begin the plan of a year. There is one of each year: pressed twice, it is the same.

    after: last year's plan; take: the ids of its activities that go on (None: all). They come with their owners, on
    the days of the new year for which they were first planned. Activities of the edition that last year did not have
    are added.
    """
    require_plan(by, school.pk)
    if (known := Plan.objects.filter(school=school, year=year).first()) is not None:
        return known
    try:
        with transaction.atomic():
            return _begin(school, year, by, after, take)
    except IntegrityError:
        known = Plan.objects.filter(school=school, year=year).first()
        if known is None:
            raise
        return known


def _begin(school: School, year: int, by: Staff, after: Plan | None, take: Collection[Any] | None) -> Plan:
    now, rules = clock.now(), edition(school.edition).plan
    key = data_key(school.pk)
    key.save(force_insert=True)
    plan = Plan.objects.create(
        key=key, school=school, year=year, edition=school.edition, after=after, made_at=now, made_by=by
    )
    old = {row.pk: row for row in after.activities.select_related("owner")} if after else {}
    wanted = {row.pk: row for pk, row in old.items() if take is None or pk in take}
    known = {row.code for row in old.values() if row.code}
    rows = _taken(plan, wanted, rules)
    rows += [_of_edition(plan, one, rules) for one in rules.activities if one.code not in known]
    places: dict[tuple[int, str], int] = {}
    for row in rows:
        place = row.stage, row.pillar
        row.position = places[place] = places.get(place, 0) + 1
        row.key, row.school, row.made_at, row.made_by = key, school, now, by
    Activity.objects.bulk_create(rows)
    ActivityStep.objects.bulk_create(_made(row, by, now) for row in rows)
    journal_all(
        line(by=by, school_id=school.pk, event="plan.made", about=row, cite=CITE, at=now, state=row.state)
        for row in rows
    )
    _link_all(rows, by, now, rules)
    journal(by=by, school_id=school.pk, event="plan.begun", about=plan, cite=CITE, at=now, year=year, rows=len(rows))
    return plan


def _taken(plan: Plan, wanted: Mapping[Any, Activity], rules: PlanRules) -> list[Activity]:
    """Return last year's activities on their days of the new year; one whose stage or pillar is gone stays behind."""
    firsts = ActivityStep.objects.filter(activity__in=list(wanted), kind="made")
    days = {pk: (begins, ends) for pk, begins, ends in firsts.values_list("activity_id", "begins", "ends")}
    pillars = {one.code for one in rules.pillars}
    rows = []
    for pk, row in wanted.items():
        if rules.stage(row.stage) is None or row.pillar not in pillars:
            continue
        begins, ends = (day_in(plan.year, (day.month, day.day)) for day in days.get(pk, (row.begins, row.ends)))
        owner = row.owner if row.owner is not None and row.owner.is_active else None
        rows.append(
            Activity(
                plan=plan,
                code=row.code,
                stage=row.stage,
                pillar=row.pillar,
                title=row.title,
                note=row.note,
                begins=begins,
                ends=ends,
                owner_post=row.owner_post,
                owner=owner,
                before=row,
            )
        )
    return rows


def _of_edition(plan: Plan, one: Planned, rules: PlanRules) -> Activity:
    begins, ends = rules.dates(one, plan.year)
    return Activity(
        plan=plan, code=one.code, stage=one.stage, pillar=one.pillar, title=one.label_ja[:TITLE],
        note=one.note_ja[:TITLE], begins=begins, ends=ends, owner_post=one.owner,
    )  # fmt: skip


def _made(row: Activity, by: Staff, at: datetime) -> ActivityStep:
    return ActivityStep(
        activity=row, kind="made", target=row.state, title=row.title, begins=row.begins, ends=row.ends,
        owner_post=row.owner_post, owner=row.owner, at=at, by=by,
    )  # fmt: skip


def _link_all(rows: Collection[Activity], by: Staff, at: datetime, rules: PlanRules) -> None:
    """Link what the edition says an activity is done by; a kind that no chapter has registered is left out."""
    made = []
    for row in rows:
        one = rules.planned(row.code)
        for wanted in one.links if one else ():
            kind, _colon, what = wanted.partition(":")
            if kind not in kinds():
                continue
            ref = f"{row.plan.year}:{what}"
            label = label_of(by, kind, ref, row.plan.year) or str(kinds()[kind].label)
            made.append(Link(activity=row, kind=kind, ref=ref, label=label[:TITLE], at=at, by=by))
    Link.objects.bulk_create(made)


@transaction.atomic
def add_activity(*, plan: Plan, by: Staff, new: New) -> Activity:
    """Add an activity of the school's own to a plan. The same title at the same place is the same activity.

    Raises NamesAChild; ValueError for days that are not of the plan's year, or a place that the edition has not.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=plan.pk)
    require_plan(by, plan.school_id)
    rules = edition(plan.school.edition).plan
    if rules.stage(new.stage) is None or new.pillar not in {one.code for one in rules.pillars}:
        raise ValueError("no such place on the sheet")
    if not day_in(plan.year, (4, 1)) <= new.begins <= new.ends <= day_in(plan.year, (3, 31)):
        raise ValueError("days of another year")
    require_nameless(plan.school, title=new.title, note=new.note)
    here = plan.activities.filter(stage=new.stage, pillar=new.pillar)
    same = here.filter(title=new.title, begins=new.begins, ends=new.ends, code="").select_related("plan").first()
    if same is not None:
        return same
    now = clock.now()
    row = Activity.objects.create(
        key=plan.key, school=plan.school, plan=plan, stage=new.stage, pillar=new.pillar, position=here.count() + 1,
        title=new.title, note=new.note, begins=new.begins, ends=new.ends, owner_post=new.owner_post, owner=new.owner,
        made_at=now, made_by=by,
    )  # fmt: skip
    write_step(row, "made", source="", by=by, at=now)
    owe_if_due(row, by=by, at=now)
    return row
