"""What the plan does by the clock: activities whose time has begun are owed; what is done elsewhere turns them done."""

from __future__ import annotations

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM
from yorisoi.policy.edition import edition
from yorisoi.policy.plan_flow import DO_ACTIVITY, PLAN_FLOW, REVIEW_YEAR
from yorisoi.policy.plan_types import day_in
from yorisoi.prevention.actions import done_by_itself, locked
from yorisoi.prevention.links import done_by_links, links_of, look_up
from yorisoi.prevention.models import Activity, Plan, Review
from yorisoi.prevention.owing import ACTIVITY, PLAN, is_due, owe_activity, owe_review, owed_already
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.sandboxes import here


def follow_plans() -> int:
    """Do what is due for the plan of this year of every school; return how much that was. Safe to run twice."""
    plans = Plan.objects.filter(here(), year=school_year(today())).select_related("school", "key")
    return sum(follow_plan(plan) for plan in plans.order_by("pk"))


def follow_plan(plan: Plan) -> int:
    """Turn done what its links have done, owe what has begun, owe the review in the last term."""
    return _turn(plan) + _owe(plan) + _review(plan)


def _open(plan: Plan) -> list[Activity]:
    return list(plan.activities.exclude(state__in=PLAN_FLOW.resting).order_by("pk"))


def _turn(plan: Plan) -> int:
    shown = look_up(plan.school, links_of(_open(plan)))
    turned = 0
    for pk, links in shown.items():
        day = done_by_links(links)
        if day is None:
            continue
        with transaction.atomic():
            row = locked(Activity(pk=pk))
            if row.is_open:
                done_by_itself(row, by=SYSTEM, done_on=day, at=clock.now())
                turned += 1
    return turned


def _owe(plan: Plan) -> int:
    rows = [row for row in _open(plan) if is_due(row, plan.made_at)]
    known = owed_already(ACTIVITY, [row.pk for row in rows], DO_ACTIVITY.name)
    owed = 0
    for row in rows:
        if row.pk in known:
            continue
        with transaction.atomic():
            fresh = locked(row)
            if is_due(fresh, plan.made_at) and not owed_already(ACTIVITY, [row.pk], DO_ACTIVITY.name):
                owe_activity(fresh, by=SYSTEM, at=clock.now())
                owed += 1
    return owed


def _review(plan: Plan) -> int:
    rules = edition(plan.school.edition).plan
    if today() < rules.terms[-1].span(plan.year)[0]:
        return 0
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=plan.pk)
        if Review.objects.filter(plan=plan).exists() or owed_already(PLAN, [plan.pk], REVIEW_YEAR.name):
            return 0
        owe_review(plan, day=day_in(plan.year, rules.review), by=SYSTEM, at=clock.now())
    return 1
