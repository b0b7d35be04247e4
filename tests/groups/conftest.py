"""A school of three grades with twelve children, built into groups in November."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from tests.makers import many_pupils
from yorisoi.groups.changing import put_in_force
from yorisoi.groups.making import Wish, make_groups
from yorisoi.groups.models import Arrangement
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.schools.models import School

YEAR = 2026
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=TOKYO)
TODAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def children(people: Any) -> School:
    """Three children stand in 3年1組 already (髙﨑, 𠮷田, 佐藤); nine more in other classes."""
    school: School = people.school
    for grade, name, families in ((1, "1", "一二三"), (3, "2", "四五六"), (6, "1", "七八九")):
        many_pupils(school, school.classes.get(grade=grade, name=name), list(families))
    return school


@pytest.fixture
def draft(people: Any, children: School) -> Arrangement:
    """Three groups of four, not yet in force."""
    return make_groups(school=children, by=people.guidance_head, wish=Wish("new_year", 3), token="draft-token")


@pytest.fixture
def grouping(people: Any, draft: Arrangement) -> Arrangement:
    """The same, in force since the 2nd of November."""
    return put_in_force(arrangement=draft, by=people.principal, from_on=date(2026, 11, 2))
