"""Who acts for both managers owes what no post is left to do, and does it by reading."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.oversight.conftest import token
from yorisoi.duties.actions import owe
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of, open_duties, with_owner
from yorisoi.journal import clock
from yorisoi.oversight.actions import direct
from yorisoi.policy.report_flow import READ_MESSAGE
from yorisoi.reports.actions import read_report
from yorisoi.reports.shutting_out import shut_out
from yorisoi.reports.talk import see_messages

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R2", "O1")]


def named(people: Any) -> Any:
    """A report that names both managers."""
    return play.report(people, staff_named=[people.principal.pk, people.vice_principal.pk])


def reading(report: Any) -> Duty:
    """The managers' duty to read it."""
    return Duty.objects.get(report=report, name="read_report")


def of_nobody(people: Any) -> set[str]:
    """What stands on the list of what nobody owns."""
    return set(with_owner(open_duties(people.guidance_head)).filter(owned=False).values_list("name", flat=True))


def test_whoever_acts_owes_the_reading_and_does_it(people: Any, officer: Any, client_for: Any) -> None:
    report, acting = named(people), people.academic_head
    assert of_nobody(people) == {"read_report"}
    read_report(report=report, by=people.guidance_head)
    assert reading(report).is_open
    direct(report=report, by=officer, acting=acting, words="教務が進めてください", token=token())
    assert of_nobody(people) == set()
    assert reading(report) in duties_of(acting)
    client = client_for(acting)
    page = text(client.get(reverse("duties:mine")))
    assert "市教委の指示で、教頭に代わって" in page
    assert "会議で割り当てられて" not in page
    read_report(report=report, by=people.guidance_head)
    assert reading(report).is_open
    client.get(reverse("cases:report", args=[report.pk]))
    assert reading(report).done_by == acting
    nobody = text(client_for(people.guidance_head).get(reverse("duties:school"), {"post": "nobody"}))
    assert "通報を読む" not in nobody


def test_what_comes_later_is_theirs_as_well(people: Any, officer: Any) -> None:
    report, acting = named(people), people.teacher
    direct(report=report, by=officer, acting=acting, words="代わる", token=token())
    owe([READ_MESSAGE], about=report, by=people.guidance_head, at=clock.now(), setting=setting(report))
    owed = Duty.objects.get(OPEN, report=report, name="read_message")
    assert owed.staff == acting
    see_messages(report=report, by=people.guidance_head)
    owed.refresh_from_db()
    assert owed.is_open
    see_messages(report=report, by=acting)
    owed.refresh_from_db()
    assert owed.done_by == acting


def setting(report: Any) -> Any:
    """What a duty about this report hangs on."""
    from yorisoi.duties.setting import Setting
    from yorisoi.reports.queries import shut_out_of

    return Setting(shut_out=shut_out_of(report))


def test_another_direction_and_another_name_move_it_on(people: Any, officer: Any) -> None:
    report = named(people)
    for acting in (people.teacher, people.academic_head):
        direct(report=report, by=officer, acting=acting, words="代わる", token=token())
        assert reading(report).staff == acting
    direct(report=report, by=officer, acting=None, words="急いでください", token=token())
    assert reading(report).staff == people.academic_head
    shut_out(report=report, by=people.guidance_head, staff=people.academic_head)
    assert reading(report).staff is None
    assert of_nobody(people) == {"read_report"}


def test_where_a_manager_is_left_nothing_moves(people: Any, officer: Any) -> None:
    report = named(people)
    report.exclusions.filter(staff=people.principal).update(lifted_at=clock.now())
    from yorisoi.duties.actions import reassign_shut_out

    reassign_shut_out(about=report, shut_out=setting(report).shut_out, by=officer, at=clock.now())
    assert (reading(report).acting_post, reading(report).staff) == ("principal", None)
    read_report(report=report, by=people.principal)
    assert reading(report).done_by == people.principal
