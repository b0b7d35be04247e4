"""The room in use: taps, stand-ins and the quorum, order and time of items, the next date, names hidden, reports."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db.utils import DatabaseError
from django.urls import reverse

from tests import play
from tests.asking import queries, text
from yorisoi.cases.next_date import slots
from yorisoi.cases.present_room import build_room
from yorisoi.journal import clock
from yorisoi.meetings.actions import convene, finalise, may_record, take_notes
from yorisoi.meetings.attending import mark_one, move_item, stand_in, times_of, turn_to
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.models_room import ItemTime, StandIn
from yorisoi.meetings.queries import meetings_for, quorum_facts, who_knows
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import TOKYO, today


@pytest.fixture
def held(people: Any) -> Meeting:
    """A committee that sits over a case."""
    return play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])


def fresh(held: Meeting) -> Meeting:
    """The meeting as the next request reads it."""
    return Meeting.objects.select_related("key", "school").get(pk=held.pk)


def room(held: Meeting, more: str = "") -> str:
    """The address of the room."""
    return reverse("cases:room", args=[held.pk]) + more


def test_a_tap_saves_one_and_leaves_the_others(people: Any, client_for: Any, held: Meeting) -> None:
    url = reverse("cases:room_tap", args=[held.pk])
    client, quiet = client_for(people.guidance_head), {"Accept": "application/json"}
    said = client.post(url, {"staff": people.nurse.pk, "here": "no", "informed": "電話"}, headers=quiet).json()
    assert said["before"] is True
    assert said["here"] is False
    rows = {a.staff_id: a for a in held.attendances.all()}
    assert rows[people.nurse.pk].informed == "電話"
    assert all(a.present for pk, a in rows.items() if pk != people.nurse.pk)
    client.post(url, {"staff": people.nurse.pk, "here": "yes"})
    assert held.attendances.get(staff=people.nurse).present
    assert client.post(url, {"staff": people.teacher.pk, "here": "yes"}).status_code == 404
    finalise(meeting=held, by=people.principal, decisions=[])
    assert client.post(url, {"staff": people.nurse.pk, "here": "no"}, headers=quiet).status_code == 409


def test_a_stand_in_counts_once_in_place_of_the_absent(people: Any, held: Meeting, make_staff: Any) -> None:
    deputy = make_staff(people.school, Post.VICE_PRINCIPAL, name="教頭二")
    item = held.items.get()
    before = quorum_facts(fresh(held), item)
    mark_one(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk, present=False)
    assert quorum_facts(fresh(held), item).present == before.present - 1
    stand_in(meeting=fresh(held), by=people.guidance_head, absent_id=people.nurse.pk, staff_id=deputy.pk)
    assert quorum_facts(fresh(held), item).present == before.present - 1  # called, but not there yet
    mark_one(meeting=held, by=people.guidance_head, staff_id=deputy.pk, present=True)
    after = quorum_facts(fresh(held), item)
    assert (after.present, after.quorum) == (before.present, before.quorum)
    assert may_record(fresh(held), deputy)
    assert meetings_for(deputy).filter(pk=held.pk).exists()
    # whoever comes after all needs nobody to sit for them
    mark_one(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk, present=True)
    assert StandIn.objects.get().until is not None
    assert quorum_facts(fresh(held), item).present == before.present


def test_who_may_not_stand_in(people: Any, held: Meeting, make_staff: Any) -> None:
    deputy = make_staff(people.school, Post.VICE_PRINCIPAL, name="教頭二")
    mark_one(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk, present=False)
    # a member has a voice already, a teacher does not act for 養護教諭
    for person in (people.vice_principal, people.teacher):
        with pytest.raises(PermissionError):
            stand_in(meeting=fresh(held), by=people.guidance_head, absent_id=people.nurse.pk, staff_id=person.pk)
    report = held.items.get().case.report_links.get().report  # type: ignore[union-attr]
    shut_out(report=report, by=people.principal, staff=deputy)
    with pytest.raises(PermissionError):
        stand_in(meeting=fresh(held), by=people.guidance_head, absent_id=people.nurse.pk, staff_id=deputy.pk)


def test_a_stand_in_who_is_shut_out_later_counts_nowhere(people: Any, held: Meeting, make_staff: Any) -> None:
    deputy, item = make_staff(people.school, Post.VICE_PRINCIPAL, name="教頭二"), held.items.get()
    mark_one(meeting=held, by=people.guidance_head, staff_id=people.nurse.pk, present=False)
    stand_in(meeting=fresh(held), by=people.guidance_head, absent_id=people.nurse.pk, staff_id=deputy.pk)
    mark_one(meeting=held, by=people.guidance_head, staff_id=deputy.pk, present=True)
    with_them = quorum_facts(fresh(held), item).present
    shut_out(report=item.case.report_links.get().report, by=people.principal, staff=deputy)  # type: ignore[union-attr]
    assert deputy.pk not in who_knows(fresh(held), item)
    assert quorum_facts(fresh(held), item).present == with_them - 1
    assert not meetings_for(deputy).filter(pk=held.pk).exists()


def test_order_and_time_of_items(people: Any, client_for: Any) -> None:
    cases = [play.opened(people), play.opened(people)]
    held = play.meeting(people, Body.COMMITTEE, cases=cases)
    first, second = held.items.all()
    move_item(meeting=held, by=people.guidance_head, item=second, up=True)
    assert [i.pk for i in fresh(held).items.all()] == [second.pk, first.pk]
    turn_to(meeting=held, by=people.guidance_head, item=first)
    with clock.at(clock.now() + timedelta(minutes=7)):
        turn_to(meeting=held, by=people.guidance_head, item=second)
        assert round(times_of(held)[first.pk].total_seconds() / 60) == 7
        page = text(client_for(people.guidance_head).get(room(held, f"?item={first.pk}")))
        assert "いまここ" in page
        assert "7分" in page
    turn_to(meeting=held, by=people.guidance_head, item=None)
    with pytest.raises(DatabaseError):
        ItemTime.objects.all()._raw_delete(using="default")


def test_the_next_date_is_free_and_says_why(people: Any, held: Meeting) -> None:
    item = held.items.get()
    play.find_facts(people, item.case, held)
    members = frozenset(a.staff_id for a in held.attendances.all())
    free = slots(held, item, members, people.guidance_head)
    assert free
    assert not free[0].busy
    assert any("聞き取りが終わる" in why for why in free[0].why)
    assert all(datetime.combine(today(), time(23, 59), TOKYO) < slot.at for slot in free)
    # another meeting at that moment moves the proposal, and the first one says how many are taken
    other = convene(
        school=people.school, by=people.guidance_head, body=Body.GRADE_HEADS, at=free[0].at,
        cases=[play.opened(people)],
    )  # fmt: skip
    again = slots(held, item, members, people.guidance_head)
    assert free[0].at not in {slot.at for slot in again if not slot.busy}
    # whoever is shut out of that one learns nothing of it
    report = other.items.get().case.report_links.get().report  # type: ignore[union-attr]
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    assert free[0].at in {slot.at for slot in slots(held, item, members, people.principal) if not slot.busy}


def test_a_proposed_moment_is_set_without_a_script(people: Any, client_for: Any, held: Meeting) -> None:
    day = today() + timedelta(days=5)
    said = {"slot": f"{day}T15:45", "next_at": "", "next_work": "まとめる"}
    assert client_for(people.guidance_head).post(reverse("meetings:next", args=[held.pk]), said).status_code == 302
    assert fresh(held).next_at is not None


@pytest.mark.requirement("R8")
def test_a_body_without_a_decision_reports_and_shares(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    held = play.meeting(people, Body.HEALTH_COMMITTEE, cases=[case])
    client, item = client_for(people.guidance_head), held.items.get()
    page = text(client.get(room(held)))
    assert "報告・共有の記録" in page
    url = reverse("cases:room_hear", args=[held.pk])
    for _press in range(2):
        client.post(url, {"item": item.pk, "kind": "shared", "words": "様子を共有した", "token": "k" * 32})
    client.post(url, {"item": item.pk, "kind": "reported", "words": " "})
    assert held.heard.count() == 1
    assert "様子を共有した" in text(client.get(room(held)))
    answer = client_for(people.principal).post(reverse("cases:finalise", args=[held.pk]), {"sure": "1"}, follow=True)
    minutes = answer.content.decode()
    assert "様子を共有した" in minutes
    assert "共有した" in minutes


def test_a_staff_meeting_shows_what_is_to_be_shared_and_who_has_not_read(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.recognise(people, case)
    told = play.opened(people)
    play.write(told, people.guidance_head, "staff_informed", code="notify", words="見守りのお願い")
    held = play.meeting(people, Body.STAFF_MEETING)
    page = text(client_for(people.guidance_head).get(room(held)))
    assert "全教職員に伝えること" in page
    assert f"事案 {case.label}" in page
    assert "まだ読んでいない人" in page
    # a teacher sits there too, and sees nothing of the cases
    page = text(client_for(people.teacher).get(room(held)))
    assert case.label not in page
    assert told.label not in page
    # whoever is shut out of a case does not even see its number
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.principal)
    assert f"事案 {case.label}" not in text(client_for(people.principal).get(room(held)))


@pytest.mark.requirement("O3")
def test_with_names_hidden_no_name_of_a_child_is_left(people: Any, client_for: Any) -> None:
    """What is not in a veil is in a field that is blurred, or an option of a blurred list."""
    words = f"{people.victim.family_name}さんが{people.perpetrator.name}にけられた"
    case = play.opened(people, narrative=words)
    play.write(case, people.guidance_head, "act", flag="stopped", words=f"{people.victim.name}がけられた")
    old = play.find_facts(people, case)
    take_notes(meeting=old, by=people.guidance_head, notes=f"{people.victim.family_name}の話", version=0)
    finalise(meeting=old, by=people.principal, decisions=[])
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    take_notes(meeting=held, by=people.guidance_head, notes=words, version=0)
    client = client_for(people.guidance_head)
    pages = [room(held), room(held, "?move=recognise"), room(held, "?move=set_plan")]
    pages += [reverse("cases:room_side", args=[held.pk]), reverse("cases:room_paper", args=[held.pk, old.pk])]
    for url in pages:
        page = text(client.get(url))
        bare = re.sub(r'<span class="veiled".*?</span></span>', "", page, flags=re.DOTALL)
        bare = re.sub(r"<textarea.*?</textarea>|<option.*?</option>", "", bare, flags=re.DOTALL)
        bare = re.sub(r'<input type="hidden"[^>]*>', "", bare)
        for child in (people.victim, people.perpetrator):
            assert child.family_name not in bare, (url, bare[bare.index(child.family_name) - 80 :][:200])
    paper = text(client.get(pages[-1]))
    assert "の話" in paper


def test_the_room_takes_the_same_queries_however_many_papers(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)

    def once() -> Meeting:
        row = play.meeting(people, Body.COMMITTEE, cases=[case])
        finalise(meeting=row, by=people.principal, decisions=[])
        return row

    once()
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client.get(room(held))
    before = queries(client, room(held))
    for _n in range(3):
        once()
    assert queries(client, room(held)) == before
    assert build_room(fresh(held), people.guidance_head, "").may
