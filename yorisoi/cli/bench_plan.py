"""A full year's plan for the benchmark: every activity of the edition and more, done, with what was noted of each."""

from __future__ import annotations

from datetime import date

from yorisoi.cli.bench_data import Made
from yorisoi.policy.plan_types import day_in
from yorisoi.prevention.actions import Told
from yorisoi.prevention.making import New, add_activity, begin_plan
from yorisoi.prevention.recording import record_done, reflect
from yorisoi.schools.calendar import school_year, today

OWN = 14  # activities of the school's own


def full_year(made: Made) -> None:
    """Write this year's plan, done up to today."""
    year = school_year(today())
    plan = begin_plan(school=made.school, year=year, by=made.principal)
    for n in range(OWN):
        first, last = day_in(year, (4, 1 + n)), date(year, 5, 1 + n)
        new = New(1 + n % 5, "children", f"学校の取組 {n}", "", first, last, "guidance_head")
        add_activity(plan=plan, by=made.principal, new=new)
    for n, row in enumerate(plan.activities.select_related("plan", "school", "key", "owner")):
        if n % 5 < 4:
            told, token = Told(done_on=max(day_in(year, (4, 1)), min(row.ends, today()))), f"bench-{n}"
            record_done(
                activity=row, by=made.principal, told=told, token=token, words="みんなで取り組んだ。", participants=n
            )
            reflect(activity=row, by=made.principal, words="来年も続けたい。", next_year="keep", token=token)
