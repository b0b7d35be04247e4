"""What might be tried around a case: by whom a named person chose to stand in, by two hands at once, by a stranger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import play
from yorisoi.cases.finalising import fix_minutes
from yorisoi.cases.models import CaseMember
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.cases.shutting_out import shut_out_of_whole_case
from yorisoi.duties.away import set_away
from yorisoi.journal import clock
from yorisoi.meetings.actions import invite
from yorisoi.meetings.queries import items_for
from yorisoi.policy.roles import Body
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db


# -- whoever is named does not choose who reads of it ---------------------------------------------------------------
@pytest.mark.requirement("R4")
@pytest.mark.parametrize("by_team", [False, True])
def test_whoever_stands_in_for_a_named_person_reads_nothing_by_it(people: Any, client_for: Any, by_team: bool) -> None:
    case = play.opened(people)
    if by_team:
        case.involvements.update(until=clock.now())
        CaseMember.objects.create(case=case, staff=people.homeroom, why="hearing", since=clock.now())
    held = play.meeting(people, Body.COMMITTEE, cases=[case, play.opened(people, narrative="別の件")])
    invite(meeting=held, by=people.guidance_head, staff=people.homeroom6)
    until = today() + timedelta(days=3)
    set_away(staff=people.homeroom, substitute=people.homeroom6, since=today(), until=until, by=people.homeroom)
    other = type(people.homeroom6).objects.get(pk=people.homeroom6.pk)
    assert case in cases_for(other)
    assert items_for(other).filter(case=case).exists()
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.homeroom)
    assert case not in cases_for(other)
    assert not report_readable_by(other).filter(case_link__case=case).exists()
    assert not items_for(other).filter(case=case).exists()
    assert client_for(people.homeroom6).get(reverse("cases:show", args=[case.pk])).status_code == 404


def test_whoever_has_a_place_of_their_own_keeps_it(people: Any) -> None:
    case = play.opened(people)
    CaseMember.objects.create(case=case, staff=people.homeroom6, why="hearing", since=clock.now())
    until = today() + timedelta(days=3)
    set_away(staff=people.homeroom, substitute=people.homeroom6, since=today(), until=until, by=people.homeroom)
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.homeroom)
    assert case in cases_for(type(people.homeroom6).objects.get(pk=people.homeroom6.pk))


# -- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("O3")
def test_the_decisions_of_the_minutes_are_read_under_their_lock(people: Any, client_for: Any) -> None:
    """No decision comes between reading them and fixing the minutes."""
    case = play.opened(people)
    held = play.find_facts(people, case)
    url = reverse("cases:finalise", args=[held.pk])
    with CaptureQueriesContext(connection) as seen:
        assert client_for(people.principal).post(url, {"sure": "1"}).status_code == 302
    said = [row["sql"] for row in seen.captured_queries]
    fixed = next(n for n, sql in enumerate(said) if sql.startswith("UPDATE") and "minutes_hash" in sql)
    read = max(n for n, sql in enumerate(said[:fixed]) if '"cases_casestep"."meeting_id" = ' in sql)
    locked = next(n for n, sql in enumerate(said) if sql.startswith("UPDATE") and "meetings_roomstate" in sql)
    assert locked < read < fixed
    held.refresh_from_db()
    assert "find_facts" in held.text("minutes")


def test_only_the_chair_fixes_the_minutes(people: Any) -> None:
    held = play.find_facts(people, play.opened(people))
    with pytest.raises(PermissionError):
        fix_minutes(meeting=held, by=people.nurse)
    held.refresh_from_db()
    assert held.finalised_at is None
