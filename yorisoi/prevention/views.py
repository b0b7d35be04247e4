"""The plan as people look at it: the year, a stage, a month, one's own activities, what is late."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yorisoi.policy.plan_types import PlanRules
from yorisoi.policy.roles import Can
from yorisoi.prevention.feeds import feed_of
from yorisoi.prevention.models import Plan
from yorisoi.prevention.present import month_days, months_of, stage_rows, tally, through, years_shown
from yorisoi.prevention.queries import Shown, mine, plan_for, sheet, shown, years_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.school_days import calendar_of


def rules_of(request: StaffRequest) -> PlanRules:
    """Return what the school's edition says of the plan."""
    found: PlanRules = request.edition.plan  # type: ignore[attr-defined]
    return found


def around(request: StaffRequest, year: int, at: str) -> dict[str, Any]:
    """Return what every page of the plan has around it: the year, the others, which tab."""
    years = years_shown(years_of(request.staff))
    if year not in {one for one, _have in years}:
        raise Http404
    return {"year": year, "years": years, "at": at, "this_year": school_year(today()), "today": today()}


def known_plan(request: StaffRequest, year: int) -> Plan:
    """Return the plan of a year, or answer 404."""
    plan = plan_for(request.staff, year)
    if plan is None:
        raise Http404
    return plan


@needs(Can.READ_PLAN)
@require_safe
def year_now(request: StaffRequest) -> HttpResponse:
    """This year's sheet."""
    return _year(request, school_year(today()))


@needs(Can.READ_PLAN)
@require_safe
def year(request: StaffRequest, year: int) -> HttpResponse:
    """The sheet of a year: stages × pillars."""
    return _year(request, year)


def _year(request: StaffRequest, year: int) -> HttpResponse:
    context = around(request, year, "year")
    plan = plan_for(request.staff, year)
    if plan is not None:
        rows = sheet(request.staff, plan)
        rules = rules_of(request)
        context |= {
            "plan": plan,
            "rows": stage_rows(rules, year, rows),
            "pillars": rules.pillars,
            "tally": tally(rows),
        }
    return render(request, "prevention/year.html", context)


@needs(Can.READ_PLAN)
@require_safe
def stage(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """One stage, each activity with all that is known of it."""
    plan, rules = known_plan(request, year), rules_of(request)
    if rules.stage(number) is None:
        raise Http404
    rows = stage_rows(rules, year, sheet(request.staff, plan))
    here = next(one for one in rows if one.stage.number == number)
    context = {**around(request, year, "stage"), "plan": plan, "here": here, "stages": rules.stages}
    return render(request, "prevention/stage.html", context)


@needs(Can.READ_PLAN)
@require_safe
def stage_now(request: StaffRequest, year: int) -> HttpResponse:
    """The stage of today, or the first one of another year."""
    found = rules_of(request).stage_on(today(), year) or rules_of(request).stages[0]
    return redirect("prevention:stage", year=year, number=found.number)


@needs(Can.READ_PLAN)
@require_safe
def month(request: StaffRequest, year: int) -> HttpResponse:
    """A month, day by day; what lasts longer than two weeks stands on the day by which it is due."""
    plan, months = known_plan(request, year), months_of(year)
    first = _month(request.GET.get("month", ""), months)
    rows = sheet(request.staff, plan)
    calendar = month_days(first, rows, calendar_of(request.school))
    context = {
        **around(request, year, "month"),
        "plan": plan,
        "first": first,
        "months": months,
        "weeks": calendar,
        "busy": any(day.rows for week in calendar for day in week if day.inside),
        "through": through(first, rows),
        "stage_here": rules_of(request).stage_on(first, year),
        "term_here": rules_of(request).term_on(first, year),
    }
    return render(request, "prevention/month.html", context)


def _month(said: str, months: list[date]) -> date:
    """Return the month that is asked for, else this month, else the year's first."""
    by_name = {f"{one:%Y-%m}": one for one in months}
    return by_name.get(said) or by_name.get(f"{today():%Y-%m}") or months[0]


@needs(Can.READ_PLAN)
@require_safe
def my_activities(request: StaffRequest) -> HttpResponse:
    """My activities of this year, first due first, and the calendar feed."""
    now = school_year(today())
    plan = plan_for(request.staff, now)
    rows = shown(request.staff, list(mine(request.staff, now)), plan) if plan else []
    context = {
        **around(request, now, "mine"),
        "plan": plan,
        "open": [one for one in rows if one.state not in ("done", "dropped")],
        "over": [one for one in rows if one.state in ("done", "dropped")],
        "feed": feed_of(request.staff),
    }
    return render(request, "prevention/mine.html", context)


@needs(Can.READ_PLAN)
@require_safe
def late(request: StaffRequest) -> HttpResponse:
    """What should have been done by now, the longest late first."""
    now = school_year(today())
    plan = plan_for(request.staff, now)
    rows: list[Shown] = [one for one in sheet(request.staff, plan) if one.late] if plan else []
    rows.sort(key=lambda one: one.row.ends)
    return render(request, "prevention/late.html", {**around(request, now, "late"), "plan": plan, "rows": rows})
