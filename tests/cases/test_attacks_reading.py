"""What somebody inside the school might try to read: without a trace, on the wrong item, through a shared meeting."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests import play
from tests.asking import text
from tests.meetings.test_attacks import of_grade_six
from yorisoi.cases.people import invite_to_case
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import add_item
from yorisoi.policy.roles import Body


def looks(event: str, staff: Any) -> int:
    """Return how many lines of this event the journal holds of this person."""
    return Event.objects.filter(event=event, actor_id=staff.pk).count()


# -- nothing is read without a trace -------------------------------------------------------------------------------
def test_a_refused_act_on_a_case_is_a_look_at_it(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    row = case.involvements.get(role="perpetrator")
    client = client_for(people.homeroom)
    for url in (
        reverse("cases:end_role", args=[case.pk, row.pk]),
        reverse("cases:record", args=[case.pk, "note"]),
    ):
        before = looks("view.case", people.homeroom)
        text(client.post(url, {}), 422)
        assert looks("view.case", people.homeroom) == before + 1
    with play.move_on(120):
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="満たす")
        before = looks("view.case", people.principal)
        text(client_for(people.principal).post(reverse("cases:decide", args=[case.pk]), {"move": "resolve"}), 422)
        assert looks("view.case", people.principal) == before + 1


def test_a_refused_act_on_a_report_is_a_reading_of_it(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client = client_for(people.vice_principal)
    for name in ("report_memo", "report_urgent"):
        before = looks("view.report", people.vice_principal)
        assert client.post(reverse(f"cases:{name}", args=[report.pk]), {}).status_code == 422
        assert looks("view.report", people.vice_principal) == before + 1
    text(client.post(reverse("cases:report_people", args=[report.pk]), {"q": "佐藤"}))
    assert looks("view.report", people.vice_principal) == 3
    assert report.readings.filter(staff=people.vice_principal).exists()


def test_a_refused_decision_is_a_look_into_the_room(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    said = {"item": held.items.get().pk, "move": "recognise"}
    text(client_for(people.guidance_head).post(reverse("cases:room", args=[held.pk]), said), 422)
    assert looks("view.meeting", people.guidance_head) == 1


def test_lists_leave_one_line(people: Any, client_for: Any) -> None:
    play.opened(people)
    for who, name, event in (
        (people.principal, "cases:board", "view.board"),
        (people.homeroom, "cases:board", "view.board"),
        (people.principal, "cases:ledger", "view.ledger"),
    ):
        text(client_for(who).get(reverse(name)))
        assert looks(event, who) == 1


# -- the room takes down what is said on the item that is open -------------------------------------------------------
def test_an_item_that_is_not_there_is_404_and_nothing_is_written(people: Any, client_for: Any) -> None:
    one, two = play.report(people), play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[one, two])
    client = client_for(people.guidance_head)
    room = reverse("cases:room", args=[held.pk])
    for wrong in ("999999", "²", "①", "x"):
        assert client.get(room, {"item": wrong}).status_code == 404
        for name in ("room", "room_memo", "room_urgent", "room_check", "finalise", "room_child"):
            said = {"item": wrong, "words": "ことば", "move": "open_case", "reason": "疑い"}
            assert client.post(reverse(f"cases:{name}", args=[held.pk]), said).status_code == (404), (name, wrong)
    nameless = client.post(reverse("cases:room_memo", args=[held.pk]), {"words": "どちらの話か分からない"})
    assert nameless.status_code == 404
    for report in (one, two):
        report.refresh_from_db()
        assert (report.state, report.urgent_at, report.memos.count()) == ("received", None, 0)


def test_numbers_that_are_no_numbers_are_404_or_left_out(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client = client_for(people.principal)
    for wrong in ("²", "①", "9" * 30):
        assert client.get(reverse("cases:show", args=[case.pk]), {"pupil": wrong}).status_code == 200
        record = reverse("cases:record", args=[case.pk, "hearing"])
        assert client.get(record, {"pupil": wrong}).status_code == 200
        assert client.post(reverse("cases:invite", args=[case.pk]), {"staff": wrong}).status_code == 404
        assert client.post(reverse("meetings:invite", args=[held.pk]), {"staff": wrong}).status_code == 404
        said = {"present": [wrong, people.principal.pk], f"informed_{wrong}": "電話", "item": wrong}
        assert client.post(reverse("meetings:attendance", args=[held.pk]), said).status_code == 302


# -- a shared meeting opens one matter to whoever was called for one ------------------------------------------------
def test_a_teacher_called_for_one_case_does_not_read_the_other(people: Any, client_for: Any, make_pupil: Any) -> None:
    mine, theirs = play.opened(people), of_grade_six(people, make_pupil)
    case_of = {people.homeroom.pk: mine, people.homeroom6.pk: theirs}
    held = play.meeting(people, Body.COMMITTEE, cases=[mine, theirs])
    for who in (people.homeroom, people.homeroom6):
        client, own = client_for(who), case_of[who.pk]
        hidden = theirs if own == mine else mine
        assert client.get(reverse("cases:show", args=[own.pk])).status_code == 200
        assert client.get(reverse("cases:show", args=[hidden.pk])).status_code == 404
        room = text(client.get(reverse("cases:room", args=[held.pk])))
        assert f"事案 {own.label}" in room
        assert f"事案 {hidden.label}" not in room
        item = held.items.get(case=hidden)
        assert client.get(reverse("cases:room", args=[held.pk]), {"item": item.pk}).status_code == 404
    assert client_for(people.nurse).get(reverse("cases:show", args=[theirs.pk])).status_code == 200  # a member


def test_a_guest_of_a_meeting_on_one_matter_loses_it_when_another_is_added(people: Any, client_for: Any) -> None:
    from yorisoi.meetings.actions import convene

    one, two = play.opened(people), play.opened(people)
    held = convene(
        school=people.school, by=people.guidance_head, body=Body.COMMITTEE, at=clock.now(), cases=[one],
        invited=[people.expert],
    )  # fmt: skip
    client = client_for(people.expert)
    page = reverse("cases:show", args=[one.pk])
    assert client.get(page).status_code == 200
    add_item(meeting=held, by=people.guidance_head, case=two)
    assert client.get(page).status_code == 404
    assert "読める議題はありません" in text(client.get(reverse("cases:room", args=[held.pk])))
    invite_to_case(case=one, by=people.principal, staff=people.expert)
    assert client.get(page).status_code == 200
    room = text(client.get(reverse("cases:room", args=[held.pk])))
    assert f"事案 {one.label}" in room
    assert f"事案 {two.label}" not in room


def test_a_meeting_room_stands_under_meetings_in_the_menu(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    page = text(client_for(people.principal).get(reverse("cases:room", args=[held.pk])))
    here = [line for line in page.split("<a ") if 'aria-current="page"' in line.split(">")[0]]
    assert here
    assert all(f'href="{reverse("cases:board")}"' not in line.split(">")[0] for line in here)
    assert any(f'href="{reverse("meetings:list")}"' in line.split(">")[0] for line in here)
