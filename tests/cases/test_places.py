"""Where each case stands on the board is kept by the database, and no case is lost where that is out of line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.properties.effort import lives
from yorisoi.cases.board import all_columns
from yorisoi.cases.board_first import Counts, in_board_order
from yorisoi.cases.models import Case
from yorisoi.cases.models_places import CasePlace
from yorisoi.cli.guards import out_of_line, unkept
from yorisoi.duties.asked import looking
from yorisoi.duties.models import Duty
from yorisoi.journal import clock, keys
from yorisoi.journal.ids import new_id
from yorisoi.journal.keeping import kept_tables
from yorisoi.journal.walls import behind
from yorisoi.journal.written import insert_all
from yorisoi.policy.edition import edition

(KEPT,) = [kept for kept in kept_tables() if kept.table == "cases_caseplace"]


def places() -> dict[Any, tuple[Any, ...]]:
    """Return where the database has each case."""
    return {row.pk: (row.school_id, row.state, row.rank, row.due_at, row.entered_at) for row in CasePlace.objects.all()}


def worked_out() -> dict[Any, tuple[Any, ...]]:
    """Return where each should be, told without a word of SQL."""
    found = {}
    duties = list(Duty.objects.all())
    for case in Case.objects.all():
        due = min((duty.due_at for duty in duties if duty.case_id == case.pk and duty.is_open), default=None)
        grave = (True, False, None).index(case.may_be_serious)
        rank = 4 * grave + 2 * (not case.urgent) + (due is None)
        found[case.pk] = (case.school_id, case.state, rank, due, case.entered_at)
    return found


def owed(case: Case, days: int) -> Duty:
    """Return a duty that is not written yet."""
    post = {"owner_post": "principal", "acting_post": "principal"}
    now = clock.now()
    return Duty(
        id=new_id(), school_id=case.school_id, case=case, name="hear", cite="x", clock="x",
        owed_at=now, due_at=now + timedelta(days=days), **post,
    )  # fmt: skip


def taken_away(case: Case) -> None:
    """Let the table be out of line, as no act of ours can."""
    CasePlace.objects.filter(pk=case.pk).delete()


@pytest.fixture
def three(people: Any) -> Any:
    people.cases = [play.opened(people), play.responding(people), play.opened(people)]
    return people


def shown(staff: Any) -> set[Any]:
    """Return the cases on the board."""
    who = looking(staff)
    columns = all_columns(who, Counts(who), edition(staff.school.edition))
    return {card.case.pk for column in columns for card in column.cards}


@pytest.mark.django_db
def test_the_acts_of_a_case_keep_its_place(three: Any) -> None:
    play.write(three.cases[0], three.principal, "serious_question", flag="yes")
    assert places() == worked_out()
    assert KEPT.out_of_line() == 0
    with behind(three.school.pk):
        play.opened(three)
    assert len(places()) == 4
    assert places() == worked_out()


@pytest.mark.django_db
def test_the_places_lie_in_the_order_of_the_board(three: Any) -> None:
    Case.objects.filter(pk=three.cases[2].pk).update(urgent=True)
    Duty.objects.filter(case=three.cases[0]).update(dropped_at=clock.now())
    by_duties = list(in_board_order(Case.objects.all()).values_list("pk", flat=True))
    assert list(CasePlace.objects.values_list("pk", flat=True)) == by_duties
    assert by_duties[0] == three.cases[2].pk


@pytest.mark.django_db
def test_a_case_without_a_place_is_on_the_board_all_the_same(three: Any) -> None:
    everyone = {case.pk for case in three.cases}
    assert shown(three.principal) == everyone
    taken_away(three.cases[0])
    assert KEPT.out_of_line() == 1
    assert shown(three.principal) == everyone
    CasePlace.objects.filter(pk=three.cases[1].pk).update(state="watching")
    assert shown(three.principal) == everyone
    assert out_of_line() == {"cases_caseplace": 2}
    call_command("migrate", verbosity=0)
    assert out_of_line() == {}
    assert unkept() == []
    assert places() == worked_out()


ACT = st.tuples(
    st.sampled_from(["owe", "owe", "done", "dropped", "state", "urgent", "serious", "entered", "words"]),
    st.integers(0, 1),
    st.integers(0, 30),
)


class TestPlaces(TestCase):
    """The database keeps the table whatever is written, by whatever way."""

    @settings(max_examples=lives(6), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACT, min_size=4, max_size=20))
    def test_the_table_is_what_would_be_worked_out_anew(self, acts: list[Any]) -> None:
        keys.forget()
        people = People(build_school())
        cases = [play.opened(people), play.opened(people)]
        for what, which, number in acts:
            case = Case.objects.filter(pk=cases[which].pk)
            duties = Duty.objects.filter(case=cases[which], done_at=None, dropped_at=None).order_by("pk")
            one = duties.filter(pk__in=[row.pk for row in duties[number % 3 : number % 3 + 1]])
            if what == "owe":
                insert_all(Duty, [owed(cases[which], number), owed(cases[1 - which], 30 - number)])
            elif what in {"done", "dropped"}:
                (one if number % 5 else duties).update(**{f"{what}_at": clock.now()})
            elif what == "state":
                case.update(state=["suspected", "fact_finding", "watching", "improving"][number % 4])
            elif what == "urgent":
                case.update(urgent=bool(number % 2))
            elif what == "serious":
                case.update(may_be_serious=(True, False, None)[number % 3])
            elif what == "entered":
                case.update(entered_at=clock.now() - timedelta(days=number))
            else:
                case.update(period_months=3 + number)
            assert places() == worked_out()
        assert KEPT.out_of_line() == 0
