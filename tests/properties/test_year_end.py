"""However a year is planned: after its end every open case has somebody, nothing is owed to nobody, one seat each."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.makers import pupil_maker
from tests.properties.effort import lives
from tests.yearend import turns
from tests.yearend.turns import fresh
from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import with_owner
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Role
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Enrolment, Pupil, Staff
from yorisoi.yearend import planning
from yorisoi.yearend.planning import Refused
from yorisoi.yearend.queries import ahead
from yorisoi.yearend.turning import NotSettled

STAFF = ["homeroom", "homeroom6", "teacher", "academic_head", "nurse", "grade_head", "guidance_head"]
GOING = ["homeroom", "homeroom6", "nurse", "grade_head", "guidance_head", "counsellor"]
CHILDREN = ["victim", "perpetrator", "witness", "first", "sixth"]


class YearEnd(TestCase):
    """A school with three cases, made once."""

    @classmethod
    def setUpTestData(cls) -> None:
        """A case within a class, one over two grades, one that has only begun."""
        cls.people = people = People(build_school())
        turns.populate(people)
        cls.cases = [
            play.responding(people),
            play.subcommittee(people, play.report(people), sixth=Role.VICTIM, first=Role.PERPETRATOR),
            play.subcommittee(people, play.report(people), witness=Role.VICTIM),
        ]

    @pytest.mark.requirement("R11", "O1")
    @settings(max_examples=lives(12), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        named=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STAFF)), max_size=3),
        going=st.lists(st.sampled_from(GOING), max_size=3, unique=True),
        leaving=st.lists(st.sampled_from(CHILDREN), max_size=2, unique=True),
        rooms=st.lists(st.sampled_from(STAFF), min_size=3, max_size=3),
        head=st.sampled_from([None, "teacher", "grade_head6"]),
        fixed=st.booleans(),
        apart=st.booleans(),
    )
    def test_nothing_is_left_alone(
        self,
        named: list[tuple[int, str]],
        going: list[str],
        leaving: list[str],
        rooms: list[str],
        head: str | None,
        fixed: bool,
        apart: bool,
    ) -> None:
        people, year = self.people, turns.next_year()
        about: dict[str, Any] = {"school": people.school, "year": year, "by": people.vice_principal}
        for number, who in named:
            report = self.cases[number].report_links.first().report
            shut_out(report=report, by=people.principal, staff=getattr(people, who))
        for who in leaving:
            planning.plan_leaving(pupil=getattr(people, who), **about)
        if apart and "victim" not in leaving:
            planning.seat_pupil(pupil=people.victim, grade=4, name="2", **about)
        turns.plan_classes(people, year)
        for one, who in zip(turns.new_classes(people, year), rooms, strict=False):
            planning.plan_homeroom(school_class=one, staff=getattr(people, who), **about)
        for who in going:
            planning.plan_departure(staff=getattr(people, who), **about)
        if head:
            planning.plan_grade_head(grade=4, staff=getattr(people, head), **about)
        with suppress(NotSettled, Refused):
            if fixed:
                turns.fix(people, year)
            with turns.on(4, 1):
                turns.press(people, year)
                self._holds(year)

    def _holds(self, year: int) -> None:
        people = self.people
        for pupil in Pupil.objects.filter(school=people.school, left_on__isnull=True):
            assert Enrolment.objects.filter(pupil=pupil, school_class__year=year).count() == 1
        assert not with_owner(Duty.objects.filter(OPEN, school=people.school)).filter(owned=False).exists()
        staff = [fresh(one) for one in Staff.objects.filter(school=people.school, is_active=True)]
        for case in Case.objects.filter(school=people.school).exclude(state__in=CASE_FLOW.resting):
            out = shut_out_of_case(case.pk)
            assert any(one.pk not in out and case in cases_for(one) for one in staff), "nobody can read it"
            assert Duty.objects.filter(OPEN, case=case).exists()
            for duty in Duty.objects.filter(OPEN, case=case, staff__isnull=False):
                assert duty.staff is not None
                assert duty.staff.is_active
                assert duty.staff_id not in out, duty.name
                assert case in cases_for(fresh(duty.staff)), (duty.name, duty.staff.name)
        seen = ahead(people.school, year)
        assert not [one for one in seen.ending if one.school_class and one.school_class.year < year]


def test_a_new_child_has_a_place_as_well(people: Any) -> None:
    year = turns.next_year()
    turns.populate(people)
    turns.planned(people, year)
    pupil_maker(people.school, turns.new_classes(people, year)[0], "新入")
    with turns.on(4, 1):
        assert turns.press(people, year).told["in"] == 1
