"""What might be tried around a case: by whom a named person chose to stand in, by two hands at once, by a stranger."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.finalising import fix_minutes
from yorisoi.cases.hearings import Place, plan_hearing
from yorisoi.cases.models import CaseMember
from yorisoi.cases.people import invite_to_case, involve
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.cases.shutting_out import shut_out_of_whole_case
from yorisoi.duties.actions import explain_late
from yorisoi.duties.away import set_away
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.inviting import invite
from yorisoi.meetings.queries import items_for
from yorisoi.policy.roles import Body
from yorisoi.reports.models import Exclusion
from yorisoi.reports.same import tie
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import LONGEST

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


def test_a_second_reason_for_being_late_stands_under_the_first(people: Any) -> None:
    play.opened(people)
    duty = Duty.objects.filter(OPEN).first()
    assert duty is not None
    for reason in ("会議が延びた", "校外学習だった", "校外学習だった"):
        explain_late(duty=duty, by=people.guidance_head, reason=reason)
    duty.refresh_from_db()
    assert duty.text("late_reason").startswith("会議が延びた\n校外学習だった")


# -- a guest from outside has no roster -----------------------------------------------------------------------------
@pytest.mark.requirement("R8")
def test_a_guest_finds_no_child_but_those_of_their_case(people: Any, client_for: Any, make_pupil: Any) -> None:
    case = play.opened(people)
    invite_to_case(case=case, by=people.principal, staff=people.expert)
    stranger = make_pupil(people.school, people.class61, "蓬莱", "花")
    client = client_for(people.expert)
    assert stranger.name not in text(client.post(reverse("cases:search"), {"q": "蓬"}))
    assert people.victim.name in text(client.post(reverse("cases:search"), {"q": people.victim.family_name}))
    assert stranger.name in text(client_for(people.teacher).post(reverse("cases:search"), {"q": "蓬"}))
    url = reverse("cases:involve", args=[case.pk])
    assert client.post(url, {"q": "蓬"}).status_code == 403
    assert url not in text(client.get(reverse("cases:show", args=[case.pk])))
    with pytest.raises(PermissionError):
        involve(case=case, by=people.expert, pupil=stranger, role="bystander")


# -- nothing is cut, and what is too long comes back ---------------------------------------------------------------
LONG, TOO_LONG = "長" * 9000, "長" * (LONGEST + 1)


def test_an_addition_to_the_minutes_is_kept_whole_or_comes_back(people: Any, client_for: Any) -> None:
    held = play.find_facts(people, play.opened(people))
    finalise(meeting=held, by=people.principal, decisions=[])
    client, url = client_for(people.principal), reverse("meetings:add", args=[held.pk])
    assert client.post(url, {"kind": "addition", "words": LONG, "token": "a"}).status_code == 302
    assert held.additions.get().text("words") == LONG
    page = text(client.post(url, {"kind": "addition", "words": TOO_LONG, "token": "b"}), 422)
    assert TOO_LONG in page
    assert "二つに分けて" in page
    assert held.additions.count() == 1


def test_reasons_are_kept_whole_or_come_back(people: Any, client_for: Any) -> None:
    one, two = play.report(people), play.report(people, narrative="また同じこと")
    client = client_for(people.guidance_head)
    for name in ("cases:report_same", "cases:report_apart"):
        url = reverse(name, args=[one.pk])
        page = text(client.post(url, {"other": str(two.pk), "reason": TOO_LONG}), 422)
        assert "二つに分けて" in page
        assert TOO_LONG in page
        if name == "cases:report_same":
            tie(report=one, other=two, by=people.guidance_head, reason="同じ休み時間のこと")


def test_why_somebody_is_let_in_is_kept_whole_or_comes_back(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    shut_out_of_whole_case(case=case, by=people.principal, staff=people.teacher)
    row = Exclusion.objects.get(staff=people.teacher)
    client, url = client_for(people.guidance_head), reverse("cases:let_in", args=[case.pk, row.pk])
    assert TOO_LONG in text(client.post(url, {"reason": TOO_LONG}), 422)
    assert "理由を書いて" in text(client.post(url, {"reason": " "}), 422)
    assert client.post(url, {"reason": LONG}).status_code == 302
    row.refresh_from_db()
    assert row.text("lift_reason") == LONG


def test_why_a_hearing_is_off_comes_back(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    place = Place(side="victim", pupil=people.victim, room="相談室", starts_at=clock.now(), main=people.homeroom)
    row = plan_hearing(case=case, by=people.guidance_head, place=place)
    url = reverse("cases:hearing_cancel", args=[case.pk, row.pk])
    assert TOO_LONG in text(client_for(people.guidance_head).post(url, {"reason": TOO_LONG}), 422)
    assert "取りやめる理由を書いて" in text(client_for(people.guidance_head).post(url, {"reason": " "}), 422)
    assert client_for(people.guidance_head).post(url, {"reason": LONG}).status_code == 302
    assert case.hearingrows.get(cancelled=True).text("note") == LONG


def test_a_draft_that_is_too_long_comes_back_without_a_script(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    url = reverse("cases:room_draft", args=[held.pk])
    typed = {"item": held.items.get().pk, "move": "recognise", "t": "reason", "reason": TOO_LONG}
    assert TOO_LONG in text(client_for(people.guidance_head).post(url, typed), 422)


def test_a_nul_in_what_a_page_sends_of_itself_is_dropped(people: Any, client_for: Any) -> None:
    """PostgreSQL would refuse it."""
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client, item = client_for(people.principal), held.items.get().pk
    asked = {"item": item, "move": "recog\x00nise"}
    assert client.get(reverse("cases:room_live", args=[held.pk]), asked).status_code == 200
    client.post(reverse("cases:room_draft", args=[held.pk]), {**asked, "reason": "理由"})
    assert held.drafts.get().move == "recognise"
    told = {"item": item, "words": "報告", "token": "t\x00"}
    client.post(reverse("cases:room_hear", args=[held.pk]), told)
    assert held.heard.get().token == "t"
    tap = {"item": item, "staff": people.nurse.pk, "here": "no", "informed": "電話\x00で"}
    client.post(reverse("cases:room_tap", args=[held.pk]), tap)
    assert held.attendances.get(staff=people.nurse).informed == "電話で"
    client.post(reverse("meetings:attendance", args=[held.pk]), {f"informed_{people.nurse.pk}": "紙\x00で"})
    assert held.attendances.get(staff=people.nurse).informed == "紙で"
    client.post(reverse("cases:draft", args=[case.pk]), {"slot": "care:", "token": "\x00", "body_words": "話した"})
    client.post(reverse("cases:room_tap", args=[held.pk]), {**tap, "staff": people.principal.pk, "here": "yes"})
    finalise(meeting=held, by=people.principal, decisions=[])
    client.post(reverse("meetings:add", args=[held.pk]), {"kind": "addition", "words": "追記", "token": "a\x00"})
    assert held.additions.get().token == "a"


def test_no_browser_cuts_what_is_pasted(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client = client_for(people.guidance_head)
    for url in (
        reverse("cases:show", args=[case.pk]),
        reverse("cases:record", args=[case.pk, "hearing"]),
        reverse("cases:room", args=[held.pk]) + f"?item={held.items.get().pk}&move=recognise",
    ):
        for area in text(client.get(url)).split("<textarea")[1:]:
            assert "maxlength" not in area.partition(">")[0]


def test_forty_photographs_at_once_are_answered_in_words(people: Any, client_for: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = play.opened(people)
    photos = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + bytes([n])) for n in range(40)]
    url = reverse("cases:case_files", args=[case.pk])
    answer = client_for(people.guidance_head).post(url, {"attached": photos, "shot_service": "LINEのグループ"})
    page = text(answer, 422)
    assert "一度に送れるのは" in page
    assert "LINEのグループ" in page


# -- no number that skips ------------------------------------------------------------------------------------------
@pytest.mark.requirement("R4")
def test_what_is_shared_is_not_counted_by_its_address(people: Any, client_for: Any) -> None:
    """A manager who is named in the middle one of three sees the others, and no gap between them."""
    cases = [play.opened(people, narrative=f"件{n}") for n in range(3)]
    shut_out_of_whole_case(case=cases[1], by=people.guidance_head, staff=people.principal)
    for case in cases:
        play.write(case, people.guidance_head, "staff_informed", code="notify", words="共通理解")
    page = text(client_for(people.principal).get(reverse("meetings:shared")))
    shown = sorted({int(pk) for pk in re.findall(r"/meetings/shared/(\d+)/", page)})
    assert len(shown) == 2
    assert len(str(shown[0])) > 9


# -- what the database itself refuses ------------------------------------------------------------------------------
@pytest.mark.requirement("R8")
def test_nobody_is_let_in_by_changing_whom_a_row_shuts_out(people: Any) -> None:
    case = play.opened(people)
    shut_out_of_whole_case(case=case, by=people.principal, staff=people.homeroom)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    CaseMember.objects.create(case=case, staff=people.nurse, why="hearing", since=clock.now())
    Duty.objects.filter(OPEN, case=case).update(done_at=clock.now(), done_by=people.nurse)
    other = play.opened(people, narrative="別の件")
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Exclusion.objects.filter(staff=people.homeroom), {"staff": people.teacher}),
        (Exclusion.objects.filter(staff=people.homeroom), {"report": other.report_links.get().report}),
        (Exclusion.objects.filter(staff=people.homeroom), {"since": clock.now()}),
        (held.items.all(), {"case": other}),
        (held.attendances.filter(staff=people.nurse), {"staff": people.teacher}),
        (type(held).objects.filter(pk=held.pk), {"number": 99}),
        (CaseMember.objects.filter(case=case, staff=people.nurse), {"staff": people.homeroom}),
        (Duty.objects.filter(case=case, done_at__isnull=False), {"done_at": clock.now() - timedelta(days=9)}),
    ]
    for rows, change in changes:
        assert rows.exists()
        with pytest.raises(DatabaseError, match="history"), transaction.atomic():
            rows.update(**change)
