"""Pages of meetings: list, convening by one press, attendance, notes of several hands, minutes."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases.queries import decisions_of
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import finalise, take_notes
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out


def proposal(report: Any) -> str:
    """The address that proposes a meeting on a report."""
    return f"{reverse('meetings:convene')}?body=subcommittee&report={report.pk}"


def press(client: Any, **said: Any) -> Any:
    """Press 招集する."""
    return client.post(reverse("meetings:convene"), {"at": "2030-01-10T15:30", "place": "校長室", **said})


def test_the_list_starts_from_the_person(people: Any, client_for: Any) -> None:
    report = play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    assert held.label in text(client_for(people.principal).get(reverse("meetings:list")))
    empty = text(client_for(people.teacher).get(reverse("meetings:list")))
    assert held.label not in empty
    assert "予定されている会議はありません" in empty


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    board = make_staff(None, Post.BOARD_OFFICER)
    other = make_staff(other_school, Post.PRINCIPAL)
    assert client_for(board).get(reverse("meetings:list")).status_code == 403
    assert client_for(people.homeroom).get(reverse("meetings:convene")).status_code == 403
    assert client_for(people.principal).post(reverse("meetings:list")).status_code == 405
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])
    for name in ("attendance", "notes", "next"):
        url = reverse(f"meetings:{name}", args=[held.pk])
        refused(client_for, url, post=True, stranger=people.teacher, wrong=board, other=other)
        assert client_for(people.principal).get(url).status_code == 405
    url = reverse("meetings:minutes", args=[held.pk])
    refused(client_for, url, post=False, stranger=people.teacher, wrong=board, other=other)
    refused(
        client_for,
        reverse("meetings:invite", args=[held.pk]),
        post=True,
        stranger=None,
        wrong=people.homeroom,
        other=other,
    )


@pytest.mark.requirement("O1", "R3")
def test_one_press_calls_everybody_by_post(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client = client_for(people.guidance_head)
    page = text(client.get(proposal(report)))
    assert people.principal.name in page
    assert people.grade_head.name in page
    answer = press(client, body="subcommittee", report=report.pk)
    held = Meeting.objects.get()
    assert answer["Location"] == reverse("cases:room", args=[held.pk])
    assert people.principal.pk in held.attendances.values_list("staff_id", flat=True)


def test_a_doubled_press_makes_one_meeting(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client = client_for(people.guidance_head)
    first, second = (press(client, body="subcommittee", report=report.pk) for _ in range(2))
    assert Meeting.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_whoever_is_shut_out_is_not_proposed_and_nothing_says_why(people: Any, client_for: Any) -> None:
    report = play.report(people)
    shut_out(report=report, by=people.guidance_head, staff=people.grade_head)
    page = text(client_for(people.guidance_head).get(proposal(report)))
    assert people.grade_head.name not in page
    assert people.grade_head6.name in page


def test_a_meeting_needs_something_to_talk_about_and_keeps_what_was_typed(people: Any, client_for: Any) -> None:
    answer = press(client_for(people.guidance_head), body="committee", place="会議室2")
    assert "ひとつ以上選んでください" in text(answer, 422)
    assert "会議室2" in text(answer, 422)


def test_another_schools_report_or_case_is_404(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    case = play.opened(people)
    stranger = client_for(make_staff(other_school, Post.PRINCIPAL))
    assert stranger.get(f"{reverse('meetings:convene')}?case={case.pk}").status_code == 404
    assert stranger.get(f"{reverse('meetings:convene')}?report={case.report_links.get().report_id}").status_code == 404
    assert stranger.get(f"{reverse('meetings:convene')}?report=no-number").status_code == 404


@pytest.mark.requirement("O3")
def test_attendance_opens_the_meeting_and_says_how_the_absent_are_told(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client = client_for(people.guidance_head)
    press(client, body="subcommittee", report=report.pk)
    held = Meeting.objects.get()
    said = {"present": [people.principal.pk], f"informed_{people.academic_head.pk}": "教頭から伝える"}
    client.post(reverse("meetings:attendance", args=[held.pk]), said)
    held.refresh_from_db()
    assert held.opened_at
    assert held.attendances.get(staff=people.academic_head).informed == "教頭から伝える"


def test_two_hands_on_the_notes_lose_nothing(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])
    url = reverse("meetings:notes", args=[held.pk])
    assert client_for(people.principal).post(url, {"notes": "校長の話", "version": 0}).status_code == 302
    page = text(client_for(people.guidance_head).post(url, {"notes": "主任の話", "version": 0}), 409)
    assert "校長の話" in page
    assert "主任の話" in page
    quiet = client_for(people.guidance_head).post(
        url, {"notes": "主任の話", "version": 0}, headers={"accept": "application/json"}
    )
    assert (quiet.status_code, quiet.json()["theirs"]) == (409, "校長の話")
    both = {"notes": "校長の話\n主任の話", "version": 1}
    saved = client_for(people.guidance_head).post(url, both, headers={"accept": "application/json"})
    assert saved.json() == {"version": 2}
    held.refresh_from_db()
    assert held.text("notes") == "校長の話\n主任の話"


def test_the_next_date_lies_ahead(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])
    client = client_for(people.guidance_head)
    url = reverse("meetings:next", args=[held.pk])
    page = text(client.post(url, {"next_at": "2020-01-01T10:00", "next_work": "確かめる"}), 422)
    assert "確かめる" in page
    assert client.post(url, {"next_at": "2031-01-01T10:00", "next_work": "確かめる"}).status_code == 302
    held.refresh_from_db()
    assert held.next_at


def _finalised(people: Any) -> tuple[Meeting, Any]:
    second = play.report(people, narrative="二つめ")
    one = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[one, play.subcommittee(people, second)])
    take_notes(meeting=held, by=people.guidance_head, notes="二つの事案の話", version=0)
    play.find_facts(people, one, held)
    finalise(meeting=held, by=people.principal, decisions=decisions_of(held))
    return held, one


@pytest.mark.requirement("R4", "O3")
def test_minutes_are_fixed_with_their_fingerprint(people: Any, client_for: Any) -> None:
    held, one = _finalised(people)
    page = text(client_for(people.principal).get(reverse("meetings:minutes", args=[held.pk])))
    held.refresh_from_db()
    assert bytes(held.minutes_hash or b"").hex() in page
    assert one.label in page
    assert "二つの事案の話" in page
    assert Event.objects.filter(event="view.minutes", about_id=str(held.pk)).exists()
    for name, said in (("attendance", {}), ("notes", {"notes": "x", "version": 1})):
        answer = client_for(people.principal).post(reverse(f"meetings:{name}", args=[held.pk]), said)
        assert answer["Location"] == reverse("meetings:minutes", args=[held.pk])


def test_whoever_is_shut_out_of_one_item_reads_neither_it_nor_the_notes(people: Any, client_for: Any) -> None:
    held, one = _finalised(people)
    shut_out(report=one.report_links.get().report, by=people.guidance_head, staff=people.nurse)
    page = text(client_for(people.nurse).get(reverse("meetings:minutes", args=[held.pk])))
    assert one.label not in page.replace(held.label, "")
    assert "二つの事案の話" not in page
    open_one = play.meeting(people, Body.COMMITTEE, cases=[one])
    assert client_for(people.nurse).get(reverse("meetings:minutes", args=[open_one.pk])).status_code == 404


def test_the_list_asks_the_same_number_of_queries(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    for _ in range(2):
        play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people)])
    queries(client, reverse("meetings:list"))
    before = queries(client, reverse("meetings:list"))
    for _ in range(3):
        play.meeting(people, Body.SUBCOMMITTEE, reports=[play.report(people), play.report(people)])
    assert queries(client, reverse("meetings:list")) == before
