"""The plan is tested on a Tuesday in November: two stages over, one on, the review to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.prevention.making import begin_plan
from yorisoi.prevention.models import Activity, Plan

YEAR = 2026
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=TOKYO)
TODAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def plan(people: Any) -> Plan:
    """This year's plan, begun on 1 April."""
    with clock.at(datetime(2026, 4, 1, 9, tzinfo=TOKYO)):
        return begin_plan(school=people.school, year=YEAR, by=people.guidance_head)


def of(plan: Plan, code: str) -> Activity:
    """Return an activity of the edition."""
    return plan.activities.select_related("plan", "school", "key", "owner").get(code=code)
