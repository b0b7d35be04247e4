"""What is shared reaches whom it concerns, is confirmed by each, reminded of; whoever is shut out learns nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.utils import DatabaseError
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases.queries import decisions_of
from yorisoi.cli.tick import tick
from yorisoi.duties.models import Notice
from yorisoi.duties.queries import to_read
from yorisoi.meetings.actions import finalise, mark_attendance
from yorisoi.meetings.additions import NotFixed, NoWords, add_to_minutes
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.models_shared import Addressee, Sharing
from yorisoi.meetings.sharing import addressed, confirm_read, mark_told, remind, sharings_for
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out

SHARED = reverse("meetings:shared")


@pytest.fixture
def fixed(people: Any) -> Meeting:
    """Minutes that are fixed; 教務 and 養護教諭 were absent."""
    held = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    away = {people.academic_head.pk, people.nurse.pk}
    here = [a.staff_id for a in held.attendances.all() if a.staff_id not in away]
    told = {people.academic_head.pk: "教頭から伝える"}
    mark_attendance(meeting=held, by=people.guidance_head, present=here, informed=told)
    return finalise(meeting=held, by=people.principal, decisions=decisions_of(held))


def told_all(people: Any, case: Any, words: str = "見守りをお願いします") -> Sharing:
    """A line for all staff, to be read and confirmed."""
    row = play.write(case, people.guidance_head, "staff_informed", code="notify", words=words)
    return Sharing.objects.get(entry=row)


@pytest.mark.requirement("O1")
def test_absent_members_get_the_minutes_and_confirm(people: Any, client_for: Any, fixed: Meeting) -> None:
    sharing = Sharing.objects.get(meeting=fixed)
    assert set(sharing.addressees.values_list("staff_id", flat=True)) == {people.academic_head.pk, people.nurse.pk}
    assert sharing.addressees.get(staff=people.academic_head).how == "教頭から伝える"
    assert Notice.objects.filter(kind="to_read", staff=people.nurse, meeting=fixed).count() == 1
    client = client_for(people.nurse)
    assert "読んで確かめるもの 1件" in text(client.get(reverse("duties:mine")))
    url = reverse("meetings:read", args=[sharing.pk])
    for _press in range(2):
        assert client.post(url).status_code == 302
    assert Addressee.objects.get(staff=people.nurse).read_at is not None
    assert list(to_read(people.nurse)) == []
    page = text(client_for(people.principal).get(reverse("meetings:minutes", args=[fixed.pk])))
    assert "教頭から伝える" in page
    assert client_for(people.homeroom).post(url).status_code == 404  # was there: nothing to confirm


def test_the_five_questions(people: Any, client_for: Any, fixed: Meeting, make_staff: Any, other_school: Any) -> None:
    sharing = Sharing.objects.get(meeting=fixed)
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for name in ("read", "told", "remind"):
        url = reverse(f"meetings:{name}", args=[sharing.pk])
        refused(client_for, url, post=True, stranger=people.teacher, wrong=board, other=other)
        assert client_for(people.principal).get(url).status_code == 405
    url = reverse("meetings:add", args=[fixed.pk])
    refused(client_for, url, post=True, stranger=people.teacher, wrong=board, other=other)
    assert client_for(people.homeroom).post(reverse("meetings:remind", args=[sharing.pk])).status_code in (403, 404)
    assert client_for(board).get(SHARED).status_code == 403
    assert "読むものはありません" in text(client_for(people.teacher).get(SHARED))


def test_told_by_mouth_and_reminded_once_a_day(people: Any, client_for: Any, fixed: Meeting) -> None:
    sharing = Sharing.objects.get(meeting=fixed)
    client = client_for(people.guidance_head)
    client.post(reverse("meetings:told", args=[sharing.pk]), {"staff": people.academic_head.pk})
    row = sharing.addressees.get(staff=people.academic_head)
    assert row.told_by == people.guidance_head
    assert row.read_at is None
    assert remind(sharing=sharing, by=people.guidance_head) == 2
    assert remind(sharing=sharing, by=people.guidance_head) == 0
    confirm_read(sharing=sharing, by=people.nurse)
    with play.move_on(2):
        assert remind(sharing=sharing, by=people.guidance_head) == 1


def test_the_tick_reminds_once_of_what_is_late(people: Any, fixed: Meeting) -> None:
    assert tick()["reminded"] == 0
    with play.move_on(9):
        assert tick()["reminded"] == 2
        assert tick()["reminded"] == 0


@pytest.mark.requirement("R5")
def test_a_line_for_all_staff_is_read_by_all_but_who_is_shut_out(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.grade_head6)
    sharing = told_all(people, case)
    who = set(sharing.addressees.values_list("staff_id", flat=True))
    assert {people.teacher.pk, people.homeroom6.pk, people.principal.pk} <= who
    assert not who & {people.grade_head6.pk, people.guidance_head.pk, people.administrator.pk}
    assert "見守りをお願いします" in text(client_for(people.teacher).get(SHARED))
    assert client_for(people.teacher).get(reverse("cases:show", args=[case.pk])).status_code == 404
    assert "見守りをお願いします" not in text(client_for(people.grade_head6).get(SHARED))


def test_whoever_is_shut_out_later_finds_nothing_any_more(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    sharing = told_all(people, case)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.teacher)
    assert "見守りをお願いします" not in text(client_for(people.teacher).get(SHARED))
    assert list(to_read(people.teacher)) == []
    assert not sharings_for(people.teacher).exists()
    assert client_for(people.teacher).post(reverse("meetings:read", args=[sharing.pk])).status_code == 404
    with play.move_on(9):
        tick()
    assert not Notice.objects.filter(staff=people.teacher, kind="to_read_again").exists()


def test_what_was_said_aloud_asks_nobody(people: Any) -> None:
    case = play.opened(people)
    play.write(case, people.guidance_head, "staff_informed", code="told")
    play.write(case, people.guidance_head, "staff_informed", code="needless")
    assert not Sharing.objects.exists()


def test_a_corrected_line_is_read_in_its_place(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    first = told_all(people, case, "一組です")
    play.write(
        case, people.guidance_head, "staff_informed", code="notify", words="二組です", corrects=first.entry
    )  # fmt: skip
    page = text(client_for(people.teacher).get(SHARED))
    assert "二組です" in page
    assert "一組です" not in page
    assert len(to_read(people.teacher)) == 1


def test_the_page_takes_the_same_queries_however_many(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    told_all(people, case)
    for row in addressed(people.principal):
        confirm_read(sharing=row.sharing, by=people.principal)
    client = client_for(people.principal)
    client.get(SHARED)
    one = queries(client, SHARED)
    for n in range(3):
        told_all(people, case, f"その{n}")
    for row in addressed(people.principal).filter(read_at__isnull=True):
        confirm_read(sharing=row.sharing, by=people.principal)
    assert queries(client, SHARED) == one


@pytest.mark.requirement("O3")
def test_a_correction_stands_beside_and_the_original_stays(people: Any, client_for: Any, fixed: Meeting) -> None:
    before = bytes(fixed.minutes)
    client, url = client_for(people.guidance_head), reverse("meetings:add", args=[fixed.pk])
    for _press in range(2):
        client.post(url, {"kind": "correction", "words": "日付は誤り", "token": "t" * 32})
    page = text(client.get(reverse("meetings:minutes", args=[fixed.pk])))
    assert page.count("日付は誤り") == 1
    fixed.refresh_from_db()
    assert bytes(fixed.minutes) == before
    row = fixed.additions.get()
    assert "日付は誤り".encode() not in bytes(row.words)
    with pytest.raises(DatabaseError):
        type(row).objects.filter(pk=row.pk).update(kind="addition")


def test_who_adds_nothing(people: Any, fixed: Meeting, client_for: Any) -> None:
    with pytest.raises(NoWords):
        add_to_minutes(meeting=fixed, by=people.guidance_head, kind="addition", words=" ")
    with pytest.raises(PermissionError):
        add_to_minutes(meeting=fixed, by=people.teacher, kind="addition", words="x")
    report = fixed.items.get().case.report_links.get().report  # type: ignore[union-attr]
    shut_out(report=report, by=people.principal, staff=people.nurse)
    with pytest.raises(PermissionError):
        add_to_minutes(meeting=fixed, by=people.nurse, kind="addition", words="x")
    held = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    with pytest.raises(NotFixed):
        add_to_minutes(meeting=held, by=people.guidance_head, kind="addition", words="x")
    url = reverse("meetings:add", args=[held.pk])
    assert client_for(people.guidance_head).post(url, {"words": "x"})["Location"] == reverse(
        "cases:room", args=[held.pk]
    )


def test_who_may_not_say_that_somebody_was_told(people: Any, fixed: Meeting) -> None:
    sharing = Sharing.objects.get(meeting=fixed)
    with pytest.raises(PermissionError):
        mark_told(sharing=sharing, by=people.homeroom, staff_id=people.nurse.pk)
    assert sharing.due_at > sharing.at + timedelta(days=2)
