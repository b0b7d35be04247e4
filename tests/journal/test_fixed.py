"""Queries that are built once: they answer as the ones they stand for, and refuse what would make them lie."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import play
from yorisoi.cases.models import Case, Entry, Involvement
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed, NotFixed
from yorisoi.schools.calendar import today
from yorisoi.schools.models import PostHolding, Staff

pytestmark = pytest.mark.django_db


def whole(rows: Any) -> list[dict[str, Any]]:
    """Return every column of these rows."""
    return [{key: value for key, value in vars(row).items() if key != "_state"} for row in rows]


def test_it_answers_as_the_query_that_it_stands_for(people: Any) -> None:
    case = play.responding(people)

    def build(case: Any, since: Any, names: Any) -> Any:
        rows = Duty.objects.filter(case_id=case, owed_at__gte=since, name__in=names)
        return rows.select_related("case__key", "pupil", "staff").order_by("due_at", "pk")

    asked = Fixed(build)
    names = tuple(sorted(set(case.duties.values_list("name", flat=True))))
    past = clock.now() - timedelta(days=400)
    for _time in range(2):
        for since in (past, clock.now() + timedelta(days=1)):
            for some in (names, names[:1], ()):
                found = asked.rows(case=case.pk, since=since, names=some)
                assert whole(found) == whole(build(case.pk, since, some))
                assert len({one.case.key.pk for one in found}) <= 1  # read with them
    assert asked.rows(case=uuid4(), since=past, names=names) == []


def test_it_sees_what_was_written_since(people: Any) -> None:
    asked = Fixed(lambda staff: PostHolding.objects.filter(staff_id=staff, until__isnull=True).values_list("post"))
    before = asked.rows(staff=people.nurse.pk)
    PostHolding.objects.filter(staff=people.nurse).update(until=today())
    assert before
    assert asked.rows(staff=people.nurse.pk) == []


def test_values_of_every_kind_come_back_as_they_are(people: Any) -> None:
    case = play.opened(people)
    asked = Fixed(lambda school, on, state: Case.objects.filter(school=school, opened_at__date__gte=on, state=state))
    rows = asked.rows(school=case.school_id, on=today() - timedelta(days=1), state=case.state)
    assert [row.pk for row in rows] == [case.pk]
    assert isinstance(rows[0].pk, UUID)
    assert asked.first(school=case.school_id, on=today() + timedelta(days=2), state=case.state) is None


def test_what_belongs_to_a_row_knows_it_without_asking(people: Any) -> None:
    case = play.responding(people)
    asked = Fixed(lambda case: Involvement.objects.filter(case=case))
    with CaptureQueriesContext(connection) as queries:
        assert all(row.case is case for row in asked.of(case, "case"))
    assert len(queries) == 1


def test_what_is_read_beside_it_is_read_anew_each_time(people: Any) -> None:
    case = play.responding(people)
    asked = Fixed(lambda case: Case.objects.filter(pk=case).prefetch_related("involvements"))
    first = len(asked.rows(case=case.pk)[0].involvements.all())
    row = Involvement.objects.filter(case=case).first()
    assert row is not None
    Involvement.objects.create(case=case, pupil=row.pupil, role="bystander", since=clock.now(), by=row.by)
    assert len(asked.rows(case=case.pk)[0].involvements.all()) == first + 1


@pytest.mark.parametrize(
    "build",
    [
        lambda staff: Case.objects.filter(members__staff=staff, opened_at__lte=clock.now()),
        lambda staff: Case.objects.filter(members__staff=staff, next_at__date=date(2026, 6, 3)),
        lambda staff: Entry.objects.filter(by=staff, case=uuid4()),
        lambda staff: Staff.objects.filter(is_active=True),
    ],
)
def test_a_value_that_did_not_come_in_is_refused(build: Any) -> None:
    """What day it is, or which case: it would be asked for ever after. A value that is not asked for is a mistake."""
    with pytest.raises(NotFixed):
        Fixed(build).rows(staff=1)


def test_a_query_that_is_wrong_is_not_kept() -> None:
    asked = Fixed(lambda staff: Staff.objects.filter(no_such_column=staff))
    for _time in range(2):
        with pytest.raises(FieldError):
            asked.rows(staff=1)
