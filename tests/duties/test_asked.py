"""Reads of a person that are built once for each kind of person answer as the reads they stand for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import play
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import duties_of, unseen
from yorisoi.journal import clock
from yorisoi.journal.fixed import NotFixed
from yorisoi.schools.models import PostHolding, Staff

pytestmark = pytest.mark.django_db


def looking(staff: Staff) -> Staff:
    """Return the person as a page that only looks has them."""
    found = Staff.objects.select_related("school").get(pk=staff.pk)
    found.looks_only = True
    return found


def test_everybody_is_told_their_own(people: Any) -> None:
    play.responding(people)
    owed = AskedBy(lambda staff, until: duties_of(staff).filter(due_at__lt=until).order_by("due_at", "pk"))
    news = AskedBy(lambda staff: unseen(staff).order_by("at", "pk"))
    late = clock.now() + timedelta(days=400)
    seen = 0
    for staff in Staff.objects.filter(school__isnull=False):
        person = looking(staff)
        for _time in range(2):
            assert owed.rows(person, until=late) == list(duties_of(person).order_by("due_at", "pk"))
            assert news.rows(person) == list(unseen(person).order_by("at", "pk"))
        seen += len(owed.rows(person, until=late))
    assert seen > 5


def test_one_kind_of_person_is_built_once(people: Any) -> None:
    built: list[Staff] = []

    def build(staff: Staff) -> Any:
        built.append(staff)
        return duties_of(staff)

    asked = AskedBy(build)
    homes = [row.staff for row in PostHolding.objects.filter(post="homeroom", until__isnull=True)[:3]]
    alone = [looking(one) for one in homes if one.post_holdings.filter(until__isnull=True).count() == 1]
    assert len(alone) > 1
    for person in alone:
        with CaptureQueriesContext(connection):
            asked.rows(person)
    assert len(built) == 1
    assert built[0].pk not in {one.pk for one in alone}


def test_a_read_that_asks_while_it_is_built_is_refused(people: Any) -> None:
    asked = AskedBy(lambda staff: Duty.objects.filter(pk__in=list(Duty.objects.values_list("pk", flat=True))))
    with pytest.raises(NotFixed):
        asked.rows(looking(people.nurse))


def test_who_writes_asks_anew(people: Any) -> None:
    built: list[Staff] = []

    def build(staff: Staff) -> Any:
        built.append(staff)
        return duties_of(staff)

    writes = Staff.objects.get(pk=people.nurse.pk)
    AskedBy(build).rows(writes)
    assert built == [writes]
    assert built[0] is writes
