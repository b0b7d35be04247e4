"""The turn of the school year: no clock runs to a class that is no more."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from tests import play
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.duties.turning import follow_everywhere, follow_the_children
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import Enrolment, SchoolClass


@pytest.mark.requirement("R10", "R11")
def test_what_a_class_owes_follows_its_children_into_the_new_year(people: Any, make_staff: Any) -> None:
    case = play.responding(people)
    owed = Duty.objects.filter(OPEN, case=case, acting_post=Post.HOMEROOM, staff__isnull=True)
    assert owed.filter(school_class=people.class31).exists()
    year = school_year(today())
    with clock.at(datetime.combine(date(year + 1, 4, 8), time(9), TOKYO)):
        assert follow_the_children(people.school) == 0  # no seats yet: nothing is moved, nothing is lost
        fourth = SchoolClass.objects.create(school=people.school, year=year + 1, grade=4, name="1")
        for child in (people.victim, people.perpetrator):
            Enrolment.objects.create(pupil=child, school_class=fourth, number=1)
        new = make_staff(people.school, Post.HOMEROOM, school_class=fourth, name="四年田")
        head = make_staff(people.school, Post.GRADE_HEAD, grade=4, name="四学田")
        before = owed.count()
        assert follow_everywhere() > 0
        assert not owed.filter(school_class=people.class31).exists()
        assert duties_of(new).filter(case=case).count() == before
        assert duties_of(head).filter(case=case).exists()
        assert follow_everywhere() == 0
