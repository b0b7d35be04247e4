"""The year's plan: the seed's table stands in every edition; the life of an activity is a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.edition import edition, names
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.plan_flow import (
    DO_ACTIVITY,
    EDITORS,
    NEW_DAYS,
    PLAN_FLOW,
    REASON,
    ActivityFacts,
    PlanState,
)
from yorisoi.policy.plan_types import day_in
from yorisoi.policy.roles import Can, Post, rights_of

FACTS = ActivityFacts(date(2026, 11, 10), date(2026, 4, 1), date(2027, 3, 31))
# what the policy's own table has in each of its cells, in order of the pillars
TABLE = {1: (3, 2, 2, 1), 2: (2, 2, 1, 3), 3: (2, 2, 1, 1), 4: (2, 1, 1, 2), 5: (2, 1, 2, 2)}
MORE = {"review"}  # §第2-3(1)④, beside the table
OWN_PLANS = {"mihon-minami", "mihon-chu"}  # schools with another policy, and so with a table of their own


@pytest.mark.requirement("P1", "P2", "P3", "P4")
@pytest.mark.parametrize("name", sorted({*names()} - OWN_PLANS))
def test_every_activity_of_the_table_stands_in_the_edition(name: str) -> None:
    plan = edition(name).plan
    assert len(plan.stages) == 5
    assert [one.cite for one in plan.pillars] == [
        f"prevention.{what}" for what in ("moral", "children", "guardians", "training")
    ]
    for stage, wanted in TABLE.items():
        here = [one for one in plan.activities if one.stage == stage and one.code not in MORE]
        assert tuple(sum(one.pillar == each.code for one in here) for each in plan.pillars) == wanted
    lessons = [one.stage for one in plan.activities if one.code.startswith("moral") and one.note]
    assert lessons == [1, 3, 5]
    surveys = {one.stage: one.links for one in plan.activities if one.code.startswith("survey")}
    assert set(surveys) == {2, 4, 5}
    rounds = edition(name).care.rounds
    for stage, links in surveys.items():
        assert links == (f"surveys.round:{stage}", f"care.interview:stage{stage}")
        assert any(one.code == f"stage{stage}" for one in rounds)


@pytest.mark.parametrize("name", names())
def test_stages_are_no_terms_and_both_cover_the_year(name: str) -> None:
    plan = edition(name).plan
    assert len(plan.terms) != len(plan.stages)
    day = date(2027, 4, 1)
    while day <= date(2028, 3, 31):  # with a 29 February
        assert plan.stage_on(day, 2027)
        assert plan.term_on(day, 2027)
        day += timedelta(days=1)
    for one in plan.activities:
        begins, ends = plan.dates(one, 2027)
        stage = plan.stage(one.stage)
        assert stage is not None
        assert begins <= ends
        assert stage.span(2027)[0] <= ends


@pytest.mark.parametrize("name", names())
def test_the_evaluation_asks_for_no_number(name: str) -> None:
    items = edition(name).plan.evaluation
    assert [one.code for one in items] == ["found", "hidden", "works"]
    assert not any("件" in one.label_ja + one.help_ja for one in items)


@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("name", sorted(PLAN_FLOW.names()))
def test_each_arrow_leaves_only_where_it_is_drawn(state: str, name: str) -> None:
    arrow = PLAN_FLOW.move(name)
    if state in arrow.source:
        assert PLAN_FLOW.find(state, name) is arrow
    else:
        with pytest.raises(NoSuchMove):
            PLAN_FLOW.find(state, name)


def test_needs_are_said_one_by_one() -> None:
    done, move, drop = (PLAN_FLOW.move(name) for name in ("done", "move", "drop"))
    with pytest.raises(NotYet):
        done.ask(FACTS)
    done.ask(replace(FACTS, done_on=FACTS.today))
    for wrong in (FACTS.today + timedelta(days=1), FACTS.first - timedelta(days=1)):
        with pytest.raises(NotYet):
            done.ask(replace(FACTS, done_on=wrong))
    assert move.unmet(FACTS) == (NEW_DAYS, REASON)
    assert not move.unmet(replace(FACTS, begins=FACTS.first, ends=FACTS.last, reason="雨"))
    assert move.unmet(replace(FACTS, begins=FACTS.last, ends=FACTS.first, reason="雨")) == (NEW_DAYS,)
    assert drop.unmet(replace(FACTS, reason=" ")) == (REASON,)
    assert DO_ACTIVITY.name in done.settles
    assert DO_ACTIVITY.name in drop.settles


def test_who_plans_and_who_does() -> None:
    assert set(EDITORS) == {Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.ACADEMIC_HEAD, Post.GUIDANCE_HEAD}
    assert PLAN_FLOW.move("drop").by == set(EDITORS)
    assert PLAN_FLOW.move("done").allows(Post.HOMEROOM)
    for post in (Post.ADMINISTRATOR, Post.BOARD_OFFICER, Post.EXPERT):
        assert Can.READ_PLAN not in rights_of(frozenset({post}))


@given(year=st.integers(2001, 2100), day=st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_a_month_and_day_lie_in_the_school_year(year: int, day: date) -> None:
    found = day_in(year, (day.month, day.day))
    assert date(year, 4, 1) <= found <= date(year + 1, 3, 31)
