"""The policy is read by everybody: owed by `tick` for the edition in force, confirmed by each, never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.asking import queries, refused, text
from yorisoi.duties.models import OPEN, Absence, Duty, Notice
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.prevention.links import kinds
from yorisoi.schools.calendar import school_year, today
from yorisoi.training.reading_actions import Replaced, confirm_policy, follow_readers, remind_readers
from yorisoi.training.training_models import PolicyRead, PolicyReading
from yorisoi.training.training_queries import whole_staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P4")]
PAGE, READERS, REMIND = "/training/policy/", "/training/policy/readers/", "/training/policy/remind/"


def owing() -> set[int | None]:
    """Who owes it."""
    return set(Duty.objects.filter(OPEN, name="read_policy").values_list("staff_id", flat=True))


def adopted(school: Any, name: str = "mihon-chu") -> None:
    """Another edition comes into force."""
    school.edition = name
    school.save(update_fields=["edition"])


def test_it_is_owed_by_the_clock_and_twice_is_once(people: Any, other_school: Any, make_staff: Any) -> None:
    other = make_staff(other_school, Post.TEACHER)
    assert not Duty.objects.filter(name="read_policy").exists()
    assert follow_readers() > 0
    assert follow_readers() == 0
    expected = {person.pk for person in whole_staff(people.school)} | {other.pk}
    assert owing() == expected
    assert not {people.expert.pk, people.administrator.pk} & expected
    row = Duty.objects.get(OPEN, name="read_policy", staff=people.teacher)
    assert (row.cite, row.clock) == ("policy.read", "read_policy")
    assert Duty.objects.filter(name="read_policy").count() == len(expected)
    late = make_staff(people.school, Post.TEACHER)  # joins
    assert follow_readers() == 1
    assert late.pk in owing()
    people.teacher.is_active = False
    people.teacher.save(update_fields=["is_active"])
    assert follow_readers() == 1
    assert people.teacher.pk not in owing()


def test_each_confirms_for_themselves_and_a_new_edition_is_owed_anew(people: Any) -> None:
    follow_readers()
    Absence.objects.create(
        staff=people.homeroom, substitute=people.teacher, since=today(), until=today(), by=people.principal,
        at=clock.now(),
    )  # fmt: skip
    name = people.school.edition
    for _press in range(2):
        confirm_policy(by=people.teacher, edition=name)
    assert PolicyRead.objects.get().staff == people.teacher
    assert Event.objects.filter(event="policy.read").count() == 1
    assert people.teacher.pk not in owing()
    assert people.homeroom.pk in owing()
    adopted(people.school)
    with pytest.raises(Replaced):
        confirm_policy(by=people.homeroom, edition=name)
    follow_readers()
    rows = Duty.objects.filter(OPEN, name="read_policy", school=people.school)
    assert set(rows.values_list("subject_id", flat=True)) == {PolicyReading.objects.get(edition="mihon-chu").pk}
    assert people.teacher.pk in owing()
    adopted(people.school, name)  # back to what the teacher has read
    follow_readers()
    assert people.teacher.pk not in owing()
    assert PolicyReading.objects.count() == 2
    for person in (people.expert, people.administrator):
        with pytest.raises(PermissionDenied):
            confirm_policy(by=person, edition=name)


def test_the_page_says_it_in_short_and_takes_the_word(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    page = text(client.get(PAGE))
    assert "まだ読んでいません" in page
    assert f"/policy/editions/{people.school.edition}/" in page
    follow_readers()
    assert "学校の方針を読み" in text(client.get("/duties/"))
    adopted(people.school)
    said = text(client.post(PAGE, {"edition": "mihon-nishi"}, follow=True))
    assert "方針が新しくなりました" in said
    page = text(client.post(PAGE, {"edition": "mihon-chu"}, follow=True))
    assert "読んだことを確かめました" in page
    assert 'name="edition"' not in page
    assert edition("mihon-chu").title in text(client.get("/training/mine/"))
    head = client_for(people.guidance_head)
    readers = text(head.get(READERS))
    assert people.teacher.name in readers.partition("読んだ人")[2]
    assert people.homeroom.name in readers.partition("読んだ人")[0]
    assert client.get(REMIND).status_code == 403
    assert head.get(REMIND).status_code == 405
    for url, post in ((READERS, False), (REMIND, True)):
        refused(client_for, url, post=post, stranger=None, wrong=people.teacher, other=None)
    refused(client_for, PAGE, post=True, stranger=None, wrong=people.administrator, other=None)


def test_the_readers_of_another_school_are_not_shown(
    people: Any, client_for: Any, other_school: Any, make_staff: Any
) -> None:
    other = make_staff(other_school, Post.PRINCIPAL, name="よその")
    confirm_policy(by=other, edition=other_school.edition)
    confirm_policy(by=people.teacher, edition=people.school.edition)
    client = client_for(people.principal)
    assert other.name not in text(client.get(READERS))
    before = queries(client, READERS)
    for person in (people.homeroom, people.nurse, people.grade_head):
        confirm_policy(by=person, edition=people.school.edition)
    assert queries(client, READERS) <= before
    assert people.teacher.name not in text(client_for(other).get(READERS))


def test_a_reminder_goes_to_nobody_twice_a_day(people: Any, client_for: Any) -> None:
    confirm_policy(by=people.teacher, edition=people.school.edition)
    head = client_for(people.vice_principal)
    for _press in range(2):
        assert head.post(REMIND).status_code == 302
    rows = Notice.objects.filter(kind="policy_to_read")
    told = rows.count()
    assert told == len(whole_staff(people.school)) - 1
    assert not rows.filter(staff=people.teacher).exists()
    assert "学校の方針を読んだことが" in text(client_for(people.homeroom).get("/duties/"))
    with pytest.raises(PermissionDenied):
        remind_readers(by=people.teacher)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert remind_readers(by=people.vice_principal) == told


def test_the_plan_is_turned_when_the_last_has_read_it(people: Any) -> None:
    linked, year = kinds()["training.policy_read"], school_year(today())
    ((ref, _label),) = linked.choices(people.teacher, year)
    assert linked.find is not None
    assert linked.find(people.school, [ref, "x"]) == {}
    staff = whole_staff(people.school)
    for person in staff[1:]:
        confirm_policy(by=person, edition=people.school.edition)
    assert linked.done_on(linked.find(people.school, [ref])[ref]) is None
    confirm_policy(by=staff[0], edition=people.school.edition)
    assert linked.done_on(linked.find(people.school, [ref])[ref]) == today()
