"""Whoever is shut out learns nothing, a stranger reads nothing, 市教委 sees what was submitted and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.incidents import ways
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.incidents.queries import copies_for_board, incidents_for, incidents_for_board
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.incidents.recording import add_measure, invite
from yorisoi.journal import clock
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db
PAGES = ("show", "choose", "points", "press")


def test_whoever_is_named_in_any_of_its_reports_learns_nothing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = ways.opened(people, by=people.guidance_head, case=case)
    report = case.report_links.get().report
    assert incidents_for(people.principal).filter(pk=row.pk).exists()
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    client = client_for(people.principal)
    for name in PAGES:
        assert client.get(reverse(f"incidents:{name}", args=[row.pk])).status_code == 404
    assert client.get(reverse("incidents:record", args=[row.pk, "phone"])).status_code == 404
    assert client.post(reverse("incidents:move", args=[row.pk]), {"move": "tell_board"}).status_code == 404
    assert client.get(reverse("incidents:question", args=[case.pk])).status_code == 404
    for url in (reverse("incidents:list"), "/duties/", "/cases/"):
        assert row.label not in text(client.get(url))
        assert "電話で一報する" not in text(client.get(url))
    assert "すぐに見てください" not in text(client.get("/duties/"))
    assert follow_incidents() > 0
    owed = set(Duty.objects.filter(OPEN, subject_id=row.pk).values_list("acting_post", flat=True))
    assert "principal" not in owed
    assert follow_incidents() == 0
    ways.line(row, people.vice_principal, "phone", body={"words": "一報", "receiver": "三枝", "caller": "教頭"})
    ways.line(row, people.guidance_head, "sheet")
    ways.line(row, people.vice_principal, "notice")
    assert row.state == "reported"
    assert not Notice.objects.filter(kind="incident_moved", staff=people.principal).exists()
    for refused in (
        lambda: invite(incident=row, by=people.vice_principal, staff=people.principal),
        lambda: ways.line(row, people.principal, "note"),
        lambda: ways.go(row, people.principal, "record_body"),
        lambda: add_measure(
            incident=row, by=people.vice_principal, words="x", staff=people.principal, due_on=today(), token="t"
        ),
    ):
        with pytest.raises(PermissionError):
            refused()


def test_who_was_not_brought_in_reads_nothing(people: Any, client_for: Any) -> None:
    row = ways.opened(people, by=people.homeroom)
    for person in (people.homeroom, people.nurse, people.grade_head, people.counsellor, people.academic_head):
        assert not incidents_for(person).exists()
        assert client_for(person).get(reverse("incidents:show", args=[row.pk])).status_code == 404
        with pytest.raises(PermissionError):
            ways.line(row, person, "note")
    invite(incident=row, by=people.principal, staff=people.counsellor)
    assert incidents_for(people.counsellor).get() == row
    assert ways.line(row, people.counsellor, "note")
    with pytest.raises(PermissionError):
        ways.line(row, people.counsellor, "phone")
    with pytest.raises(PermissionError):
        invite(incident=row, by=people.counsellor, staff=people.nurse)


def test_another_school_is_another_world(people: Any, other: Any) -> None:
    row = ways.opened(people)
    assert not incidents_for(other.principal).exists()
    with pytest.raises(PermissionError):
        ways.line(row, other.principal, "phone")
    with pytest.raises(PermissionError):
        ways.go(row, other.principal, "tell_board")
    opening = Opening("claim", "「つらい」", pupil=people.victim, claimant="guardian", received_at=clock.now())
    with pytest.raises(PermissionError):
        open_incident(school=people.school, by=other.principal, opening=opening, token="z" * 20)
    with pytest.raises(PermissionError):
        invite(incident=row, by=people.principal, staff=other.nurse)


@pytest.mark.requirement("R7", "S3")
def test_the_board_sees_what_was_submitted_and_no_more(people: Any, board: Any, client_for: Any) -> None:
    row = ways.opened(people)
    client = client_for(board)
    url = reverse("incidents:show", args=[row.pk])
    assert incidents_for_board(board).get() == row
    early = text(client.get(url))  # that there is one, and no word of what it is about
    assert "学校からの電話の一報を待っています" in early
    for hidden in ("夜も眠れない", "申立て", "1号", people.victim.family_name):
        assert hidden not in early.split("<main")[1]
        assert hidden not in text(client.get(reverse("incidents:list"))).split("<main")[1]
    ways.line(row, people.principal, "contact", body={"words": "家庭だけのことば", "who": "校長"})
    ways.told(people, row)
    shown = text(client.get(url))
    assert "まだ、書面は提出されていません" in shown
    ways.line(row, people.guidance_head, "sheet", body={"words": "記録票の文"})
    ways.line(row, people.principal, "notice", body={"words": "発生報告の文"})
    shown = text(client.get(url))
    for words in ("記録票の文", "発生報告の文", people.school.name, "調査の主体を決める"):
        assert words in shown
    assert people.victim.family_name in shown  # a notice of occurrence says whose it is
    for hidden in ("家庭だけのことば", "夜も眠れない", people.homeroom.family_name):
        assert hidden not in shown
    assert {copy.kind for copy in copies_for_board(board)} == {"sheet", "notice"}
    for name in ("choose", "points", "press"):
        assert client.get(reverse(f"incidents:{name}", args=[row.pk])).status_code == 403
    move = reverse("incidents:move", args=[row.pk])
    assert client.post(move, {"move": "decide_body", "lead": "board"}).status_code == 422
    assert client.post(move, {"move": "decide_body", "lead": "board", "reason": "中立のため"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.lead) == ("body_decided", "board")
    assert people.school.name in text(client.get(reverse("incidents:list")))


def test_what_an_incident_touches_grows_and_shuts_out(people: Any) -> None:
    """Opened by absence alone, it touches the child's open case: who is shut out of that case knows nothing of it."""
    case = play.opened(people)
    shut_out(report=case.report_links.get().report, by=people.vice_principal, staff=people.guidance_head)
    row = ways.opened(people, by=people.principal, claimant="", origin="absence", grounds=frozenset({"absence"}))
    assert row.matters.filter(case=case).exists()
    assert not incidents_for(people.guidance_head).exists()
    assert incidents_for(people.vice_principal).get() == row


def test_lines_are_sealed(people: Any) -> None:
    row = ways.opened(people, words="「ひみつのことば」")
    line = row.lines.get()
    assert "ひみつ".encode() not in bytes(line.body)
    assert line.data("body")["words"] == "「ひみつのことば」"
    assert line.sealing_key() == row.key


def test_a_claim_that_joins_an_open_incident_is_there_once_however_often_it_is_pressed(people: Any) -> None:
    first = ways.opened(people)
    again = ways.opened(people, token="pressed-twice-00000")
    same = ways.opened(people, token="pressed-twice-00000")
    assert first.pk == again.pk == same.pk
    assert first.lines.filter(token="open:pressed-twice-00000").count() == 1
