"""Demos of awkward days: a Sunday, the first day of a school year; and the same day twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tests.demo.reading import check_west, content, end_of
from yorisoi.cli.demo import make_demo
from yorisoi.journal import clock, keys

pytestmark = pytest.mark.django_db


def built(day: date) -> list[str]:
    """Build the demo of a day, check it, take it back; return its content."""
    with transaction.atomic():
        make_demo(today=day)
        with clock.at(end_of(day)):
            check_west(end_of(day))
            found = content()
        transaction.set_rollback(True)
    keys.forget()
    return found


def test_a_sunday_is_the_same_twice() -> None:
    assert built(date(2026, 11, 15)) == built(date(2026, 11, 15))


@pytest.mark.parametrize("day", [date(2026, 4, 1)], ids=["first day"])
def test_an_awkward_day(day: date) -> None:
    assert built(day)
