"""A report that means everybody who could take it in is never lost (DESIGN §1, §2; found by an attacker)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.policy.roles import Post
from yorisoi.reports.matching import Classes, staff_mentioned
from yorisoi.reports.queries import reports_for
from yorisoi.reports.shutting_out import shut_out

EVERYBODY = "担任にも生徒指導の先生にも教頭先生にも校長先生にも相談しましたが、何も変わりません"


@pytest.fixture
def officer(people: Any, make_staff: Any) -> Any:
    """A person of 市教委."""
    return make_staff(None, Post.BOARD_OFFICER)


@pytest.mark.requirement("R2", "E3")
def test_a_mere_mention_of_all_leaves_the_vice_principal_in(people: Any, officer: Any, client_for: Any) -> None:
    report = play.report(people, narrative=EVERYBODY)
    assert not reports_for(people.principal).exists()
    assert not reports_for(people.guidance_head).exists()
    assert reports_for(people.vice_principal).get() == report
    assert people.vice_principal.notices.count() == 1
    assert client_for(officer).get(reverse("oversight:report", args=[report.pk])).status_code == 404


@pytest.mark.requirement("R2")
def test_when_principal_and_vice_principal_are_named_the_board_reads_and_lets_somebody_in(
    people: Any, officer: Any, client_for: Any
) -> None:
    named = [people.principal.pk, people.vice_principal.pk, people.guidance_head.pk]
    report = play.report(people, narrative="きいてください", staff_named=named)
    for who in (people.principal, people.vice_principal, people.guidance_head):
        assert not reports_for(who).exists()
    assert officer.notices.count() == 1
    client = client_for(officer)
    assert report.label in client.get(reverse("oversight:board_home")).content.decode()
    page = reverse("oversight:report", args=[report.pk])
    assert "きいてください" in client.get(page).content.decode()
    assert report.readings.get().staff == officer
    row = report.exclusions.get(staff=people.guidance_head)
    admit = reverse("oversight:admit", args=[report.pk, row.pk])
    assert client.post(admit, {f"{row.pk}-reason": ""}).status_code == 422
    assert client.post(admit, {f"{row.pk}-reason": "本人は関わっていないと確かめた"}).status_code == 302
    assert reports_for(people.guidance_head).get() == report
    assert client_for(people.principal).post(admit, {f"{row.pk}-reason": "x"}).status_code == 403


def test_shutting_the_managers_out_tells_the_board(people: Any, officer: Any) -> None:
    report = play.report(people)
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    assert officer.notices.count() == 0
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    assert officer.notices.count() == 1


@pytest.mark.parametrize(
    "words",
    ["たんにんの せんせいが たたきました", "3年1組の先生がいじめる", "担任の先生が頭をたたく", "3ねん1くみの せんせい"],
)
def test_the_homeroom_teacher_is_meant_without_a_name(people: Any, words: str) -> None:
    report = play.report(people, narrative=words, class_id=people.class31.pk)
    assert [row.staff_id for row in report.exclusions.all()] == [people.homeroom.pk]


def test_a_surname_that_no_child_has_means_the_adult(people: Any, make_staff: Any) -> None:
    teacher = make_staff(people.school, Post.TEACHER, name="久保寺", kana="クボデラ")
    assert play.report(people, narrative="久保寺がなぐった").exclusions.get().staff_id == teacher.pk
    assert not play.report(people, narrative="久保寺くんがなぐった").exclusions.exists()
    child = make_staff(people.school, Post.TEACHER, name="佐藤", kana="サトウ")
    assert not play.report(people, narrative="佐藤がなぐった").exclusions.filter(staff=child).exists()


@pytest.mark.parametrize("word", ["校長", "先生", "担任の先生", "教頭先生 "])
def test_a_text_of_nothing_but_titles_is_read_to_its_end(people: Any, word: str) -> None:
    staff = list(people.school.staff.all())
    found = staff_mentioned(word * (100_000 // len(word)) + "、久保寺先生", staff, Classes())
    assert len(found) <= len(staff)  # a reading that took the square of the length did not come to its end here


def test_the_same_token_at_two_schools_is_two_reports(people: Any, other_school: Any) -> None:
    from yorisoi.journal.actors import PUBLIC
    from yorisoi.reports.actions import Said, receive_report

    said = Said(token="same", source="guardian", channel="web", narrative="x")
    one = receive_report(school=people.school, by=PUBLIC, said=said)
    two = receive_report(school=other_school, by=PUBLIC, said=said)
    assert (one.again, two.again) == (False, False)
    assert one.words != two.words


def test_urgent_pressed_twice_is_one_step(people: Any) -> None:
    from yorisoi.reports.actions import mark_urgent

    report = play.report(people)
    for _ in range(3):
        mark_urgent(report=report, by=people.guidance_head, reason="けがをしている")
    assert report.steps.filter(move="mark_urgent").count() == 1
    assert report.duties.filter(name="interim_measure").count() == 1
