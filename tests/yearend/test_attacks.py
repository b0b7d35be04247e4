"""Whoever was 担任 reads nothing any more: not by an open session, not by an address they kept, not by an old seat."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.yearend import turns
from tests.yearend.turns import fresh
from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.documents.actions import make_of_case
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.meetings.models import Attendance
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.yearend import planning

pytestmark = pytest.mark.requirement("O1")


def addresses(case: Case, people: Any) -> list[str]:
    """Every page about the case, its report and its child that the teacher might have kept."""
    report = case.report_links.get().report
    meeting = Attendance.objects.filter(staff=people.homeroom).first()
    found = [
        reverse("cases:show", args=[case.pk]),
        reverse("cases:report", args=[report.pk]),
        reverse("cases:record", args=[case.pk, "observation"]),
        reverse("documents:of_case", args=[case.pk]),
    ]
    made = make_of_case(case=case, by=people.homeroom, kind="chronology", form="pdf", token=secrets.token_hex(8))
    found.append(reverse("documents:file", args=[made.pk]))
    for duty in Duty.objects.filter(case=case)[:3]:
        found.append(reverse("yearend:write", args=[case.pk, duty.pk]))
    assert meeting is not None
    return found


def test_an_open_session_and_kept_addresses_open_nothing(people: Any, client_for: Any) -> None:
    turns.populate(people)
    year = turns.next_year()
    case = play.responding(people)
    kept = addresses(case, people)
    turns.planned(people, year)
    client = client_for(people.homeroom)
    assert client.get(kept[0]).status_code == 200
    with turns.on(4, 1):
        turns.press(people, year)
        person = fresh(people.homeroom)
        assert not cases_for(person).exists()
        assert not report_readable_by(person).exists()
        assert not duties_of(person).exists()
        for address in kept:
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404), address
            if answer.status_code == 302:
                assert "mfa" in answer["Location"] or "login" in answer["Location"] or "2fa" in answer["Location"]


def test_with_another_post_the_old_class_stays_shut(people: Any, client_for: Any) -> None:
    """They go on as 担任 of another class: nothing of the old one is open by it, nor by a seat that they had."""
    turns.populate(people)
    year = turns.next_year()
    case = play.responding(people)
    kept = addresses(case, people)
    turns.plan_classes(people, year)
    second = next(one for one in turns.new_classes(people, year) if one.grade == 2)
    fourth = next(one for one in turns.new_classes(people, year) if one.grade == 4)
    for room, staff in ((second, people.homeroom), (fourth, people.teacher)):
        planning.plan_homeroom(school=people.school, year=year, school_class=room, staff=staff, by=people.principal)
    client = client_for(people.homeroom)
    with turns.on(4, 1):
        turns.press(people, year)
        person = fresh(people.homeroom)
        assert person.posts == {Post.HOMEROOM}
        assert case not in cases_for(person)
        assert not report_readable_by(person).exists()
        for address in kept:
            assert client.get(address).status_code == 404, address
        page = client.get(reverse("schools:pupil", args=[people.victim.uid])).content.decode()
        assert case.label not in page


def test_what_is_at_rest_is_shut_too(people: Any) -> None:
    turns.populate(people)
    year = turns.next_year()
    case = play.responding(people)
    assert case.members.filter(staff=people.homeroom, until__isnull=True).exists()
    Case.objects.filter(pk=case.pk).update(state="resolved", resolved_at=case.opened_at)
    Duty.objects.filter(case=case, done_at__isnull=True).update(dropped_at=case.opened_at, dropped_by_move="resolve")
    turns.planned(people, year)
    with turns.on(4, 1):
        turns.press(people, year)
        assert case not in cases_for(fresh(people.homeroom))


def test_a_year_that_nobody_turned_opens_nothing_of_the_old_class(people: Any) -> None:
    """On 1 April a 担任 of last year reads nothing by that class, even if nobody has pressed."""
    case = play.responding(people)
    case.members.filter(staff=people.homeroom).update(until=clock.now())
    assert case in cases_for(fresh(people.homeroom))
    with turns.on(4, 1):
        assert not cases_for(fresh(people.homeroom)).exists()


def test_a_manager_who_is_named_sees_no_trace_on_the_page(people: Any, client_for: Any) -> None:
    turns.populate(people)
    case = play.responding(people)
    turns.planned(people, turns.next_year())
    client = client_for(people.vice_principal)
    assert case.label in client.get("/year-end/").content.decode()
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    assert case.label not in client.get("/year-end/").content.decode()


@pytest.mark.requirement("O3")
def test_the_administrators_page_does_not_tell_whether_there_are_cases(people: Any, client_for: Any) -> None:
    """Decision 0015: with a case or without, an administrator sees the same page."""
    turns.populate(people)
    turns.planned(people, turns.next_year())
    client = client_for(people.administrator)

    def page() -> str:
        said: str = client.get("/year-end/").content.decode()
        return said.split("<main")[1]

    before = re.sub(r'csrf\w*" value="\w+"', "", page())
    play.responding(people)
    assert re.sub(r'csrf\w*" value="\w+"', "", page()) == before
