"""What somebody who may not know one matter of a meeting might still try on the whole of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import finalise, mark_attendance, set_next
from yorisoi.meetings.inviting import invite
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import quorum_facts
from yorisoi.policy.roles import Body
from yorisoi.reports.shutting_out import shut_out


def shared(people: Any, *out: str) -> tuple[Meeting, Any, Any]:
    """A committee on two cases; these people are shut out of the first."""
    one, two = play.opened(people), play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[one, two])
    for who in out:
        by = people.principal if who == "guidance_head" else people.guidance_head
        shut_out(report=one.report_links.get().report, by=by, staff=getattr(people, who))
    return held, one, two


def of_grade_six(people: Any, make_pupil: Any) -> Any:
    """A case whose child sits in another class."""
    people.elsewhere = make_pupil(people.school, people.class61, "山本")
    return play.subcommittee(people, play.report(people, pupils=[people.elsewhere.pk]), elsewhere="victim")


def ahead() -> Any:
    """A week from now."""
    return clock.now() + timedelta(days=7)


@pytest.mark.parametrize("who", ["nurse", "guidance_head", "principal"])
def test_whoever_is_shut_out_of_one_matter_writes_nothing_of_the_whole(people: Any, client_for: Any, who: str) -> None:
    held, _one, two = shared(people, who)
    person = getattr(people, who)
    with pytest.raises(PermissionError):
        set_next(meeting=held, by=person, at=ahead(), work="x")
    with pytest.raises(PermissionError):
        mark_attendance(meeting=held, by=person, present=[], informed={})
    with pytest.raises(PermissionError):
        invite(meeting=held, by=person, staff=people.expert)
    with pytest.raises(PermissionError):
        finalise(meeting=held, by=person, decisions=[])
    client = client_for(person)
    said = {"next_at": f"{ahead():%Y-%m-%dT%H:%M}", "next_work": "x", "notes": "x", "version": 0}
    for name in ("meetings:attendance", "meetings:notes", "meetings:next", "meetings:invite", "cases:finalise"):
        assert client.post(reverse(name, args=[held.pk]), said).status_code == 403, name
    page = text(client.get(reverse("cases:room", args=[held.pk])))
    for name in ("meetings:attendance", "meetings:notes", "meetings:next", "meetings:invite", "cases:finalise"):
        assert reverse(name, args=[held.pk]) not in page, name
    assert f"事案 {two.label}" in page
    held.refresh_from_db()
    assert (held.next_at, held.finalised_at) == (None, None)
    assert held.attendances.filter(present=True).count() == held.attendances.count()


def test_another_of_the_chairs_row_finalises_when_all_is_decided(people: Any, client_for: Any) -> None:
    held, one, two = shared(people, "principal")
    url = reverse("cases:finalise", args=[held.pk])
    play.find_facts(people, two, held)
    Meeting.objects.filter(pk=held.pk).update(next_at=None)
    page = text(client_for(people.vice_principal).post(url, follow=True))
    assert f"事案 {one.label}" in page
    assert "の決定がまだです" in page
    held.refresh_from_db()
    assert held.finalised_at is None
    play.find_facts(people, one, held)
    answer = client_for(people.vice_principal).post(url, {"sure": "1"})
    assert answer["Location"] == reverse("meetings:minutes", args=[held.pk])
    held.refresh_from_db()
    assert held.finalised_by == people.vice_principal


def test_a_doubled_press_with_one_more_matter_loses_none(people: Any, client_for: Any) -> None:
    one, two = play.report(people), play.report(people)
    client, url = client_for(people.guidance_head), reverse("meetings:convene")
    said = {"at": "2030-01-10T15:30", "place": "校長室", "body": "subcommittee"}
    client.post(url, {**said, "report": one.pk})
    answer = client.post(url, {**said, "report": [one.pk, two.pk]}, follow=True)
    assert "議題を加えました" in text(answer)
    held = Meeting.objects.get()
    assert set(held.items.values_list("report_id", flat=True)) == {one.pk, two.pk}


def test_the_people_of_an_added_matter_are_called(people: Any, client_for: Any, make_pupil: Any) -> None:
    one, two = play.opened(people), of_grade_six(people, make_pupil)
    client, url = client_for(people.guidance_head), reverse("meetings:convene")
    said = {"at": "2030-01-10T15:30", "place": "校長室", "body": "committee"}
    client.post(url, {**said, "case": one.pk})
    held, before = Meeting.objects.latest("convened_at"), Meeting.objects.count()
    assert people.homeroom6.pk not in held.attendances.values_list("staff_id", flat=True)
    client.post(url, {**said, "case": [one.pk, two.pk], "invited": [people.expert.pk]})
    assert Meeting.objects.count() == before
    seats = dict(held.attendances.values_list("staff_id", "seat"))
    assert (seats[people.homeroom6.pk], seats[people.expert.pk]) == ("member", "invited")
    assert people.homeroom6.notices.filter(kind="meeting_called", meeting=held).exists()


def test_nothing_is_added_to_a_meeting_that_hides_a_matter(people: Any, client_for: Any) -> None:
    held, _one, two = shared(people, "vice_principal")
    third = play.opened(people)
    said = {"at": "2030-01-10T15:30", "place": "校長室", "body": "committee", "case": [two.pk, third.pk]}
    client_for(people.vice_principal).post(reverse("meetings:convene"), said)
    assert held.items.count() == 2
    made = Meeting.objects.exclude(pk=held.pk).latest("convened_at")
    assert set(made.items.values_list("case_id", flat=True)) == {two.pk, third.pk}


def test_only_those_count_for_a_matter_who_may_know_it(people: Any, make_pupil: Any) -> None:
    mine, theirs = play.opened(people), of_grade_six(people, make_pupil)
    held = play.meeting(people, Body.COMMITTEE, cases=[mine, theirs])
    alone = play.meeting(people, Body.COMMITTEE, cases=[mine])
    seats = held.attendances.filter(seat="member").count()
    own = seats - 2  # the two 担任 each count for the case of their own class alone
    assert {people.homeroom.pk, people.homeroom6.pk} <= set(held.attendances.values_list("staff_id", flat=True))
    for case in (mine, theirs):
        assert quorum_facts(held, held.items.get(case=case)).present == own + 1
    assert quorum_facts(alone, alone.items.get()).present == own + 1


def test_the_others_text_in_a_conflict_is_a_look(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])
    url = reverse("meetings:notes", args=[held.pk])
    client_for(people.principal).post(url, {"notes": "校長の話", "version": 0})
    for accept in ("text/html", "application/json"):
        answer = client_for(people.guidance_head).post(
            url, {"notes": "主任の話", "version": 0}, headers={"accept": accept}
        )
        assert answer.status_code == 409
    seen = Event.objects.filter(event="view.meeting", actor_id=people.guidance_head.pk, about_id=str(held.pk))
    assert seen.count() == 2


@pytest.mark.requirement("O1")
@pytest.mark.parametrize("who", ["guidance_head", "vice_principal"])
def test_what_not_all_who_sit_may_know_is_taken_up_in_a_meeting_of_its_own(
    people: Any, client_for: Any, who: str
) -> None:
    one, two = play.report(people), play.report(people)
    by = people.principal
    shut_out(report=one, by=by, staff=getattr(people, who))
    client, url = client_for(by), reverse("meetings:convene")
    said = {"at": "2030-01-10T15:30", "place": "校長室", "body": "subcommittee"}
    answer = client.post(url, {**said, "report": [one.pk, two.pk]}, follow=True)
    assert "会議を分けて、すぐ後の時間に招集しました" in text(answer)
    held = {frozenset(row.items.values_list("report_id", flat=True)): row for row in Meeting.objects.all()}
    assert set(held) == {frozenset([one.pk]), frozenset([two.pk])}
    open_one, hidden = held[frozenset([two.pk])], held[frozenset([one.pk])]
    theirs = client_for(getattr(people, who))
    mine = text(theirs.get(reverse("meetings:list")))
    assert two.label in mine
    assert one.label not in mine
    assert hidden.label not in mine
    room = text(theirs.get(reverse("cases:room", args=[open_one.pk])))
    assert "話し合いの記録" in room  # all of it is theirs, as of everybody else
    assert theirs.get(reverse("cases:room", args=[hidden.pk])).status_code == 404
    third = play.report(people)
    shut_out(report=third, by=by, staff=getattr(people, who))
    added = {**said, "report": [third.pk], "add_to": str(open_one.pk)}
    for _press in range(2):
        assert "会議を分けて、すぐ後の時間に招集しました" in text(client.post(url, added, follow=True))
    assert set(open_one.items.values_list("report_id", flat=True)) == {two.pk}
    assert Meeting.objects.filter(items__report=third).count() == 1


def test_a_matter_that_is_not_theirs_does_not_show_by_its_stir(people: Any, client_for: Any) -> None:
    held, one, two = shared(people, "nurse")
    client = client_for(people.nurse)
    url = reverse("cases:room_live", args=[held.pk])
    mark = client.get(url)["ETag"]
    play.find_facts(people, one, held)
    Meeting.objects.filter(pk=held.pk).update(next_at=None)
    assert client.get(url, headers={"If-None-Match": mark}).status_code == 304
    play.find_facts(people, two, held)
    assert client.get(url, headers={"If-None-Match": mark}).status_code == 200
    room = text(client.get(reverse("cases:room", args=[held.pk])))
    assert "この会議の委員です" not in room
