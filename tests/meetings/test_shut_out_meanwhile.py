"""Somebody is named while a meeting on several matters is called or goes on: from then on they learn nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.meetings.test_attacks import ahead, of_grade_six
from yorisoi.meetings.actions import finalise, mark_attendance, set_next
from yorisoi.meetings.attending import mark_one, stand_in
from yorisoi.meetings.inviting import invite
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import quorum_facts
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out


@pytest.fixture
def mixed(people: Any, make_pupil: Any) -> tuple[Meeting, Any, Any]:
    """A committee goes on over two cases, one of a child of 6年1組."""
    theirs, mine = of_grade_six(people, make_pupil), play.opened(people)
    return play.meeting(people, Body.COMMITTEE, cases=[theirs, mine]), theirs, mine


def name(people: Any, case: Any, who: Any) -> None:
    """This person's name comes up in the case."""
    by = people.principal if who != people.principal else people.vice_principal
    shut_out(report=case.report_links.get().report, by=by, staff=who)


def pages(client: Any, held: Meeting) -> str:
    """All that the room says to this person."""
    names = ("cases:room", "cases:room_side", "cases:room_live")
    return "".join(text(client.get(reverse(one, args=[held.pk]), follow=True)) for one in names)


@pytest.mark.requirement("O1")
@pytest.mark.parametrize("who", ["nurse", "guidance_head", "principal"])
def test_whoever_is_named_in_the_middle_learns_nothing_more(
    people: Any, client_for: Any, mixed: tuple[Meeting, Any, Any], who: str
) -> None:
    held, theirs, mine = mixed
    person = getattr(people, who)
    client = client_for(person)
    item, before = held.items.get(case=theirs), quorum_facts(held, held.items.get(case=theirs)).present
    assert f"事案 {theirs.label}" in pages(client, held)
    assert people.homeroom6.name in pages(client, held)
    name(people, theirs, person)
    live = reverse("cases:room_live", args=[held.pk])
    mark = client.get(live)["ETag"]
    invite(meeting=held, by=people.vice_principal, staff=people.expert)
    set_next(meeting=held, by=people.vice_principal, at=ahead().replace(hour=4, minute=17), work="6年の子の話を聞く")
    assert client.get(live, headers={"If-None-Match": mark}).status_code == 304
    seen = pages(client, held)
    assert f"事案 {mine.label}" in seen
    for hidden in (theirs.label, people.homeroom6.name, people.expert.name, "6年の子", "13:17"):
        assert hidden not in seen, hidden
    for page in ("cases:room", "cases:room_side"):
        assert client.get(reverse(page, args=[held.pk]), {"item": item.pk}).status_code == 404
    assert quorum_facts(held, item).present == before - 1
    others = client_for(people.vice_principal)
    said = f"この議題は、{person.name}さんには見せられません"
    room = reverse("cases:room", args=[held.pk])
    assert said in text(others.get(room, {"item": item.pk}))
    assert said not in text(others.get(room, {"item": held.items.get(case=mine).pk}))
    assert "見せられません" not in pages(client, held)


@pytest.mark.requirement("O1")
def test_the_minutes_say_nothing_of_it_to_whoever_was_named(
    people: Any, client_for: Any, mixed: tuple[Meeting, Any, Any]
) -> None:
    held, theirs, mine = mixed
    invite(meeting=held, by=people.vice_principal, staff=people.expert)
    for case in (theirs, mine):
        play.find_facts(people, case, held)
    here = [seat.staff_id for seat in held.attendances.all() if seat.staff_id != people.homeroom6.pk]
    mark_attendance(meeting=held, by=people.principal, present=here, informed={people.homeroom6.pk: "電話"})
    finalise(meeting=held, by=people.principal, decisions=[])
    name(people, theirs, people.guidance_head)
    for who, hidden in ((people.guidance_head, True), (people.vice_principal, False)):
        said = text(client_for(who).get(reverse("meetings:minutes", args=[held.pk])))
        assert mine.label in said
        for words in (theirs.label, people.homeroom6.name, people.expert.name, "聞き取りをまとめる"):
            assert (words in said) is not hidden, (who, words)
        listed = text(client_for(who).get(reverse("meetings:shared")))
        assert (people.homeroom6.name in listed) is not hidden
    line = text(client_for(people.guidance_head).get(reverse("cases:chronology", args=[mine.pk])))
    assert held.label in line
    assert people.expert.name not in line


def test_whoever_sat_for_somebody_counts_no_more_once_named(
    people: Any, make_staff: Any, mixed: tuple[Meeting, Any, Any]
) -> None:
    held, theirs, _mine = mixed
    deputy = make_staff(people.school, Post.GUIDANCE_HEAD, name="副主任")
    here = [seat.staff_id for seat in held.attendances.all() if seat.staff_id != people.guidance_head.pk]
    mark_attendance(meeting=held, by=people.principal, present=here, informed={})
    item = held.items.get(case=theirs)
    row = stand_in(meeting=held, by=people.principal, absent_id=people.guidance_head.pk, staff_id=deputy.pk)
    assert row is not None
    mark_one(meeting=held, by=people.principal, staff_id=deputy.pk, present=True)
    held = Meeting.objects.get(pk=held.pk)
    before = quorum_facts(held, item).present
    name(people, theirs, deputy)
    assert quorum_facts(Meeting.objects.get(pk=held.pk), item).present == before - 1
