"""Taking a class's day: everybody is present until said otherwise; corrections stand beside what was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.days import now_at, school_days, take
from yorisoi.attendance.closures import exchange_days, set_days, withdraw_days
from yorisoi.attendance.models import ClassDay, Mark
from yorisoi.attendance.queries import attendance_of, classes_for, counts_of
from yorisoi.attendance.taking import CannotTake, Change, Changed, take_class_day
from yorisoi.duties.away import set_away
from yorisoi.journal.models import Event
from yorisoi.policy.school_days import CLOSED
from yorisoi.schools.calendar import today
from yorisoi.schools.school_days import school_days_between

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S2")
def test_everybody_present_is_one_row_and_no_mark(people: Any) -> None:
    done = take(people, today())
    assert (done.new, done.changed) == (True, 0)
    assert (ClassDay.objects.count(), Mark.objects.count()) == (1, 0)
    again = take(people, today())
    assert (again.new, again.changed) == (False, 0)
    assert counts_of(people.school, [people.victim.pk])[people.victim.pk].known == 1


@pytest.mark.requirement("S2")
def test_a_correction_is_an_addition(people: Any) -> None:
    day = today()
    take(people, day, {people.victim.pk: "unknown"})
    take_class_day(
        school_class=people.class31, day=day, by=people.nurse, changes={people.victim.pk: Change("late", "通院")}
    )
    first, second = Mark.objects.order_by("at", "id")
    assert (first.kind, second.kind, second.corrects_id) == ("unknown", "late", first.pk)
    seen = attendance_of(people.victim, day, day, people.homeroom)
    assert [(one.kind, one.note, one.corrected) for one in seen] == [("late", "通院", True)]
    take(people, day, {people.victim.pk: "present"})
    assert Mark.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.filter(pk=first.pk).update(kind="present")
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.filter(pk=second.pk).delete()
    assert b"\xe9\x80\x9a" not in bytes(second.note)  # sealed
    events = Event.objects.filter(event__startswith="attendance.").order_by("pk")
    assert [row.event for row in events] == ["attendance.taken", "attendance.corrected", "attendance.corrected"]
    assert "通院" not in "".join(str(row.data) for row in events)


def test_two_who_correct_the_same_child(people: Any) -> None:
    take(people, today(), {people.victim.pk: "late"})
    stale = {people.victim.pk: Change("illness", "", was="present", was_note="")}
    with pytest.raises(Changed) as clash:
        take_class_day(school_class=people.class31, day=today(), by=people.nurse, changes=stale)
    assert clash.value.pupils == [people.victim.pk]
    same = {people.victim.pk: Change("late", "", was="present", was_note="")}
    assert take_class_day(school_class=people.class31, day=today(), by=people.nurse, changes=same).changed == 0


def test_which_days(people: Any) -> None:
    for day in (today() + timedelta(days=1), today().replace(day=20), today() - timedelta(days=600)):
        with pytest.raises(CannotTake):
            take(people, day)
    sunday = today() - timedelta(days=(today().weekday() + 1) % 7)
    with pytest.raises(CannotTake, match="日曜日"):
        take(people, sunday)
    set_days(school=people.school, by=people.academic_head, kind=CLOSED, first=today(), last=today(), name="大雪")
    with pytest.raises(CannotTake, match="大雪"):
        take(people, today())
    assert not ClassDay.objects.exists()


def test_who_takes_which_class(people: Any, make_staff: Any) -> None:
    all_of_them = set(people.school.classes.all())
    for name in ("principal", "vice_principal", "guidance_head", "academic_head", "nurse"):
        assert set(classes_for(getattr(people, name))) == all_of_them, name
    assert list(classes_for(people.homeroom)) == [people.class31]
    assert {one.grade for one in classes_for(people.grade_head)} == {3}
    for name in ("teacher", "counsellor", "expert", "administrator"):
        assert not classes_for(getattr(people, name)).exists(), name
    with pytest.raises(PermissionDenied):
        take(people, today(), by=people.homeroom6)
    set_away(staff=people.homeroom, substitute=people.teacher, since=today(), until=today(), by=people.homeroom)
    fresh = type(people.teacher).objects.get(pk=people.teacher.pk)
    assert take(people, today(), by=fresh).new


def test_a_child_of_another_class_is_refused(people: Any, make_pupil: Any) -> None:
    other = make_pupil(people.school, people.class61)
    with pytest.raises(PermissionDenied):
        take(people, today(), {other.pk: "illness"})
    with pytest.raises(PermissionDenied):
        take(people, today(), {people.victim.pk: "gone"})
    assert not ClassDay.objects.exists()


def test_the_schools_days_are_asked_where_deadlines_are(people: Any) -> None:
    first, last = today() - timedelta(days=20), today()
    before = school_days_between(people.school, first, last)
    lessons = today() - timedelta(days=(today().weekday() + 2) % 7)  # the last Saturday
    exchange_days(
        school=people.school, by=people.principal, lessons=lessons, instead=lessons + timedelta(days=2), name="振替"
    )
    assert school_days_between(people.school, first, last) == before
    span = set_days(school=people.school, by=people.principal, kind=CLOSED, first=first, last=last, name="臨時休業")
    assert school_days_between(people.school, first, last) == 0
    withdraw_days(span=span, by=people.academic_head)
    assert school_days_between(people.school, first, last) == before
    for name in ("homeroom", "guidance_head", "administrator"):
        with pytest.raises(PermissionDenied):
            set_days(school=people.school, by=getattr(people, name), kind=CLOSED, first=first, last=last, name="x")


def test_taking_a_day_asks_no_more_for_more_children(people: Any, make_pupil: Any) -> None:
    days = school_days(people.school, 4)
    take(people, days[0], {people.victim.pk: "illness"})

    def asked(day: Any, kinds: dict[int, str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            take(people, day, kinds)
        return len(seen)

    few = asked(days[1], {people.victim.pk: "late"})
    more = [make_pupil(people.school, people.class31) for _n in range(12)]
    many = asked(days[2], {people.victim.pk: "late", **{one.pk: "late" for one in more}})
    assert many - few == len(more)  # one new mark each, written one after the other


def test_a_day_of_a_child_that_has_left(people: Any) -> None:
    people.victim.left_on = today() - timedelta(days=1)
    people.victim.save()
    with pytest.raises(PermissionDenied):
        take(people, today(), {people.victim.pk: "illness"})
    with now_at(school_days(people.school, 6)[0]):
        assert take(people, today(), {people.victim.pk: "illness"}).changed == 1
